package dev.panal.platform;

import dev.panal.contract.EventLoopContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformEventLoopTest extends EventLoopContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
