package dev.panal.cluster;

/// What Infinispan keeps for a bucket: that there is one. The swarms themselves are the tracker's;
/// [RingSchema] fetches a copy when a handle is sent, and hands it over where it arrives.
///
/// No two handles are equal. So when parts of a ring meet again, Infinispan finds every bucket in
/// conflict and has all its copies joined, which is what we want.
final class Bucket {
  private final int number;

  Bucket(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  @Override
  public String toString() {
    return "bucket " + number;
  }
}
