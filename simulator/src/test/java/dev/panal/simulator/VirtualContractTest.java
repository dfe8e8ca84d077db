package dev.panal.simulator;

import dev.panal.contract.BufferPoolContract;
import dev.panal.contract.ConnectionContract;
import dev.panal.contract.DatagramServiceContract;
import dev.panal.contract.DatagramsContract;
import dev.panal.contract.DiskContract;
import dev.panal.contract.DiskSafetyContract;
import dev.panal.contract.EventLoopContract;
import dev.panal.contract.HttpContract;
import dev.panal.contract.NetworkContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/// The virtual world does what every world must do.
final class VirtualContractTest {
  @Nested
  final class Loop extends EventLoopContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Buffers extends BufferPoolContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Connecting extends NetworkContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Streams extends ConnectionContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Udp extends DatagramsContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class UdpService extends DatagramServiceContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Files extends DiskContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Safety extends DiskSafetyContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }

  @Nested
  final class Web extends HttpContract {
    @Override
    protected WorldUnderTest open(Path folder) {
      return new VirtualWorldUnderTest();
    }
  }
}
