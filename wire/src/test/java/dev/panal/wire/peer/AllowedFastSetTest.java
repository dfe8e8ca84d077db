package dev.panal.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AllowedFastSetTest {
  private static final InfoHash ALL_AA = InfoHash.ofHex("aa".repeat(20));

  /// The two examples of BEP 6.
  @Test
  void examplesOfTheBep() throws Exception {
    InetAddress peer = InetAddress.ofLiteral("80.4.4.200");

    assertThat(AllowedFastSet.of(ALL_AA, peer, 1313, 7))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188);
    assertThat(AllowedFastSet.of(ALL_AA, peer, 1313, 9))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188, 353, 508);
  }

  @Property(tries = 200)
  void distinctPiecesInRange(
      @ForAll @IntRange(min = 1, max = 40) int pieceCount,
      @ForAll @IntRange(max = 12) int size,
      @ForAll byte last) {
    InetAddress peer = InetAddress.ofLiteral("10.1.2." + (last & 0xff));

    int[] pieces = AllowedFastSet.of(ALL_AA, peer, pieceCount, size);

    assertThat(pieces).hasSize(Math.min(size, pieceCount)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(pieces)).allMatch(piece -> piece >= 0 && piece < pieceCount);
    assertThat(pieces)
        .isEqualTo(AllowedFastSet.of(ALL_AA, InetAddress.ofLiteral("10.1.2.1"), pieceCount, size));
  }

  @Test
  void addressesOfOneIpv6SubscriberAreOnePeer() {
    assertThat(AllowedFastSet.of(ALL_AA, InetAddress.ofLiteral("2001:db8::1"), 1000, 10))
        .isEqualTo(AllowedFastSet.of(ALL_AA, InetAddress.ofLiteral("2001:db8::9:2"), 1000, 10))
        .isNotEqualTo(AllowedFastSet.of(ALL_AA, InetAddress.ofLiteral("2001:db8:1::1"), 1000, 10));
  }
}
