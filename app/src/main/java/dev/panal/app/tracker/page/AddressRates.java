package dev.panal.app.tracker.page;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often each address did something in the last minute; IPv6 by network (/64), which is what
/// one person has. Knows a bounded number of them, the latest.
final class AddressRates {
  private static final int MAX_ADDRESSES = 10_000;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final int perMinute;
  private final Map<Long, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bucket> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /// Tokens that come back evenly.
  private record Bucket(double tokens, long nanos) {}

  AddressRates(int perMinute) {
    this.perMinute = perMinute;
  }

  synchronized boolean allows(InetAddress address) {
    long now = System.nanoTime();
    Bucket before = buckets.getOrDefault(site(address), new Bucket(perMinute, now));
    double tokens =
        Math.min(
            perMinute,
            before.tokens() + (double) (now - before.nanos()) * perMinute / MINUTE_NANOS);
    boolean allowed = tokens >= 1;
    buckets.put(site(address), new Bucket(allowed ? tokens - 1 : tokens, now));
    return allowed;
  }

  static long site(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
  }
}
