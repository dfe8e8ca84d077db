package dev.panal.engine.mse;

import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The torrents of a session by the hash that names them in an encrypted handshake, so that one who
/// comes costs one look and not a hash for each torrent.
///
/// The first eight bytes are the key, for ten thousand torrents are to cost little; the rest is
/// computed again for the one that was found.
public final class SecretNames {
  private final Map<Long, InfoHash> torrents = new HashMap<>();

  public void add(InfoHash infoHash) {
    torrents.put(key(Hashes.req2(infoHash)), infoHash);
  }

  public void remove(InfoHash infoHash) {
    torrents.remove(key(Hashes.req2(infoHash)), infoHash);
  }

  @Nullable InfoHash find(byte[] name) {
    InfoHash found = torrents.get(key(name));
    return found != null && Arrays.equals(Hashes.req2(found), name) ? found : null;
  }

  private static long key(byte[] name) {
    return ByteBuffer.wrap(name).getLong();
  }
}
