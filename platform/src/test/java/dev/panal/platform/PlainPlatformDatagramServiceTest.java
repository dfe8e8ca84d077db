package dev.panal.platform;

import dev.panal.contract.DatagramServiceContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

/// One datagram at a time, as on other systems than Linux.
class PlainPlatformDatagramServiceTest extends DatagramServiceContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder, PlatformConfig.defaults().withBatchedDatagrams(false));
  }
}
