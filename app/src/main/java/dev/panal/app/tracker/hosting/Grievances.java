package dev.panal.app.tracker.hosting;

import dev.panal.app.console.Text;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Says what is wrong with the folder, each thing once, and of a flood of things not all.
final class Grievances {
  /// Enough to see what the matter is; the folder is looked at again and again.
  private static final int MOST = 100;

  private final Consumer<String> warnings;
  private final Set<String> told = new LinkedHashSet<>();

  Grievances(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  void tell(String text) {
    String safe = Text.safe(text);
    if (told.size() < MOST && told.add(safe)) {
      warnings.accept(safe);
      if (told.size() == MOST) {
        warnings.accept("the folder of torrents: more is wrong there, no more is told");
      }
    }
  }
}
