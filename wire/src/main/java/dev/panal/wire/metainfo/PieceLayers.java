package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BString;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `piece layers` (BEP 52): for every file longer than a piece, the hashes of its pieces, under the
/// root that they add up to. Files of the same content share a layer.
final class PieceLayers {
  private final Map<ByteBuffer, Layer> layers = new HashMap<>();
  private final BDict torrent;
  private final byte[] in;

  private static final class Layer {
    private final BString hashes;
    private boolean verified;

    Layer(BString hashes) {
      this.hashes = hashes;
    }
  }

  /// Reads those of `torrent`, a value in `in`.
  PieceLayers(BDict torrent, byte[] in) {
    this.torrent = torrent;
    this.in = in;
    Optional<BDict> dict = torrent.optionalDict("piece layers");
    if (dict.isPresent()) {
      for (BDict.Entry entry : dict.get()) {
        collect(entry.key(), entry.value().string());
      }
    }
  }

  private void collect(BString key, BString hashes) {
    if (key.length() != MerkleTree.HASH_BYTES) {
      throw hashes.fault("the key is no hash of 32 bytes");
    }
    // Of a file longer than a piece there are two pieces at least.
    if (hashes.length() % MerkleTree.HASH_BYTES != 0
        || hashes.length() < 2 * MerkleTree.HASH_BYTES) {
      throw hashes.fault(hashes.length() + " bytes are not two hashes or more");
    }
    layers.put(key(key), new Layer(hashes));
  }

  private ByteBuffer key(BString hash) {
    return ByteBuffer.wrap(in, hash.from(), MerkleTree.HASH_BYTES);
  }

  /// Where in the input the layer of `file` begins; 0 if it needs none.
  ///
  /// @throws dev.panal.wire.ProtocolException if it is missing, too long or short, or does not add
  ///   up
  int at(RawFile file, int pieceLength) {
    BString root = file.root();
    if (root == null || file.length() <= pieceLength) {
      return 0;
    }
    Layer layer = layers.get(key(root));
    if (layer == null) {
      throw torrent.require("piece layers").fault("none for " + file.dict().where());
    }
    BString hashes = layer.hashes;
    long pieces = (file.length() - 1) / pieceLength + 1;
    if (hashes.length() != pieces * MerkleTree.HASH_BYTES) {
      throw hashes.fault("%d bytes, but the file has %d pieces".formatted(hashes.length(), pieces));
    }
    if (!layer.verified) {
      byte[] sum = MerkleTree.rootOfLayer(in, hashes.from(), hashes.end(), pieceLength);
      if (!Arrays.equals(sum, 0, sum.length, in, root.from(), root.end())) {
        throw hashes.fault("does not add up to its root");
      }
      layer.verified = true;
    }
    return hashes.from();
  }

  /// To be called after the last file: refuses layers that no file has asked for.
  void finish() {
    for (Layer layer : layers.values()) {
      if (!layer.verified) {
        throw layer.hashes.fault("belongs to no file longer than a piece");
      }
    }
  }
}
