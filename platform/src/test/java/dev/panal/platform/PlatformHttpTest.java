package dev.panal.platform;

import dev.panal.contract.HttpContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformHttpTest extends HttpContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
