package dev.panal.engine.mse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MseCipherTest {
  private static final long SECOND = 1_000_000_000L;

  @Property(tries = 100)
  void rc4IsThatOfTheJdk(@ForAll @Size(20) byte[] key, @ForAll byte[] text)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ARCFOUR");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
    byte[] _ = cipher.update(new byte[1024]);
    byte[] expected = text.length == 0 ? text : cipher.update(text);

    ByteBuffer ours = ByteBuffer.allocateDirect(text.length + 3).position(3).put(text).position(3);
    new Rc4(key, new byte[16]).apply(ours);

    assertThat(ours.position()).isEqualTo(3);
    byte[] bytes = new byte[text.length];
    ours.get(bytes);
    assertThat(bytes).isEqualTo(expected);
  }

  @Property(tries = 20)
  void bothSidesHaveTheSameSecret(@ForAll long seed) {
    KeyExchange one = new KeyExchange(new Random(seed));
    KeyExchange other = new KeyExchange(new Random(seed + 1));
    assertThat(one.secret(other.ours())).isEqualTo(other.secret(one.ours())).hasSize(96);
  }

  @Test
  void theGroupIsThatOfTheSpecification() {
    assertThat(KeyExchange.PRIME.bitLength()).isEqualTo(768);
    assertThat(KeyExchange.PRIME.isProbablePrime(50)).isTrue();
  }

  @Test
  void hashesAreOverTheNameAndThenTheRest() {
    // printf req1 | sha1sum
    assertThat(HexFormat.of().formatHex(Hashes.req1(new byte[0])))
        .isEqualTo("ec476e8a5ffa444b637961278acbbfb79dac54f4");
  }

  @Test
  void aNameFindsItsTorrentOnly() {
    InfoHash torrent = InfoHash.of(new byte[20]);
    SecretNames names = new SecretNames();
    names.add(torrent);
    byte[] name = Hashes.req2(torrent);
    assertThat(names.find(name)).isEqualTo(torrent);
    byte[] similar = Arrays.copyOf(Arrays.copyOf(name, 8), 20);
    assertThat(names.find(similar)).isNull();
    names.remove(torrent);
    assertThat(names.find(name)).isNull();
  }

  @Test
  void theBudgetFillsUpAgain() {
    KeyBudget budget = new KeyBudget(0);
    assertThat(taken(budget, 0)).isEqualTo(KeyBudget.AT_ONCE);
    assertThat(taken(budget, SECOND / 10)).isEqualTo(KeyBudget.PER_SECOND / 10);
    assertThat(taken(budget, 100 * SECOND)).isEqualTo(KeyBudget.AT_ONCE);
  }

  private static int taken(KeyBudget budget, long now) {
    int count = 0;
    while (budget.take(now)) {
      count++;
    }
    return count;
  }
}
