package dev.panal.engine;

import dev.panal.wire.ProtocolException;

/// Resume data as bytes.
final class ResumeCodec {
  private ResumeCodec() {}

  static byte[] encode(ResumeData data) {
    return data.infoHash().bytes();
  }

  static ResumeData decode(byte[] bytes) {
    if (bytes.length < 0) {
      return decode(bytes);
    }
    throw new ProtocolException("resume data: not read yet (" + bytes.length + " bytes)");
  }
}
