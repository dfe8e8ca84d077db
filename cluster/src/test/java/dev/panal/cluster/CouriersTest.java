package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jgroups.PhysicalAddress;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.Test;

class CouriersTest {
  private static final PhysicalAddress NEAR = new IpAddress(1);
  private static final PhysicalAddress CUT_OFF = new IpAddress(2);

  private final BlockingQueue<Byte> near = new LinkedBlockingQueue<>();
  private final BlockingQueue<Byte> cutOff = new LinkedBlockingQueue<>();
  private final CountDownLatch healed = new CountDownLatch(1);

  private static List<Byte> take(BlockingQueue<Byte> from, int count) throws InterruptedException {
    List<Byte> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(from.poll(10, TimeUnit.SECONDS));
    }
    return taken;
  }

  private void go(PhysicalAddress to, byte[] letter) throws InterruptedException {
    if (to.equals(CUT_OFF)) {
      healed.await();
    }
    (to.equals(CUT_OFF) ? cutOff : near).add(letter[0]);
  }

  @Test
  void whoWaitsAtOneNodeKeepsNothingFromTheOthers() throws Exception {
    Couriers couriers = new Couriers(this::go);
    for (byte i = 0; i < 5; i++) {
      couriers.send(List.of(CUT_OFF, NEAR), new byte[] {i});
    }
    assertThat(take(near, 5)).containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    assertThat(cutOff).isEmpty();

    healed.countDown();
    assertThat(take(cutOff, 5)).containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
  }

  @Test
  void onlySoManyWaitForANode() throws Exception {
    Couriers couriers = new Couriers(this::go);
    for (int i = 0; i < 3 * Couriers.MAX_WAITING; i++) {
      couriers.send(List.of(CUT_OFF), new byte[] {1});
    }
    healed.countDown();
    List<Byte> arrived = take(cutOff, Couriers.MAX_WAITING);
    assertThat(arrived).doesNotContainNull();
    assertThat(cutOff.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void whatWaitedBehindAFailureIsDroppedAndWhatComesLaterGoes() throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    Couriers couriers =
        new Couriers((to, letter) -> {
          if (letter[0] == 0) {
            all.await();
            throw new IOException("cut");
          }
          near.add(letter[0]);
        });
    for (byte i = 0; i < 5; i++) {
      couriers.send(List.of(NEAR), new byte[] {i});
    }
    all.countDown();
    Byte first = null;
    for (int tries = 0; first == null && tries < 100; tries++) { // it may not have failed yet
      couriers.send(List.of(NEAR), new byte[] {9});
      first = near.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(first).isEqualTo((byte) 9);
  }
}
