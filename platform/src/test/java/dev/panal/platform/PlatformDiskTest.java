package dev.panal.platform;

import dev.panal.contract.DiskContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformDiskTest extends DiskContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
