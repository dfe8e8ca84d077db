package dev.panal.platform;

import dev.panal.contract.ConnectionContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformConnectionTest extends ConnectionContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
