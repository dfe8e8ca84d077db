package dev.panal.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jgroups.Address;

/// Who leaves when, if several want to at once: one after the other, in the order of the members,
/// each when all buckets have their copies. A node tells that it wants to leave and hears from each
/// whether they do, too; of two that ask each other at least one learns of the other. On the loop.
final class Farewell {
  private final Set<Address> leaving = new HashSet<>();
  private final Set<Address> asked = new HashSet<>();
  private boolean begun;

  /// This node wants to leave.
  ///
  /// @return whom to tell
  Set<Address> begin(Set<Address> others) {
    begun = true;
    asked.addAll(others);
    return Set.copyOf(others);
  }

  boolean begun() {
    return begun;
  }

  /// Another node wants to leave.
  void wants(Address other) {
    leaving.add(other);
  }

  /// Another node has heard of us.
  ///
  /// @param too whether it wants to leave
  void heard(Address other, boolean too) {
    asked.remove(other);
    if (too) {
      leaving.add(other);
    }
  }

  /// @param members all, in order
  /// @param settled whether all buckets have their copies
  boolean mayLeave(List<Address> members, Address self, boolean settled) {
    leaving.retainAll(members);
    asked.retainAll(members);
    if (!asked.isEmpty() || !settled) {
      return false;
    }
    for (Address member : members) {
      if (member.equals(self)) {
        return true;
      }
      if (leaving.contains(member)) {
        return false;
      }
    }
    return true;
  }
}
