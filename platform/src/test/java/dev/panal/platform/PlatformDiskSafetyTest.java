package dev.panal.platform;

import dev.panal.contract.DiskSafetyContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformDiskSafetyTest extends DiskSafetyContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
