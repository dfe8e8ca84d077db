package dev.panal.simulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a web server of the virtual net says. Called on the loop of its host.
@FunctionalInterface
public interface WebSite {
  /// Hands the answer to `receiver`, on that loop, once, now or later.
  void answer(Asked asked, Consumer<Answer> receiver);

  /// A site that knows its answers at once.
  static WebSite of(Function<Asked, Answer> answers) {
    return (asked, receiver) -> receiver.accept(answers.apply(asked));
  }

  /// @param rawQuery exactly as it came, empty if there was none
  /// @param headers names in lower case
  record Asked(
      String path, String rawQuery, Map<String, String> headers, InetSocketAddress remote) {}

  /// @param delay before the answer leaves
  record Answer(int status, Map<String, String> headers, byte[] body, Duration delay) {
    public static Answer of(int status, byte[] body) {
      return new Answer(status, Map.of(), body, Duration.ZERO);
    }
  }
}
