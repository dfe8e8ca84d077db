package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A handler that keeps what it heard and minds the order in which it is told. Lives on the loop.
class Recorder implements ConnectionHandler {
  private @Nullable Connection connection;
  private final List<CloseReason> reasons = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final boolean outgoing;
  private int connectedCount;
  private int writableCount;

  Recorder(boolean outgoing) {
    this.outgoing = outgoing;
  }

  /// Says whose handler this is; for outgoing ones, what `connect` returned.
  void attach(Connection ours) {
    connection = ours;
  }

  @Override
  public void onConnected() {
    check(outgoing, "connected told to an accepted connection");
    check(reasons.isEmpty(), "connected after closed");
    check(received.size() == 0, "connected after bytes");
    connectedCount++;
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    checkStanding("bytes");
    check(bytes.hasRemaining(), "no bytes in onBytes");
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    received.writeBytes(copy);
  }

  @Override
  public void onWritable() {
    checkStanding("writable");
    check(
        connection().queuedBytes() <= Connection.WRITE_MARK_BYTES / 2,
        "writable with more than half the mark in the queue");
    writableCount++;
  }

  @Override
  public void onClosed(CloseReason reason) {
    check(reasons.isEmpty(), "closed twice");
    check(connection != null, "closed inside connect or accept");
    reasons.add(reason);
  }

  final Connection connection() {
    if (connection == null) {
      throw new AssertionError("told before connect returned");
    }
    return connection;
  }

  final boolean attached() {
    return connection != null;
  }

  final boolean connected() {
    return connectedCount > 0;
  }

  final boolean closed() {
    return !reasons.isEmpty();
  }

  final CloseReason.Kind closeKind() {
    assertThat(reasons).as("closed exactly once").hasSize(1);
    return reasons.getFirst().kind();
  }

  final int connectedCount() {
    return connectedCount;
  }

  final int writableCount() {
    return writableCount;
  }

  final int receivedBytes() {
    return received.size();
  }

  final byte[] received() {
    return received.toByteArray();
  }

  /// Fails if we were told something out of turn.
  final void assertInOrder() {
    assertThat(faults).as("callbacks out of turn").isEmpty();
    assertThat(connectedCount).isLessThanOrEqualTo(1);
    assertThat(reasons.size()).isLessThanOrEqualTo(1);
  }

  private void checkStanding(String what) {
    check(reasons.isEmpty(), what + " after closed");
    check(!outgoing || connectedCount == 1, what + " before connected");
  }

  // Kept and not thrown: an exception out of a callback would only close the connection.
  private void check(boolean fine, String fault) {
    if (!fine) {
      faults.add(fault);
    }
  }
}
