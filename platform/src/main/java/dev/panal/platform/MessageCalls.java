package dev.panal.platform;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The system calls of Linux that receive and send many datagrams at a time, called directly.
final class MessageCalls {
  /// Do not wait: MSG_DONTWAIT.
  private static final int DONT_WAIT = 0x40;

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SOCK_DGRAM = 2;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_PMTUDISC_PROBE = 3;

  /// What SO_MEMINFO tells (`sock_diag.h`): nine numbers, the first of which are bytes in the queue
  /// of what came, and how many there may be.
  private static final int MEMORY_NUMBERS = 9;

  private static final int RECEIVE_QUEUE = 0;
  private static final int RECEIVE_LIMIT = 1;

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private static final Logger log = LoggerFactory.getLogger(MessageCalls.class);

  private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MethodHandle recvmmsg;
  private final MethodHandle sendmmsg;
  private final MethodHandle getsockname;
  private final MethodHandle getsockopt;
  private final MethodHandle setsockopt;

  private MessageCalls() {
    recvmmsg = function("recvmmsg", FunctionDescriptor.of(INT, INT, ADDRESS, INT, INT, ADDRESS));
    sendmmsg = function("sendmmsg", FunctionDescriptor.of(INT, INT, ADDRESS, INT, INT));
    getsockname = function("getsockname", FunctionDescriptor.of(INT, INT, ADDRESS, ADDRESS));
    getsockopt =
        function("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ADDRESS, ADDRESS));
    setsockopt = function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ADDRESS, INT));
  }

  /// Empty on other systems, and where native code may not be called. What is done with the
  /// structures of the system holds for 64 bits and little-endian processors.
  static Optional<MessageCalls> load() {
    boolean known =
        System.getProperty("os.name").equals("Linux")
            && ADDRESS.byteSize() == Long.BYTES
            && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    if (!known) {
      return Optional.empty();
    }
    try {
      return Optional.of(new MessageCalls());
    } catch (RuntimeException e) {
      log.debug("Datagrams go one by one", e);
      return Optional.empty();
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  /// How many datagrams came; 0 or less if none did.
  int receive(int socket, MemorySegment messages, int count) {
    try {
      return (int) recvmmsg.invokeExact(socket, messages, count, DONT_WAIT, MemorySegment.NULL);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// How many datagrams left, counted from the first; 0 or less if that one could not.
  int send(int socket, MemorySegment messages, int count) {
    try {
      return (int) sendmmsg.invokeExact(socket, messages, count, DONT_WAIT);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Asks the system for a queue as large as its administrator may have, whatever the limit for
  /// others. Without that right nothing changes.
  void enlargeQueues(int socket, int bytes) {
    set(socket, SOL_SOCKET, SO_RCVBUFFORCE, bytes);
    set(socket, SOL_SOCKET, SO_SNDBUFFORCE, bytes);
  }

  /// How full the queue of what came is, from 0 to 1; 0 where the system does not say.
  double queueFill(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(INT, MEMORY_NUMBERS);
      MemorySegment length = arena.allocateFrom(INT, MEMORY_NUMBERS * Integer.BYTES);
      int failed = (int) getsockopt.invokeExact(socket, SOL_SOCKET, SO_MEMINFO, numbers, length);
      long limit = numbers.getAtIndex(INT, RECEIVE_LIMIT);
      return failed != 0 || limit <= 0
          ? 0
          : Math.clamp((double) numbers.getAtIndex(INT, RECEIVE_QUEUE) / limit, 0, 1);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Datagrams leave in one piece or not at all. They are short enough for any path, and the system
  /// need not number pieces that there will never be.
  void neverFragment(int socket) {
    set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  }

  private void set(int socket, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      int failed =
          (int)
              setsockopt.invokeExact(
                  socket, level, option, arena.allocateFrom(INT, value), Integer.BYTES);
      if (failed != 0) {
        log.debug("Option {}/{} of a socket stays as it is", level, option);
      }
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// The system's number for the only UDP socket of this process with that address. Java does not
  /// tell it, so it is looked for among all open files. Empty if it is not found, or not alone.
  OptionalInt socketAt(InetSocketAddress local) {
    OptionalInt found = OptionalInt.empty();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES);
        Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketNames.BYTES, Long.BYTES);
      MemorySegment number = arena.allocate(INT);
      MemorySegment length = arena.allocate(INT);
      for (Path file : files) {
        int descriptor = Integer.parseInt(file.getFileName().toString());
        if (isDatagramSocketAt(descriptor, local, name, number, length)) {
          if (found.isPresent()) {
            return OptionalInt.empty();
          }
          found = OptionalInt.of(descriptor);
        }
      }
    } catch (IOException | RuntimeException e) {
      log.debug("The number of the socket at {} was not found", local, e);
      return OptionalInt.empty();
    }
    return found;
  }

  private boolean isDatagramSocketAt(
      int descriptor,
      InetSocketAddress local,
      MemorySegment name,
      MemorySegment number,
      MemorySegment length) {
    try {
      length.set(INT, 0, Integer.BYTES);
      int failed = (int) getsockopt.invokeExact(descriptor, SOL_SOCKET, SO_TYPE, number, length);
      if (failed != 0 || number.get(INT, 0) != SOCK_DGRAM) {
        return false;
      }
      length.set(INT, 0, SocketNames.BYTES);
      failed = (int) getsockname.invokeExact(descriptor, name, length);
      return failed == 0 && SocketNames.names(name.asByteBuffer(), local);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Method handles declare that they throw anything; these only throw what is a bug.
  private static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
  }
}
