package dev.panal.platform;

import dev.panal.contract.DatagramServiceContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

/// Many datagrams in a system call, where the system has that.
class PlatformDatagramServiceTest extends DatagramServiceContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
