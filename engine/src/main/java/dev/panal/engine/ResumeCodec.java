package dev.panal.engine;

import dev.panal.engine.ResumeData.Totals;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.Bencode;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.bencode.Limits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;

/// Resume data as bytes: a bencoded dictionary with a version. Sets of bits are as [BitSet] writes
/// them, stamps are two big-endian `long` a file.
///
/// There is no reading of older versions: data that is not understood costs one check of the files.
final class ResumeCodec {
  private static final int VERSION = 1;

  /// Stamps of four million files.
  private static final int MAX_BYTES = 64 << 20;

  private static final Limits LIMITS = new Limits(MAX_BYTES, 3, 100, MAX_BYTES);

  private ResumeCodec() {}

  static byte[] encode(ResumeData data) {
    Totals totals = data.totals();
    return new BencodeWriter()
        .dict()
        .key("added")
        .integer(data.addedMillis())
        .key("completed")
        .integer(data.completedMillis())
        .key("folder")
        .string(data.folder().toString())
        .key("have")
        .string(data.have().toByteArray())
        .key("infohash")
        .string(data.infoHash().bytes())
        .key("pieces")
        .integer(data.pieceCount())
        .key("stamps")
        .string(bytes(data.stamps().raw()))
        .key("totals")
        .dict()
        .key("active")
        .integer(totals.activeSeconds())
        .key("downloaded")
        .integer(totals.downloadedBytes())
        .key("seeding")
        .integer(totals.seedingSeconds())
        .key("uploaded")
        .integer(totals.uploadedBytes())
        .end()
        .key("unwanted")
        .string(data.unwanted().toByteArray())
        .key("version")
        .integer(VERSION)
        .end()
        .bytes();
  }

  static ResumeData decode(byte[] bytes) {
    BDict in = Bencode.decode("resume", bytes, LIMITS).dict();
    long version = in.integer("version");
    if (version != VERSION) {
      throw new ProtocolException("resume.version: " + version + " is not understood");
    }
    BDict totals = in.dict("totals");
    try {
      return new ResumeData(
          InfoHash.of(in.string("infohash").bytes()),
          Path.of(in.string("folder").text()),
          Math.toIntExact(in.integer("pieces")),
          BitSet.valueOf(in.string("have").bytes()),
          FileStamps.ofRaw(longs(in.string("stamps").bytes())),
          BitSet.valueOf(in.string("unwanted").bytes()),
          new Totals(
              totals.integer("downloaded"),
              totals.integer("uploaded"),
              totals.integer("active"),
              totals.integer("seeding")),
          in.integer("added"),
          in.integer("completed"));
    } catch (IllegalArgumentException | ArithmeticException unfit) {
      throw new ProtocolException("resume: " + unfit.getMessage());
    }
  }

  private static byte[] bytes(long[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
    bytes.asLongBuffer().put(numbers);
    return bytes.array();
  }

  private static long[] longs(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException("half a number");
    }
    long[] numbers = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(numbers);
    return numbers;
  }
}
