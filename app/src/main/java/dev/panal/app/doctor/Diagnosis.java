package dev.panal.app.doctor;

import dev.panal.app.doctor.Machine.Card;
import dev.panal.app.doctor.Machine.Hashing;
import dev.panal.app.doctor.Machine.Jdk;
import dev.panal.app.doctor.Machine.Memory;
import dev.panal.app.doctor.Machine.Place;
import dev.panal.app.doctor.Machine.Port;
import dev.panal.app.doctor.Machine.Processors;
import dev.panal.app.doctor.Machine.ResumeData;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What to think of a machine. Pure functions.
final class Diagnosis {
  private static final int JDK_NEEDED = 25;

  /// Buffers shrink with the heap; below this, a few fast peers fill them.
  private static final long HEAP_WANTED_BYTES = 128L << 20;

  private static final long MEMORY_WANTED_BYTES = 256L << 20;

  /// A gigabit network brings more than this, and hashing would hold it up.
  private static final long HASHING_WANTED_BYTES_PER_SECOND = 125_000_000;

  /// A download's files, connections of a few swarms, and the JVM's own.
  private static final long OPEN_FILES_NEEDED = 512;

  /// The tracker's connections come on top.
  private static final long OPEN_FILES_WANTED = 4_096;

  /// The database and its journal fit in; what else is there will soon be full.
  private static final long DATA_NEEDED_BYTES = 64L << 20;

  private static final long FOLDER_WANTED_BYTES = 1L << 30;

  private Diagnosis() {}

  static List<Finding> of(Machine machine) {
    List<Finding> findings = new ArrayList<>();
    findings.add(jdk(machine.jdk()));
    findings.add(memory(machine.memory()));
    findings.add(processors(machine.processors()));
    findings.add(simd(machine.processors()));
    findings.add(hashing(machine.hashing()));
    findings.add(network(machine.cards()));
    findings.add(ipv6(machine.ipv6Sockets(), machine.cards()));
    machine.ports().forEach(port -> findings.add(port(port)));
    machine.places().forEach(place -> findings.add(place(place)));
    findings.add(openFiles(machine.openFiles()));
    findings.add(resume(machine.resume()));
    return findings;
  }

  private static Finding jdk(Jdk jdk) {
    String says = jdk.version() + " (" + jdk.vendor() + "), " + jdk.home();
    return Runtime.Version.parse(jdk.version()).feature() < JDK_NEEDED
        ? Finding.wrong("JDK", says, "install JDK " + JDK_NEEDED + " or point JAVA_HOME at one")
        : Finding.ok("JDK", says);
  }

  private static Finding memory(Memory memory) {
    String says =
        "heap up to "
            + Sizes.print(memory.maxHeapBytes())
            + (memory.totalBytes().isPresent()
                ? "; the machine has " + Sizes.print(memory.totalBytes().getAsLong())
                : "")
            + (memory.availableBytes().isPresent()
                ? ", " + Sizes.print(memory.availableBytes().getAsLong()) + " available"
                : "");
    if (memory.maxHeapBytes() < HEAP_WANTED_BYTES) {
      return Finding.note(
          "memory", says, "for speed, allow more: PANAL_JAVA_OPTS=-Xmx512m panal ...");
    }
    if (memory.availableBytes().orElse(Long.MAX_VALUE) < MEMORY_WANTED_BYTES) {
      return Finding.note("memory", says, "little is left; end something else");
    }
    return Finding.ok("memory", says);
  }

  private static Finding processors(Processors processors) {
    return Finding.ok(
        "processors",
        processors.count() + (processors.model().isEmpty() ? "" : ", " + processors.model()));
  }

  private static Finding simd(Processors processors) {
    if (!processors.instructionsKnown()) {
      return Finding.ok("SIMD", "the system does not say");
    }
    String says =
        processors.instructions().isEmpty()
            ? "nothing that hashing could use"
            : String.join(" ", processors.instructions());
    return processors.instructions().isEmpty()
        ? Finding.note("SIMD", says, "hashing takes several times as long as elsewhere")
        : Finding.ok("SIMD", says);
  }

