package dev.panal.app.doctor;

import dev.panal.app.console.Json;
import java.util.Locale;

/// A machine for programs.
final class MachineJson {
  private MachineJson() {}

  static Json of(Machine machine) {
    return Json.object()
        .put("jdk", jdk(machine.jdk()))
        .put("memory", memory(machine.memory()))
        .put("processors", processors(machine.processors()))
        .put("hashing", hashing(machine.hashing()))
        .put("interfaces", machine.cards().stream().map(MachineJson::card).toList())
        .put("ipv6", machine.ipv6Sockets())
        .put("ports", machine.ports().stream().map(MachineJson::port).toList())
        .put("folders", machine.places().stream().map(MachineJson::place).toList())
        .put("open_files", machine.openFiles())
        .put("resume", resume(machine.resume()));
  }

  private static Json jdk(Machine.Jdk jdk) {
    return Json.object()
        .put("version", jdk.version())
        .put("vendor", jdk.vendor())
        .put("home", jdk.home().toString());
  }

  private static Json memory(Machine.Memory memory) {
    return Json.object()
        .put("max_heap_bytes", memory.maxHeapBytes())
        .put("total_bytes", memory.totalBytes())
        .put("available_bytes", memory.availableBytes());
  }

  private static Json processors(Machine.Processors processors) {
    return Json.object()
        .put("count", processors.count())
        .put("model", processors.model())
        .put("instructions", processors.instructions());
  }

  private static Json hashing(Machine.Hashing hashing) {
    return Json.object()
        .put("sha1_rate", hashing.sha1BytesPerSecond())
        .put("sha256_rate", hashing.sha256BytesPerSecond())
        .put("threads", hashing.threads())
        .put("means", hashing.means());
  }

  private static Json card(Machine.Card card) {
    return Json.object()
        .put("name", card.name())
        .put("up", card.up())
        .put("loopback", card.loopback())
        .put("addresses", card.addresses());
  }

  private static Json port(Machine.Port port) {
    return Json.object()
        .put("port", port.number())
        .put("protocol", port.protocol().toLowerCase(Locale.ROOT))
        .put("free", port.fault().isEmpty())
        .put("reason", port.fault());
  }

  private static Json place(Machine.Place place) {
    return Json.object()
        .put("use", place.use())
        .put("path", place.path().toString())
        .put("writable", place.fault().isEmpty())
        .put("free_bytes", place.freeBytes());
  }

  private static Json resume(Machine.ResumeData resume) {
    return Json.object()
        .put("database", resume.database().toString())
        .put("torrents", resume.torrents())
        .put("reason", resume.fault());
  }
}
