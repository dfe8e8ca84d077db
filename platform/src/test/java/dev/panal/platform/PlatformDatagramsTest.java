package dev.panal.platform;

import dev.panal.contract.DatagramsContract;
import dev.panal.contract.WorldUnderTest;
import java.nio.file.Path;

class PlatformDatagramsTest extends DatagramsContract {
  @Override
  protected WorldUnderTest open(Path folder) {
    return new RealWorld(folder);
  }
}