  private static Finding hashing(Hashing hashing) {
    if (hashing.sha1BytesPerSecond() == 0) {
      return Finding.wrong(
          "hashing", "could not be measured", "run panal doctor --debug and report what it shows");
    }
    String says =
        "SHA-1 "
            + Rates.print(hashing.sha1BytesPerSecond())
            + ", SHA-256 "
            + Rates.print(hashing.sha256BytesPerSecond())
            + ", by "
            + hashing.means()
            + ", on "
            + (hashing.threads() == 1 ? "1 thread" : hashing.threads() + " threads");
    return hashing.sha1BytesPerSecond() < HASHING_WANTED_BYTES_PER_SECOND
        ? Finding.note("hashing", says, "a fast network will wait for it")
        : Finding.ok("hashing", says);
  }

  private static Finding network(List<Card> cards) {
    String says =
        cards.stream()
            .filter(card -> card.up() && !card.addresses().isEmpty())
            .map(card -> card.name() + " " + String.join(" ", card.addresses()))
            .collect(Collectors.joining(", "));
    if (says.isEmpty()) {
      return Finding.wrong(
          "interfaces", "none is up, not even loopback", "bring one up: ip link set lo up");
    }
    return cards.stream().anyMatch(Card::reachesOut)
        ? Finding.ok("interfaces", says)
        : Finding.note(
            "interfaces", says, "only programs on this machine can be peers; connect a network");
  }

  private static Finding ipv6(boolean sockets, List<Card> cards) {
    if (!sockets) {
      return Finding.note("IPv6", "not on this machine", "peers are reached over IPv4");
    }
    return cards.stream().anyMatch(Card::ipv6)
        ? Finding.ok("IPv6", "yes")
        : Finding.note("IPv6", "on this machine only", "peers elsewhere are reached over IPv4");
  }

  private static Finding port(Port port) {
    String topic = "port " + port.number() + " " + port.protocol();
    Optional<String> fault = port.fault();
    return fault.isEmpty()
        ? Finding.ok(topic, "free (" + port.use() + ")")
        : Finding.wrong(
            topic,
            fault.get() + " (" + port.use() + ")",
            "end the program that has it, or choose another port with " + port.option());
  }

  private static Finding place(Place place) {
    OptionalLong free = place.freeBytes();
    String says =
        place.path() + (free.isPresent() ? ", " + Sizes.print(free.getAsLong()) + " free" : "");
    Optional<String> fault = place.fault();
    if (fault.isPresent()) {
      String remedy = "make it writable, or choose another with " + place.option();
      String cannot = place.path() + ": cannot be written: " + fault.get();
      return place.needed()
          ? Finding.wrong(place.use(), cannot, remedy)
          : Finding.note(place.use(), cannot, remedy);
    }
    if (free.orElse(Long.MAX_VALUE) < DATA_NEEDED_BYTES) {
      return Finding.wrong(
          place.use(), says, "free some space, or choose another disk with " + place.option());
    }
    if (!place.needed() && free.orElse(Long.MAX_VALUE) < FOLDER_WANTED_BYTES) {
      return Finding.note(
          place.use(), says, "large downloads need another disk: " + place.option());
    }
    return Finding.ok(place.use(), says);
  }

  private static Finding openFiles(OptionalLong limit) {
    if (limit.isEmpty()) {
      return Finding.ok("open files", "the system does not say how many");
    }
    long files = limit.getAsLong();
    String says = files == Long.MAX_VALUE ? "no limit" : files + " at most";
    String remedy = "raise the limit: ulimit -n " + OPEN_FILES_WANTED;
    if (files < OPEN_FILES_NEEDED) {
      return Finding.wrong("open files", says, remedy);
    }
    return files < OPEN_FILES_WANTED
        ? Finding.note("open files", says, "enough for downloads; for a tracker " + remedy)
        : Finding.ok("open files", says);
  }

  private static Finding resume(ResumeData resume) {
    Optional<String> fault = resume.fault();
    if (fault.isPresent()) {
      return Finding.wrong(
          "resume data",
          resume.database() + ": " + fault.get(),
          "end other panals that use it, or move the file away: downloads are checked anew then");
    }
    return Finding.ok(
        "resume data",
        resume.torrents().isEmpty()
            ? "none yet"
            : resume.database()
                + ", "
                + (resume.torrents().getAsInt() == 1
                    ? "1 torrent"
                    : resume.torrents().getAsInt() + " torrents"));
  }
}
