package dev.panal.app.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.message.ReceivedMessage.Audience;
import dev.panal.app.message.ReceivedMessage.Batch;
import dev.panal.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a tracker sends, hostile as it may be.
final class ReceivedMessageTest {
  private static Batch read(String json) {
    return ReceivedMessage.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ReceivedMessage message(String fields) {
    return read("{'after':5,'messages':[{" + fields + "}]}").messages().getFirst();
  }

  @Test
  void messagesAreRead() {
    Batch batch =
        read(
            "{'after':7,'messages':[{'sequence':7,'time':'2026-11-26T12:00:00Z','from':"
                + "{'address':'192.0.2.1','peer':'2d50','name':'-PN0100-Anna','torrent':'ab'},"
                + "'to':{'torrent':'ab'},'text':'hello'}]}");
    assertThat(batch.after()).isEqualTo(7);
    ReceivedMessage message = batch.messages().getFirst();
    assertThat(message.audience()).isEqualTo(Audience.SWARM);
    assertThat(message.line())
        .isEqualTo("message from -PN0100-Anna (192.0.2.1) to the swarm: hello");
    assertThat(message.event("http://t/announce").toString())
        .isEqualTo(
            "{'event':'message','tracker':'http://t/announce','sequence':7,'time':"
                    .replace('\'', '"')
                + "\"2026-11-26T12:00:00Z\",\"from\":{\"address\":\"192.0.2.1\",\"peer\":\"2d50\","
                + "\"name\":\"-PN0100-Anna\"},\"to\":\"torrent\",\"torrent\":\"ab\","
                + "\"text\":\"hello\"}");
  }

  @Test
  void nothingInAMessageSteersATerminal() {
    String line =
        message(
                "'from':{'address':'\\u001b[2J1.2.3.4','name':'\\u202ex'},'to':{'all':true},"
                    + "'text':'a\\u0007\\u001b]0;b\\r\\npanal: forged\\n\\n\\tc\\u2028d'")
            .line();
    assertThat(line)
        .isEqualTo("message from �x (�[2J1.2.3.4) to all: a��]0;b ⏎ panal: forged ⏎ c ⏎ d");
  }

  @Test
  void whatIsMissingIsEmptyAndWhatIsLongIsCut() {
    assertThat(message("").line()).isEqualTo("message from  to the swarm:");
    assertThat(message("'text':'" + "a".repeat(100_000) + "'").line()).hasSizeLessThan(4_200);
    assertThat(message("'to':{'peer':'ab'},'text':5").audience()).isEqualTo(Audience.PEER);
    assertThat(read("{'after':0,'messages':[1,'x',null]}").messages()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{'after':1}",
        "{'after':'1','messages':[]}",
        "{'after':1,'messages':{}}",
        "<html>"
      })
  void whatIsNoAnswerIsRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void onlyHostAndPortOfTheTrackersAddressCount() {
    for (String address :
        List.of(
            "http://t.example:6969/announce",
            "HTTP://t.example:6969/KEY/announce?x=y",
            "udp://t.example:6969",
            "t.example:6969",
            "http://t.example:6969/#/torrents")) {
      assertThat(MessageAddress.of(address)).hasToString("http://t.example:6969/api/v1/messages");
    }
    assertThat(MessageAddress.of("https://[::1]/")).hasToString("https://[::1]/api/v1/messages");
    for (String address : List.of("", "ftp://t.example/", "http://", "a b", "http://t:99999/")) {
      assertThatThrownBy(() -> MessageAddress.of(address)).hasMessageContaining("not the address");
    }
  }
}
