package dev.panal.cluster;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jgroups.Address;

/// Questions to other nodes, on the loop. Few letters are under way to a node at a time; what is
/// asked meanwhile goes with the next, so the more is asked, the less each question costs.
final class Questions {
  /// Two, so that one travels while the other is answered.
  private static final int MAX_LETTERS = 2;

  /// Few enough that answering a letter is a short turn of the other node's loop.
  private static final int MAX_PER_LETTER = 512;

  /// What a node answers in the time that a question waits, and then some.
  private static final int MAX_WAITING = 20_000;

  private final EventLoop loop;
  private final Duration patience;
  private final BiConsumer<Address, Letter> post;
  private final Map<Address, Lane> lanes = new HashMap<>();
  private long numbers;

  /// @param post sends a letter, without waiting
  Questions(EventLoop loop, Duration patience, BiConsumer<Address, Letter> post) {
    this.loop = loop;
    this.patience = patience;
    this.post = post;
  }

  private record Question(byte[] text, long deadline, Completion<byte[]> completion) {}

  private static final class Lane {
    final ArrayDeque<Question> waiting = new ArrayDeque<>();
    final Map<Long, List<Question>> underWay = new HashMap<>();
  }

  void ask(Address target, byte[] text, Completion<byte[]> completion) {
    Lane lane = lanes.computeIfAbsent(target, t -> new Lane());
    Question question = new Question(text, loop.nanoTime() + patience.toNanos(), completion);
    if (lane.waiting.size() >= MAX_WAITING) {
      later(question, Reason.CANCELLED, target, "too many questions wait");
      return;
    }
    lane.waiting.add(question);
    flush(target, lane);
  }

  private void flush(Address target, Lane lane) {
    while (lane.underWay.size() < MAX_LETTERS && !lane.waiting.isEmpty()) {
      List<Question> letter = new ArrayList<>();
      List<byte[]> texts = new ArrayList<>();
      while (letter.size() < MAX_PER_LETTER && !lane.waiting.isEmpty()) {
        Question question = lane.waiting.remove();
        letter.add(question);
        texts.add(question.text());
      }
      long number = ++numbers;
      lane.underWay.put(number, letter);
      post.accept(target, new Letter(Letter.Kind.QUESTIONS, number, texts));
    }
  }

  void answered(Address from, Letter answers) {
    Lane lane = lanes.get(from);
    List<Question> letter = lane == null ? null : lane.underWay.remove(answers.number());
    if (lane == null || letter == null) {
      return; // too late
    }
    for (int i = 0; i < letter.size(); i++) {
      Question question = letter.get(i);
      if (i < answers.texts().size()) {
        question.completion().accept(Result.done(answers.texts().get(i)));
      } else {
        now(question, Reason.PROTOCOL, from, "fewer answers than questions");
      }
    }
    flush(from, lane);
  }

  /// Fails what can no longer be answered.
  ///
  /// @param members the nodes that are still there
  void look(Set<Address> members) {
    long now = loop.nanoTime();
    for (Address target : List.copyOf(lanes.keySet())) {
      Lane lane = lanes.get(target);
      if (lane != null) {
        if (!members.contains(target)) {
          lanes.remove(target);
          failAll(lane, target, Reason.UNREACHABLE, "the node has left the ring");
        } else {
          expire(lane, target, now);
        }
      }
    }
  }

  /// Fails everything.
  void close() {
    look(Set.of());
  }

  private void expire(Lane lane, Address target, long now) {
    List<Question> late = new ArrayList<>();
    Iterator<List<Question>> letters = lane.underWay.values().iterator();
    while (letters.hasNext()) {
      List<Question> letter = letters.next();
      if (letter.getLast().deadline() - now <= 0) {
        late.addAll(letter);
        letters.remove();
      }
    }
    while (!lane.waiting.isEmpty() && lane.waiting.getFirst().deadline() - now <= 0) {
      late.add(lane.waiting.remove());
    }
    late.forEach(question -> now(question, Reason.TIMED_OUT, target, "no answer in time"));
    flush(target, lane);
  }

  private void failAll(Lane lane, Address target, Reason reason, String detail) {
    lane.underWay
        .values()
        .forEach(letter -> {
          letter.forEach(question -> now(question, reason, target, detail));
        });
    lane.waiting.forEach(question -> now(question, reason, target, detail));
  }

  private static void now(Question question, Reason reason, Address target, String detail) {
    question.completion().accept(Result.failed(reason, target.toString(), detail));
  }

  /// A completion never comes inside the call.
  private void later(Question question, Reason reason, Address target, String detail) {
    loop.execute(() -> now(question, reason, target, detail));
  }
}
