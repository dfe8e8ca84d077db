package dev.panal.platform;

import dev.panal.contract.NetworkContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformNetworkTest extends NetworkContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
