package dev.panal.cluster;

import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.infinispan.Cache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.StorageType;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.jgroups.JGroupsChannelConfigurator;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.infinispan.topology.CacheTopology;
import org.infinispan.topology.LocalTopologyManager;
import org.jgroups.JChannel;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.util.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Infinispan, set up for one node: a cache of handles for buckets and a cache of rows.
final class RingEngine {
  private static final String SWARMS = "swarms";
  private static final String OBJECT = "application/x-java-object";

  /// Buckets in one message of a move: a bucket may have megabytes.
  private static final int BUCKETS_PER_MESSAGE = 2;

  private static final int ROWS_PER_MESSAGE = 64;

  /// Rows are on every node; parts are only for sending them.
  private static final int ROW_SEGMENTS = 16;

  /// For all buckets of a node to be moved, over a slow network.
  private static final long MOVE_SECONDS = 120;

  private final RingConfig config;
  private final JChannel channel;
  private final SharedRows rows;
  private final DefaultCacheManager manager;
  private @Nullable Cache<Integer, Bucket> swarms;

  RingEngine(RingConfig config, JChannel channel, Replica replica, SharedRows rows) {
    this.config = config;
    this.channel = channel;
    this.rows = rows;
    GlobalConfigurationBuilder global = GlobalConfigurationBuilder.defaultClusteredBuilder();
    global.cacheContainer().statistics(false);
    global.jmx().disable();
    global.metrics().gauges(false);
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    global
        .transport()
        .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, new Given(channel))
        .clusterName("panal ring " + config.ring())
        .nodeName(config.node())
        .distributedSyncTimeout(MOVE_SECONDS, TimeUnit.SECONDS);
    global.serialization().addContextInitializer(new RingSchema(replica, rows));
    manager = new DefaultCacheManager(global.build(), false);
  }

  /// Waits until the node has joined and has what it is to hold.
  void start() throws IOException {
    try {
      manager.start();
      if (!channel.isConnected()) {
        // Infinispan would quietly use a stack of its own, which talks to the whole network.
        throw new IllegalStateException("Infinispan does not use the ring's channel");
      }
      Cache<String, Row> table = manager.createCache("rows", rowCache());
      rows.carriedBy(table.getAdvancedCache());
      swarms = manager.createCache(SWARMS, bucketCache());
      makeHandles();
    } catch (RuntimeException e) {
      stop();
      throw failure(config, e);
    }
  }

  /// Makes the handles that are missing of the buckets that this node leads: of all on a ring's
  /// first node, and of those whose owners have all died at once. What has no handle does not move.
  void makeHandles() {
    Cache<Integer, Bucket> cache = cache();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      boolean missing = !cache.getAdvancedCache().getDataContainer().containsKey(bucket);
      if (missing && topology().getSegmentDistribution(bucket).isPrimary()) {
        cache.put(bucket, new Bucket(bucket)); // with what this node knows, to all other owners
      }
    }
  }

  private Cache<Integer, Bucket> cache() {
    Cache<Integer, Bucket> cache = swarms;
    if (cache == null) {
      throw new IllegalStateException("not started");
    }
    return cache;
  }

  private static IOException failure(RingConfig config, RuntimeException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return new IOException("cannot join the ring " + config.ring() + ": " + deepest, e);
  }

  private Configuration bucketCache() {
    ConfigurationBuilder builder = cache(CacheMode.DIST_SYNC, new Union());
    builder
        .clustering()
        .hash()
        .numOwners(Owners.COPIES)
        .numSegments(Buckets.COUNT)
        .keyPartitioner(new BucketPartitioner());
    builder.clustering().stateTransfer().chunkSize(BUCKETS_PER_MESSAGE);
    return builder.build();
  }

  private Configuration rowCache() {
    ConfigurationBuilder builder = cache(CacheMode.REPL_SYNC, new Newest());
    builder.clustering().hash().numSegments(ROW_SEGMENTS);
    builder.clustering().stateTransfer().chunkSize(ROWS_PER_MESSAGE);
    return builder.build();
  }

  private ConfigurationBuilder cache(CacheMode mode, EntryMergePolicy<?, ?> policy) {
    ConfigurationBuilder builder = new ConfigurationBuilder();
    builder
        .clustering()
        .cacheMode(mode)
        .remoteTimeout(config.timing().replicate().toMillis(), TimeUnit.MILLISECONDS);
    builder.clustering().stateTransfer().timeout(MOVE_SECONDS, TimeUnit.SECONDS);
    builder
        .clustering()
        .partitionHandling()
        .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
        .mergePolicy(policy);
    builder.locking().lockAcquisitionTimeout(config.timing().replicate().toMillis());
    builder.encoding().key().mediaType(OBJECT);
    builder.encoding().value().mediaType(OBJECT);
    builder.memory().storage(StorageType.HEAP);
    builder.statistics().disable();
    return builder;
  }

  JChannel channel() {
    return channel;
  }

  /// Who owns what, now.
  LocalizedCacheTopology topology() {
    return cache().getAdvancedCache().getDistributionManager().getCacheTopology();
  }

  /// The number of the newest picture of owners, which Infinispan is perhaps just putting into
  /// force; also while this node joins.
  int topologyNumber() {
    LocalTopologyManager topologies = GlobalComponentRegistry.of(manager).getLocalTopologyManager();
    CacheTopology newest = topologies == null ? null : topologies.getCacheTopology(SWARMS);
    return newest == null ? -1 : newest.getTopologyId();
  }

  void stop() {
    if (channel.getProtocolStack().getTransport() instanceof RingTransport transport) {
      transport.suspectNobody();
    }
    manager.stop();
  }

  /// Hands Infinispan a channel that was made already: it has no other way to take one with its
  /// protocols, sockets and all.
  private record Given(JChannel channel) implements JGroupsChannelConfigurator {
    @Override
    public String getName() {
      return "panal ring";
    }

    @Override
    public JChannel createChannel(String name) {
      return channel;
    }

    @Override
    public void setSocketFactory(SocketFactory factory) {}

    @Override
    public void setDataSource(DataSource source) {}

    @Override
    public String getProtocolStackString() {
      return channel.getProtocolStack().printProtocolSpec(false);
    }

    @Override
    public List<ProtocolConfiguration> getProtocolStack() {
      return List.of();
    }
  }

  /// All copies were joined when they arrived on the node that merges; what it sends from now on
  /// has all of them. So a handle is enough, if it is a new one, which is sent to every owner.
  private static final class Union implements EntryMergePolicy<Integer, Bucket> {
    @Override
    public CacheEntry<Integer, Bucket> merge(
        @Nullable CacheEntry<Integer, Bucket> preferred, List<CacheEntry<Integer, Bucket>> others) {
      return preferred == null ? others.getFirst() : preferred;
    }
  }

  private static final class Newest implements EntryMergePolicy<String, Row> {
    @Override
    public CacheEntry<String, Row> merge(
        @Nullable CacheEntry<String, Row> preferred, List<CacheEntry<String, Row>> others) {
      Comparator<CacheEntry<String, Row>> age =
          (a, b) ->
              a.getValue().isNewerThan(b.getValue())
                  ? 1
                  : b.getValue().isNewerThan(a.getValue()) ? -1 : 0;
      return Stream.concat(Stream.ofNullable(preferred), others.stream()).max(age).orElseThrow();
    }
  }
}
