package dev.panal.cluster;

import java.util.List;
import java.util.function.Supplier;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;

/// Looks for nodes at the seeds, and at every node that was once seen; the seeds are looked up anew
/// each time.
final class SeedDiscovery extends TCPPING {
  private final Supplier<List<? extends PhysicalAddress>> seeds;

  SeedDiscovery(Seeds seeds) {
    this.seeds =
        () ->
            seeds.addresses().stream()
                .map(address -> new IpAddress(address.getAddress(), address.getPort()))
                .toList();
    // Its headers are TCPPING's, and are told by that number.
    id = ClassConfigurator.getProtocolId(TCPPING.class);
    initial_hosts_set_programmatically = true;
  }

  /// It is: the list changes. JGroups asks before it takes port 0.
  @Override
  public boolean isDynamic() {
    return true;
  }

  @Override
  public void findMembers(List<Address> members, boolean initial, Responses responses) {
    initial_hosts = List.copyOf(seeds.get());
    super.findMembers(members, initial, responses);
  }
}
