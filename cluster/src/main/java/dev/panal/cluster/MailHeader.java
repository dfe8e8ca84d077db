package dev.panal.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.util.function.Supplier;
import org.jgroups.Header;
import org.jgroups.conf.ClassConfigurator;

/// Marks a message as [Mail]; public because JGroups makes it by reflection.
@SuppressWarnings("exports") // for JGroups only
public final class MailHeader extends Header {
  /// Any number above JGroups' own that nobody else in the process has.
  static final short ID = 0x5061;

  static {
    ClassConfigurator.addIfAbsent(ID, MailHeader.class);
  }

  /// For JGroups.
  public MailHeader() {}

  /// Has JGroups know the class, before the first letter comes. Nothing else would: [#ID] is a
  /// constant, which is used without the class being initialized, until this node writes a letter
  /// itself. JGroups gives up a connection on which a header comes that it does not know.
  static void register() {
    // The class is initialized by now.
  }

  @Override
  public short getMagicId() {
    return ID;
  }

  @Override
  public Supplier<? extends Header> create() {
    return MailHeader::new;
  }

  @Override
  public int serializedSize() {
    return 0;
  }

  @Override
  public void writeTo(DataOutput out) {}

  @Override
  public void readFrom(DataInput in) {}
}
