package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BString;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and checks `piece layers` (BEP 52): for every file longer than a piece, the hashes of its
/// pieces, under the root that they add up to. Files of the same content share a layer.
final class PieceLayers {
  private final Map<ByteBuffer, Layer> layers = new HashMap<>();
  private final byte[] in;
  private final Info info;

  private static final class Layer {
    private final BString hashes;
    private boolean verified;

    Layer(BString hashes) {
      this.hashes = hashes;
    }
  }

  private PieceLayers(byte[] in, Info info) {
    this.in = in;
    this.info = info;
  }

  /// For each file of `info`, where in `in` its layer begins; 0 if it needs none.
  ///
  /// @throws dev.panal.wire.ProtocolException if one is missing, too many, or does not add up
  static int[] read(BDict torrent, byte[] in, Info info) {
    return new PieceLayers(in, info).read(torrent);
  }

  private int[] read(BDict torrent) {
    List<FileEntry> files = info.files();
    int[] layerAt = new int[files.size()];
    @Nullable BDict dict = torrent.optionalDict("piece layers").orElse(null);
    if (dict != null) {
      collect(dict);
    }
    for (int i = 0; i < layerAt.length; i++) {
      if (files.get(i).length() > info.pieceLength() && info.rootAt(i) != 0) {
        Layer layer = layers.get(ByteBuffer.wrap(in, info.rootAt(i), MerkleTree.HASH_BYTES));
        if (layer == null) {
          torrent.dict("piece layers");
          throw torrent
              .require("piece layers")
              .fault("none for file " + String.join("/", files.get(i).path()));
        }
        verify(layer, info.rootAt(i), files.get(i).length());
        layerAt[i] = layer.hashes.from();
      }
    }
    for (Layer layer : layers.values()) {
      if (!layer.verified) {
        throw layer.hashes.fault("belongs to no file longer than a piece");
      }
    }
    return layerAt;
  }

  private void collect(BDict dict) {
    for (BDict.Entry entry : dict) {
      BString hashes = entry.value().string();
      if (entry.key().length() != MerkleTree.HASH_BYTES) {
        throw hashes.fault("the key is no hash of 32 bytes");
      }
      // Of a file longer than a piece there are two pieces at least.
      if (hashes.length() % MerkleTree.HASH_BYTES != 0
          || hashes.length() < 2 * MerkleTree.HASH_BYTES) {
        throw hashes.fault(hashes.length() + " bytes are not two hashes or more");
      }
      layers.put(ByteBuffer.wrap(in, entry.key().from(), MerkleTree.HASH_BYTES), new Layer(hashes));
    }
  }

  private void verify(Layer layer, int rootAt, long length) {
    BString hashes = layer.hashes;
    long pieces = (length - 1) / info.pieceLength() + 1;
    if (hashes.length() != pieces * MerkleTree.HASH_BYTES) {
      throw hashes.fault("%d bytes, but the file has %d pieces".formatted(hashes.length(), pieces));
    }
    if (layer.verified) {
      return;
    }
    byte[] root = MerkleTree.rootOfLayer(in, hashes.from(), hashes.end(), info.pieceLength());
    if (!Arrays.equals(root, 0, root.length, in, rootAt, rootAt + root.length)) {
      throw hashes.fault("does not add up to its root");
    }
    layer.verified = true;
  }
}
