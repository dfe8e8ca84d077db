package dev.panal.app.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What was seen of this machine, without an opinion.
///
/// @param openFiles how many this process may have, sockets included; empty if the system does not
///   say
record Machine(
    Jdk jdk,
    Memory memory,
    Processors processors,
    Hashing hashing,
    List<Card> cards,
    boolean ipv6Sockets,
    List<Port> ports,
    List<Place> places,
    OptionalLong openFiles,
    ResumeData resume) {

  record Jdk(String version, String vendor, Path home) {}

  /// @param maxHeapBytes what this JVM may take, and as much again outside the heap
  /// @param totalBytes of the machine; empty if the system does not say
  record Memory(long maxHeapBytes, OptionalLong totalBytes, OptionalLong availableBytes) {}

  /// @param model empty if the system does not say
  /// @param instructions those that hashing can use, as the system calls them
  /// @param instructionsKnown whether the system says which there are
  record Processors(
      int count, String model, List<String> instructions, boolean instructionsKnown) {}

  /// @param threads that were at it
  /// @param means what was chosen for many pieces at once
  record Hashing(long sha1BytesPerSecond, long sha256BytesPerSecond, int threads, String means) {}

  /// A network interface.
  ///
  /// @param addresses in digits
  /// @param reachesOut whether one of the addresses is more than link-local or loopback
  /// @param ipv6 whether such an address is one of IPv6
  record Card(
      String name,
      boolean up,
      boolean loopback,
      List<String> addresses,
      boolean reachesOut,
      boolean ipv6) {}

  /// @param protocol `TCP` or `UDP`
  /// @param option what chooses another
  /// @param fault why it cannot be had; empty if it is free
  record Port(int number, String protocol, String use, String option, Optional<String> fault) {}

  /// A folder that is or will be written to.
  ///
  /// @param fault why nothing can be written there
  /// @param option what chooses another
  /// @param needed whether nothing works well without
  record Place(
      String use,
      Path path,
      Optional<String> fault,
      OptionalLong freeBytes,
      String option,
      boolean needed) {}

  /// @param torrents remembered; empty if there is no database yet
  /// @param fault why it cannot be read
  record ResumeData(Path database, OptionalInt torrents, Optional<String> fault) {}
}
