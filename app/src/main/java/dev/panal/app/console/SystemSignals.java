package dev.panal.app.console;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The signals of this process. Java has no supported way to hear them; shutdown hooks cannot tell
/// SIGINT from SIGTERM, nor hear a second SIGINT.
public final class SystemSignals implements Signals {
  @Override
  public void onStop(Consumer<Stop> stop) {
    AtomicBoolean asked = new AtomicBoolean();
    handle(
        "INT",
        () -> {
          if (!asked.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
          }
          stop.accept(Stop.INTERRUPT);
        });
    Runnable terminate =
        () -> {
          if (asked.compareAndSet(false, true)) {
            stop.accept(Stop.TERMINATE);
          }
        };
    handle("TERM", terminate);
    handle("HUP", terminate);
  }

  // `sun.misc.Signal` by reflection: the compiler warns of every plain use, and that cannot be
  // switched off.
  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              SystemSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> answer(self, method.getName(), arguments, action));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      // The system has no such signal, or keeps it for itself (-Xrs): its default action stays.
    }
  }

  private static @Nullable Object answer(
      Object self, String method, @Nullable Object @Nullable [] arguments, Runnable action) {
    return switch (method) {
      case "equals" ->
          arguments != null
              && System.identityHashCode(self) == System.identityHashCode(arguments[0]);
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "signal handler";
      default -> {
        action.run();
        yield null;
      }
    };
  }
}
