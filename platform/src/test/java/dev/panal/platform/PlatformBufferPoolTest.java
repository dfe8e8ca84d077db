package dev.panal.platform;

import dev.panal.contract.BufferPoolContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformBufferPoolTest extends BufferPoolContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
