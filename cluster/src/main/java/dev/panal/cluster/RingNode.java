package dev.panal.cluster;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import dev.panal.tracker.ring.Ring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.TP;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.ExtendedUUID;
import org.jgroups.util.NameCache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One tracker's place in the ring.
///
/// What it knows of the ring is a picture ([Owners]) that it takes from Infinispan every few
/// milliseconds, on the loop: after whatever a bucket brought along was handed to the tracker, as
/// that was posted to the loop before.
public final class RingNode implements Ring, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RingNode.class);

  /// A look costs a microsecond; a bucket that has come is answered for from the next one on.
  private static final Duration LOOK = Duration.ofMillis(25);

  /// Buckets are forgotten only when nothing has moved for a while: what is forgotten too early
  /// must be fetched again.
  private static final Duration CALM = Duration.ofSeconds(2);

  /// And once in a while anyhow: copies may have come by on their way to others.
  private static final Duration FORGET_AGAIN = Duration.ofMinutes(1);

  private final RingConfig config;
  private final EventLoop loop;
  private final Replica replica;
  private final byte[] secret;
  private final Gate.Watch watch;
  private final Mail mail;
  private final SharedRows rows;
  private final RingEngine engine;
  private final Address self;
  private final Replication replication;
  private final Questions questions;
  private final News news;
  private final Farewell farewell = new Farewell();
  private final List<Consumer<RingPicture>> listeners = new ArrayList<>();
  private final CompletableFuture<Void> mayLeave = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Owners owners = Owners.NONE;
  private Replication.Targets targets;
  private @Nullable View view;
  private List<Address> members = List.of();
  private Set<Address> others = Set.of();
  private Map<org.infinispan.remoting.transport.Address, Address> byNode = Map.of();
  private boolean lastSettled;
  private long calmSince;
  private boolean forgotten;
  private volatile RingPicture picture;

  /// Joins the ring, or begins it if nobody is found; then others are looked for from time to time.
  /// Waits until this node has what it is to hold. Not to be called on the loop.
  ///
  /// @throws IOException if the port cannot be opened, or the ring cannot be joined
  public static RingNode join(RingConfig config, EventLoop loop, Replica replica)
      throws IOException {
    if (System.getProperty("org.jboss.logging.provider") == null) {
      System.setProperty("org.jboss.logging.provider", "slf4j"); // before Infinispan is loaded
    }
    return new RingNode(config, loop, replica);
  }

  private RingNode(RingConfig config, EventLoop loop, Replica replica) throws IOException {
    checkPort(config.bind());
    this.config = config;
    this.loop = loop;
    this.replica = replica;
    picture = new RingPicture(config.ring(), List.of(), List.of(), List.of(), false);
    RingSecret words = new RingSecret(config.ring(), config.secret());
    secret = words.derive("tracker");
    SSLSocketFactory tls = RingCertificate.context(words).getSocketFactory();
    watch = new Gate.Watch();
    mail = new Mail();
    questions =
        new Questions(loop, config.timing().ask(), (to, letter) -> post(to, letter, () -> {}));
    news = new News(this::post);
    rows = new SharedRows(loop);
    JChannel channel;
    try {
      channel = RingStack.channel(config, new Gate.Sockets(tls, watch), mail);
    } catch (Exception e) { // JGroups declares no less
      throw new IOException("cannot set up the ring: " + e.getMessage(), e);
    }
    engine = new RingEngine(config, channel, replica, rows);
    replication =
        new Replication(
            loop,
            replica,
            config.timing().replicate(),
            (to, letter) -> post(to, letter, () -> {}),
            engine::topologyNumber);
    mail.receiver(this::receive); // records come while this node is still joining
    engine.start();
    self = channel.getAddress();
    targets = new Replication.Targets(-1, List.of(), self);
    CompletableFuture<Void> seen = new CompletableFuture<>();
    loop.execute(() -> {
      look();
      seen.complete(null);
    });
    seen.join();
    LOG.info("ring {}: {} is in, nodes: {}", config.ring(), config.node(), members());
  }

  /// Infinispan would say the same in a hundred lines.
  private static void checkPort(InetSocketAddress bind) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(bind);
    } catch (IOException e) {
      throw new IOException("--ring-bind: cannot listen on " + bind + ": " + e.getMessage(), e);
    }
  }

  // --- the ring, as the tracker sees it; on the loop ---

  @Override
  public boolean holds(int bucket) {
    return owners.holds(bucket);
  }

  @Override
  public int nodes() {
    return members.size();
  }

  @Override
  public boolean leads(int bucket) {
    return owners.leads(bucket);
  }

  @Override
  public void replicate(Map<Integer, byte[]> batches, Completion<Void> completion) {
    if (closed.get()) {
      loop.execute(() ->
          completion.accept(Result.failed(Reason.CANCELLED, "the ring", "this node has left it")));
      return;
    }
    replication.begin(batches, targets, completion);
  }

  @Override
  public void ask(int bucket, int attempt, byte[] question, Completion<byte[]> completion) {
    List<Address> targets = new ArrayList<>();
    for (org.infinispan.remoting.transport.Address owner : owners.of(bucket)) {
      Address target = byNode.get(owner);
      if (target != null && others.contains(target)) {
        targets.add(target);
      }
    }
    if (targets.isEmpty() || closed.get()) {
      loop.execute(() ->
          completion.accept(
              Result.failed(Reason.UNREACHABLE, "bucket " + bucket, "no other node holds it")));
      return;
    }
    questions.ask(targets.get(Math.floorMod(attempt, targets.size())), question, completion);
  }

  @Override
  public void tell(byte[] text) {
    news.tell(others, text);
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  // --- letters ---

  /// Sends on a thread of its own: a node that does not read must not hold up the loop.
  private void post(Address to, Letter letter, Runnable sent) {
    Thread.ofVirtual()
        .name("ring mail")
        .start(() -> {
          try {
            mail.send(to, letter);
          } catch (RuntimeException e) {
            LOG.debug("cannot send to {}", to, e); // whoever waits for an answer notices
          } finally {
            loop.execute(sent);
          }
        });
  }

  private void receive(Address from, Letter letter) {
    switch (letter.kind()) {
      case QUESTIONS -> answer(from, letter);
      case ANSWERS -> loop.execute(() -> questions.answered(from, letter));
      case NEWS -> letter.texts().forEach(replica::hear);
      case RECORDS -> replication.receive(from, letter);
      case RECORDS_TAKEN -> loop.execute(() -> replication.answered(letter));
      case LEAVING ->
          loop.execute(() -> {
            farewell.wants(from);
            byte[] too = {(byte) (farewell.begun() ? 1 : 0)};
            post(from, new Letter(Letter.Kind.LEAVING_TOO, 0, List.of(too)), () -> {});
          });
      case LEAVING_TOO ->
          loop.execute(() -> {
            byte[] too = letter.texts().isEmpty() ? new byte[1] : letter.texts().getFirst();
            farewell.heard(from, too.length > 0 && too[0] == 1);
          });
    }
  }

  /// The answers come on the loop, one by one; the last one sends them all.
  private void answer(Address from, Letter asked) {
    int count = asked.texts().size();
    byte[][] answers = new byte[count][];
    int[] missing = {count};
    for (int i = 0; i < count; i++) {
      int index = i;
      replica.answer(
          asked.texts().get(i),
          answer -> {
            answers[index] = answer;
            if (--missing[0] == 0) {
              Letter letter = new Letter(Letter.Kind.ANSWERS, asked.number(), List.of(answers));
              post(from, letter, () -> {});
            }
          });
    }
  }

  // --- the ring, as Infinispan sees it ---

  private void look() {
    if (closed.get()) {
      return;
    }
    boolean changed = lookAtMembers();
    changed |= lookAtOwners();
    boolean settled = owners.settled(members.size());
    if (changed) {
      targets = aim();
      Thread.ofVirtual().name("ring handles").start(this::makeHandles);
    }
    if (changed || settled != lastSettled) {
      lastSettled = settled;
      calmSince = loop.nanoTime();
      forgotten = false;
      RingPicture now = draw(settled);
      picture = now;
      listeners.forEach(listener -> listener.accept(now));
    }
    Set<Address> present = Set.copyOf(members);
    replication.look(targets, present);
    questions.look(present);
    news.look(present);
    forgetWhatMoved(settled);
    if (farewell.begun() && farewell.mayLeave(members, self, settled)) {
      mayLeave.complete(null);
    }
    loop.schedule(LOOK, this::look);
  }

  private boolean lookAtMembers() {
    View now = engine.channel().getView();
    if (now == null || now.equals(view)) {
      return false;
    }
    view = now;
    members = List.copyOf(now.getMembers());
    Set<Address> rest = new LinkedHashSet<>(members);
    rest.remove(self);
    others = rest;
    Map<org.infinispan.remoting.transport.Address, Address> nodes = new HashMap<>();
    for (Address member : members) {
      if (member instanceof ExtendedUUID id) {
        nodes.put(org.infinispan.remoting.transport.Address.fromExtendedUUID(id), member);
      }
    }
    byNode = nodes;
    LOG.info("ring {}: nodes {}", config.ring(), members);
    return true;
  }

  private boolean lookAtOwners() {
    LocalizedCacheTopology now = engine.topology();
    if (now.getTopologyId() == owners.topology()) {
      return false;
    }
    owners = new Owners(now);
    return true;
  }

  private Replication.Targets aim() {
    List<List<Address>> writers = new ArrayList<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      List<Address> of = new ArrayList<>();
      for (org.infinispan.remoting.transport.Address owner : owners.writers(bucket)) {
        Optional.ofNullable(byNode.get(owner)).ifPresent(of::add);
      }
      writers.add(of);
    }
    return new Replication.Targets(owners.topology(), writers, self);
  }

  private void makeHandles() {
    try {
      engine.makeHandles();
    } catch (RuntimeException e) {
      // Owners change, or this node ends; after the next change it is tried again.
      LOG.debug("handles", e);
    }
  }

  private void forgetWhatMoved(boolean settled) {
    Duration calm = Duration.ofNanos(loop.nanoTime() - calmSince);
    if (!settled || calm.compareTo(forgotten ? FORGET_AGAIN : CALM) < 0) {
      return;
    }
    if (forgotten) {
      calmSince = loop.nanoTime();
    }
    forgotten = true;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (!owners.holds(bucket)) {
        replica.forget(bucket);
      }
    }
  }

  private RingPicture draw(boolean settled) {
    List<org.infinispan.remoting.transport.Address> order = new ArrayList<>();
    Map<Address, org.infinispan.remoting.transport.Address> reverse = new HashMap<>();
    byNode.forEach((node, address) -> reverse.put(address, node));
    members.forEach(member -> Optional.ofNullable(reverse.get(member)).ifPresent(order::add));
    int[] holds = new int[order.size()];
    int[] leads = new int[order.size()];
    List<List<Integer>> drawn = new ArrayList<>();
    List<List<Integer>> coming = new ArrayList<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      List<Integer> indexes =
          owners.of(bucket).stream().map(order::indexOf).filter(i -> i >= 0).toList();
      indexes.forEach(i -> holds[i]++);
      if (!indexes.isEmpty()) {
        leads[indexes.getFirst()]++;
      }
      drawn.add(indexes);
      List<Integer> later =
          owners.next(bucket).stream().map(order::indexOf).filter(i -> i >= 0).toList();
      coming.add(later.equals(indexes) ? List.of() : later);
    }
    List<RingPicture.Node> nodes = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      Address member = byNode.get(order.get(i));
      nodes.add(
          new RingPicture.Node(
              name(member), address(member), holds[i], leads[i], self.equals(member)));
    }
    return new RingPicture(config.ring(), nodes, drawn, coming, settled);
  }

  private static String name(@Nullable Address member) {
    String name = member == null ? null : NameCache.get(member);
    return name == null ? String.valueOf(member) : name;
  }

  private String address(@Nullable Address member) {
    Object physical = physical(member);
    return physical instanceof IpAddress ip
        ? ip.getIpAddress().getHostAddress() + ":" + ip.getPort()
        : "";
  }

  private @Nullable Object physical(@Nullable Address member) {
    TP transport = engine.channel().getProtocolStack().getTransport();
    return self.equals(member)
        ? transport.localPhysicalAddress()
        : transport.down(new Event(Event.GET_PHYSICAL_ADDRESS, member));
  }

  // --- for whoever runs the tracker; from any thread ---

  /// The names of all nodes, in the order in which they joined.
  public List<String> members() {
    return picture.nodes().stream().map(RingPicture.Node::name).toList();
  }

  /// The ring as it was at the last look.
  public RingPicture picture() {
    return picture;
  }

  /// Whether every bucket has all its copies and none is on its way.
  public boolean settled() {
    return picture.settled();
  }

  /// @param listener on the loop, whenever nodes or owners change
  public void onChange(Consumer<RingPicture> listener) {
    loop.execute(() -> listeners.add(listener));
  }

  /// What all nodes share beside swarms.
  public SharedRows rows() {
    return rows;
  }

  /// The same, as a tracker asks for it.
  public dev.panal.tracker.ring.SharedRows trackerRows() {
    return new TrackerRows(rows);
  }

  /// Where other nodes connect to: with the port that was found, if none was asked for.
  public InetSocketAddress address() {
    Object physical = physical(self);
    return physical instanceof IpAddress ip
        ? new InetSocketAddress(ip.getIpAddress(), ip.getPort())
        : config.bind();
  }

  /// Leaves the ring once everything that this node holds is with others, too; after a while
  /// without it. If several nodes close, they leave one after the other. Not to be called on the
  /// loop.
  @Override
  public void close() {
    if (closed.get()) {
      return;
    }
    loop.execute(() ->
        farewell
            .begin(others)
            .forEach(to -> post(to, new Letter(Letter.Kind.LEAVING, 0, List.of()), () -> {})));
    try {
      mayLeave.get(config.timing().leave().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("ring {}: leaving although not all copies are elsewhere", config.ring());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    end();
  }

  /// Ends as if the process had died: nobody is told anything.
  void kill() {
    watch.cut();
    end();
  }

  private void end() {
    if (closed.compareAndSet(false, true)) {
      engine.stop();
      watch.cut();
      loop.execute(questions::close);
      loop.execute(replication::close);
    }
  }

  /// For tests that cut the ring in parts.
  JChannel channel() {
    return engine.channel();
  }
}
