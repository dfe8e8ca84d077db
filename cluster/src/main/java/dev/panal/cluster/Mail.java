package dev.panal.cluster;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.stack.Protocol;
import org.jgroups.util.MessageBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Letters between nodes beside Infinispan, at the top of the stack: they come once, or not at all
/// if a node leaves, in no order.
///
/// Infinispan's own way to run something elsewhere has a thread there wait for the outcome; an
/// answer of the tracker's loop needs none.
final class Mail extends Protocol {
  private static final Logger LOG = LoggerFactory.getLogger(Mail.class);

  private volatile BiConsumer<Address, Letter> receiver = (from, letter) -> {};

  Mail() {
    MailHeader.register();
    id = MailHeader.ID;
  }

  /// @param target called on JGroups' threads; must not wait
  void receiver(BiConsumer<Address, Letter> target) {
    receiver = target;
  }

  /// May wait until the other node has taken in what was sent before.
  void send(Address to, Letter letter) {
    Message message = new BytesMessage(to, letter.encode());
    message.setFlag(Message.Flag.OOB);
    message.putHeader(id, new MailHeader());
    down_prot.down(message);
  }

  @Override
  public @Nullable Object up(Message message) {
    if (message.getHeader(id) == null) {
      return up_prot.up(message);
    }
    receive(message);
    return null;
  }

  @Override
  public void up(MessageBatch batch) {
    batch.removeIf(
        message -> {
          if (message.getHeader(id) == null) {
            return false;
          }
          receive(message);
          return true;
        },
        true);
    if (!batch.isEmpty()) {
      up_prot.up(batch);
    }
  }

  private void receive(Message message) {
    Optional<Letter> letter =
        message.hasArray()
            ? Letter.decode(message.getArray(), message.getOffset(), message.getLength())
            : Optional.empty();
    try {
      letter.ifPresentOrElse(
          l -> receiver.accept(message.getSrc(), l),
          () -> LOG.debug("a letter of {} cannot be read", message.getSrc()));
    } catch (RuntimeException e) {
      LOG.error("a letter of {}", message.getSrc(), e);
    }
  }
}
