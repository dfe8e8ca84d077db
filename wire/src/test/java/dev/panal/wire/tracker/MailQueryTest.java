package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MailQueryTest {
  private static final String HEX = "0123456789abcdef0123456789ABCDEF01234567";

  @Property
  void whatIsWrittenIsRead(@ForAll("queries") MailQuery query) {
    assertThat(MailQuery.decode(query.encode())).isEqualTo(query);
  }

  @Provide
  Arbitrary<MailQuery> queries() {
    return Combinators.combine(
            TrackerMessages.infoHashes(),
            TrackerMessages.bytes(PeerId.LENGTH).map(PeerId::of),
            Arbitraries.integers(),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.integers().between(-1, 3600))
        .as((infoHash, peerId, key, after, wait) ->
            new MailQuery(
                infoHash,
                peerId,
                key,
                after,
                wait < 0 ? OptionalInt.empty() : OptionalInt.of(wait)));
  }

  @Test
  void digitsDoAsWell() {
    MailQuery query = MailQuery.decode("info_hash=" + HEX + "&peer_id=" + HEX + "&key=ff&x=y");
    assertThat(query.infoHash().hex()).isEqualToIgnoringCase(HEX);
    assertThat(query.key()).isEqualTo(255);
    assertThat(query.after()).isZero();
    assertThat(query.waitSeconds()).isEmpty();
    assertThat(MailQuery.decode(query.encode() + "&wait=99999999").waitSeconds()).hasValue(3600);
  }

  @ParameterizedTest
  @CsvSource({
    "'', info_hash: missing",
    "info_hash=abc, info_hash: must be 20 bytes or 40 hexadecimal digits",
    "info_hash=HEX, peer_id: missing",
    "info_hash=HEX&peer_id=HEX, key: missing",
    "info_hash=HEX&peer_id=HEX&key=1&after=-1, after: negative",
    "info_hash=HEX&peer_id=HEX&key=1&after=x, after: not a number",
    "info_hash=HEX&peer_id=HEX&key=1&wait=-5, wait: negative",
    "info_hash=%zz, query: incomplete escape"
  })
  void mistakesAreNamed(String query, String message) {
    assertThatThrownBy(() -> MailQuery.decode(query.replace("HEX", HEX)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }
}
