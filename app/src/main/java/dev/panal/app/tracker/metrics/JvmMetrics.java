package dev.panal.app.tracker.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;

/// The process and its JVM, under the names that Prometheus' own clients use.
final class JvmMetrics {
  private static final double MILLIS_PER_SECOND = 1_000.0;

  private JvmMetrics() {}

  static void write(MetricsText text) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    MemoryUsage other = memory.getNonHeapMemoryUsage();
    text.gauge("jvm_memory_used_bytes", "Used bytes of a given JVM memory area.")
        .sample("jvm_memory_used_bytes", heap.getUsed(), "area", "heap")
        .sample("jvm_memory_used_bytes", other.getUsed(), "area", "nonheap")
        .gauge("jvm_memory_committed_bytes", "Committed bytes of a given JVM memory area.")
        .sample("jvm_memory_committed_bytes", heap.getCommitted(), "area", "heap")
        .sample("jvm_memory_committed_bytes", other.getCommitted(), "area", "nonheap")
        .gauge("jvm_memory_max_bytes", "Max bytes of a given JVM memory area, -1 for no limit.")
        .sample("jvm_memory_max_bytes", heap.getMax(), "area", "heap")
        .sample("jvm_memory_max_bytes", other.getMax(), "area", "nonheap")
        .gauge("jvm_threads_current", "Platform threads of the JVM.")
        .sample("jvm_threads_current", (long) ManagementFactory.getThreadMXBean().getThreadCount());
    text.counter("jvm_gc_collection_seconds_sum", "Time spent in a given JVM garbage collector.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample(
          "jvm_gc_collection_seconds_sum",
          gc.getCollectionTime() / MILLIS_PER_SECOND,
          "gc",
          gc.getName());
    }
    text.gauge("process_start_time_seconds", "Start time of the process since unix epoch.")
        .sample(
            "process_start_time_seconds",
            ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      text.counter("process_cpu_seconds_total", "User and system CPU time spent.")
          .sample(
              "process_cpu_seconds_total",
              system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1));
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      text.gauge("process_open_fds", "Open file descriptors.")
          .sample("process_open_fds", system.getOpenFileDescriptorCount())
          .gauge("process_max_fds", "Most file descriptors that may be open.")
          .sample("process_max_fds", system.getMaxFileDescriptorCount());
    }
  }
}
