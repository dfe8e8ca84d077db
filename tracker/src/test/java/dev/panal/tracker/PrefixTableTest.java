package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
  @Test
  void numbersLiveAsLongAsTheirPrefixIsUsed() {
    PrefixTable table = new PrefixTable();
    Map<Long, Integer> uses = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long prefix = random.nextInt(300);
      int used = uses.getOrDefault(prefix, 0);
      if (random.nextInt(100) < (i / 10_000 % 2 == 0 ? 60 : 40)) {
        int number = table.use(prefix);
        assertThat(table.prefix(number)).isEqualTo(prefix);
        uses.put(prefix, used + 1);
      } else if (used > 0) {
        table.release(table.number(prefix));
        uses.put(prefix, used - 1);
      }
      assertThat(table.number(prefix) != PrefixTable.UNKNOWN)
          .isEqualTo(uses.getOrDefault(prefix, 0) > 0);
    }
  }

  @Test
  void whatFindsNoNumberIsUnknownUntilOneIsFree() {
    PrefixTable table = new PrefixTable();
    for (long prefix = 1; prefix <= 65_535; prefix++) {
      assertThat(table.use(prefix)).isNotEqualTo(PrefixTable.UNKNOWN);
    }

    assertThat(table.use(99_999)).isEqualTo(PrefixTable.UNKNOWN);
    table.release(PrefixTable.UNKNOWN);
    table.release(table.number(17));

    int number = table.use(99_999);
    assertThat(number).isNotEqualTo(PrefixTable.UNKNOWN);
    assertThat(table.prefix(number)).isEqualTo(99_999);
    assertThat(table.prefix(table.number(18))).isEqualTo(18);
  }
}
