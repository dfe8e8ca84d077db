package dev.panal.cluster;

import dev.panal.tracker.ring.Replica;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;
import org.infinispan.protostream.TagReader;
import org.infinispan.protostream.TagWriter;
import org.infinispan.protostream.descriptors.WireType;

/// How what a node sends becomes bytes. Every node has its own, bound to its tracker: this is where
/// a bucket's bytes come from and where they go, and how a function finds the tracker of the node
/// on which it runs. (So several nodes can live in one process, as in the tests.)
final class RingSchema implements SerializationContextInitializer {
  private static final String FILE = "panal-ring.proto";

  private static final String PROTO =
      """
      syntax = "proto3";
      package panal.ring;
      message Bucket { int32 number = 1; bytes state = 2; }
      message Row { string table = 1; string key = 2; int64 version = 3; bytes value = 4; }
      message OfferRow { string table = 1; string key = 2; int64 version = 3; bytes value = 4; }
      """;

  /// A copy is made in a turn of the loop, which takes milliseconds; a tracker that cannot do it in
  /// that time serves nobody, and its part is better fetched from another owner.
  private static final Duration COPY = Duration.ofSeconds(10);

  private final Replica replica;
  private final SharedRows rows;

  RingSchema(Replica replica, SharedRows rows) {
    this.replica = replica;
    this.rows = rows;
  }

  @Override
  public void registerSchema(SerializationContext context) {
    context.registerProtoFiles(FileDescriptorSource.fromString(FILE, PROTO));
  }

  @Override
  public void registerMarshallers(SerializationContext context) {
    context.registerMarshaller(new Buckets());
    context.registerMarshaller(new Rows());
    context.registerMarshaller(new Offers());
  }

  private static int tag(int field, int wireType) {
    return WireType.makeTag(field, wireType);
  }

  private final class Buckets implements ProtobufTagMarshaller<Bucket> {
    @Override
    public Class<Bucket> getJavaClass() {
      return Bucket.class;
    }

    @Override
    public String getTypeName() {
      return "panal.ring.Bucket";
    }

    @Override
    public void write(WriteContext context, Bucket bucket) throws IOException {
      CompletableFuture<byte[]> copy = new CompletableFuture<>();
      replica.copy(bucket.number(), copy::complete);
      byte[] state;
      try {
        state = copy.get(COPY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw new IOException("the tracker does not hand over " + bucket, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + bucket, e);
      }
      TagWriter out = context.getWriter();
      out.writeInt32(1, bucket.number());
      out.writeBytes(2, state);
    }

    @Override
    public Bucket read(ReadContext context) throws IOException {
      TagReader in = context.getReader();
      int number = -1;
      byte[] state = {};
      int tag;
      while ((tag = in.readTag()) != 0) {
        if (tag == tag(1, WireType.WIRETYPE_VARINT)) {
          number = in.readInt32();
        } else if (tag == tag(2, WireType.WIRETYPE_LENGTH_DELIMITED)) {
          state = in.readByteArray();
        } else if (!in.skipField(tag)) {
          break;
        }
      }
      if (number < 0 || number >= dev.panal.tracker.ring.Buckets.COUNT) {
        throw new IOException("there is no bucket " + number);
      }
      replica.absorb(number, state);
      return new Bucket(number);
    }
  }

  private final class Rows implements ProtobufTagMarshaller<Row> {
    @Override
    public Class<Row> getJavaClass() {
      return Row.class;
    }

    @Override
    public String getTypeName() {
      return "panal.ring.Row";
    }

    @Override
    public void write(WriteContext context, Row row) throws IOException {
      writeRow(context.getWriter(), row);
    }

    @Override
    public Row read(ReadContext context) throws IOException {
      Row row = readRow(context.getReader());
      rows.hear(row);
      return row;
    }
  }

  private final class Offers implements ProtobufTagMarshaller<OfferRow> {
    @Override
    public Class<OfferRow> getJavaClass() {
      return OfferRow.class;
    }

    @Override
    public String getTypeName() {
      return "panal.ring.OfferRow";
    }

    @Override
    public void write(WriteContext context, OfferRow offer) throws IOException {
      writeRow(context.getWriter(), offer.row());
    }

    @Override
    public OfferRow read(ReadContext context) throws IOException {
      return new OfferRow(readRow(context.getReader()), rows);
    }
  }

  private static void writeRow(TagWriter out, Row row) throws IOException {
    out.writeString(1, row.table());
    out.writeString(2, row.key());
    out.writeInt64(3, row.version());
    if (row.value().isPresent()) {
      out.writeBytes(4, row.value().get());
    }
  }

  private static Row readRow(TagReader in) throws IOException {
    String table = "";
    String key = "";
    long version = 0;
    Optional<byte[]> value = Optional.empty();
    int tag;
    while ((tag = in.readTag()) != 0) {
      if (tag == tag(1, WireType.WIRETYPE_LENGTH_DELIMITED)) {
        table = in.readString();
      } else if (tag == tag(2, WireType.WIRETYPE_LENGTH_DELIMITED)) {
        key = in.readString();
      } else if (tag == tag(3, WireType.WIRETYPE_VARINT)) {
        version = in.readInt64();
      } else if (tag == tag(4, WireType.WIRETYPE_LENGTH_DELIMITED)) {
        value = Optional.of(in.readByteArray());
      } else if (!in.skipField(tag)) {
        break;
      }
    }
    try {
      return new Row(table, key, version, value);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
