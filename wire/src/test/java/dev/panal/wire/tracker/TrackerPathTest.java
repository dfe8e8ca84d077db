package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerPathTest {
  @Property
  void keysComeBack(
      @ForAll @AlphaChars @NumericChars @StringLength(max = 64) String key,
      @ForAll TrackerPath.Question question) {
    TrackerPath path = new TrackerPath(question, key);
    assertThat(TrackerPath.parse(path.text())).hasValue(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "announce",
        "/announce/",
        "//announce",
        "/../announce",
        "/a%20b/announce",
        "/a/b/announce",
        "/key/announce.php",
        "/ANNOUNCE",
        "/0123456789012345678901234567890123456789012345678901234567890123456789/announce"
      })
  void otherPathsAreNone(String path) {
    assertThat(TrackerPath.parse(path)).isEmpty();
  }
}
