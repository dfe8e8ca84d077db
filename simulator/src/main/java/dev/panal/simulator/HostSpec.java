package dev.panal.simulator;

import java.net.InetAddress;
import java.util.Optional;

/// A machine to be put into a world.
///
/// @param name unique in its world; chance on the host is derived from it
/// @param address chosen by the world if absent
public record HostSpec(String name, Optional<InetAddress> address, LinkSpec link, DiskSpec disk) {
  /// A fast machine on a fast link.
  public static HostSpec named(String name) {
    return new HostSpec(name, Optional.empty(), LinkSpec.fast(), DiskSpec.fast());
  }

  public HostSpec withAddress(InetAddress chosen) {
    return new HostSpec(name, Optional.of(chosen), link, disk);
  }

  public HostSpec withLink(LinkSpec other) {
    return new HostSpec(name, address, other, disk);
  }

  public HostSpec withDisk(DiskSpec other) {
    return new HostSpec(name, address, link, other);
  }
}
