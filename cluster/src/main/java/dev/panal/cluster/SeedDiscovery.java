package dev.panal.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.PingData;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;

/// Looks for nodes at the seeds, and at every node that was once seen; the seeds are looked up anew
/// each time. Who joins through one seed learns where the others are.
///
/// A node that starts asks again and again: one that was about to begin the ring when it was asked
/// first has begun it a moment later, and of several that start at once each is to know all before
/// it begins a ring of its own. When all seeds have answered, it waits no longer.
final class SeedDiscovery extends TCPPING {
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final Supplier<List<? extends PhysicalAddress>> seeds;

  /// @param patience how long a node that starts waits for answers
  SeedDiscovery(Seeds seeds, Duration patience) {
    this.seeds =
        () ->
            seeds.addresses().stream()
                .map(address -> new IpAddress(address.getAddress(), address.getPort()))
                .toList();
    // Its headers are TCPPING's, and are told by that number.
    id = ClassConfigurator.getProtocolId(TCPPING.class);
    initial_hosts_set_programmatically = true;
    num_discovery_runs = 1 + Math.toIntExact(patience.dividedBy(ASK_AGAIN));
  }

  /// It is: the list changes. JGroups asks before it takes port 0.
  @Override
  public boolean isDynamic() {
    return true;
  }

  @Override
  public void findMembers(List<Address> members, boolean initial, Responses responses) {
    List<? extends PhysicalAddress> now = seeds.get();
    initial_hosts = List.copyOf(now);
    super.findMembers(members, initial, responses);
    if (initial && haveAllAnswered(now, responses)) {
      responses.done();
    }
  }

  /// Whether no seed is left from whom an answer may still come. If none of them is in a ring, then
  /// there is none, and those that start agree at once on who begins it.
  private boolean haveAllAnswered(List<? extends PhysicalAddress> now, Responses responses) {
    Set<PhysicalAddress> answered = new HashSet<>();
    for (PingData response : responses) {
      answered.add(response.getPhysicalAddr());
    }
    if (answered.isEmpty()) {
      return false;
    }
    answered.add((PhysicalAddress) down(new Event(Event.GET_PHYSICAL_ADDRESS, local_addr)));
    return answered.containsAll(now);
  }
}
