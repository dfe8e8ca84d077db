package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BInt;
import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.BValue;
import dev.panal.wire.bencode.BencodeWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The fields of a .torrent file beside `info`.
final class TorrentFields {
  private static final int MAX_PORT = 65_535;

  /// Of one field: ten times what the largest torrents have, and memory of some megabytes.
  private static final int MAX_URLS = 100_000;

  private TorrentFields() {}

  /// What names are in that are not UTF-8, if there is such a charset.
  static @Nullable Charset encoding(BDict torrent) {
    return torrent.get("encoding") instanceof BString name
        ? Charset.forName(name.text().strip(), null)
        : null;
  }

  static List<List<String>> trackerTiers(BDict torrent) {
    List<List<String>> tiers = new ArrayList<>();
    // Read even where it does not count, so that what is wrong with it is said.
    Optional<String> announce = torrent.optionalString("announce").flatMap(TorrentFields::url);
    Optional<BList> list = torrent.optionalList("announce-list");
    if (list.isPresent()) {
      int count = 0;
      for (BValue tier : list.get()) {
        List<String> urls = urls(tier);
        count += urls.size();
        checkCount(list.get(), count);
        if (!urls.isEmpty()) {
          tiers.add(urls);
        }
      }
    }
    if (tiers.isEmpty() && announce.isPresent()) {
      tiers.add(List.of(announce.get()));
    }
    return Collections.unmodifiableList(tiers);
  }

  /// The URLs under `key`: a list, or only one.
  static List<String> urls(BDict torrent, String key) {
    BValue value = torrent.get(key);
    return value == null ? List.of() : urls(value);
  }

  private static List<String> urls(BValue value) {
    List<String> urls = new ArrayList<>();
    if (value instanceof BString one) {
      url(one).ifPresent(urls::add);
    } else {
      for (BValue url : value.list()) {
        url(url.string()).ifPresent(urls::add);
        checkCount(value, urls.size());
      }
    }
    return Collections.unmodifiableList(urls);
  }

  private static void checkCount(BValue list, int count) {
    if (count > MAX_URLS) {
      throw list.fault("more than " + MAX_URLS + " addresses");
    }
  }

  /// Empty strings are common and mean nothing; a URL with controls in it is none.
  private static Optional<String> url(BString raw) {
    String url = raw.text().strip();
    return url.isEmpty() || url.chars().anyMatch(Character::isISOControl)
        ? Optional.empty()
        : Optional.of(url);
  }

  static List<Metainfo.Node> nodes(BDict torrent) {
    List<Metainfo.Node> nodes = new ArrayList<>();
    Optional<BList> list = torrent.optionalList("nodes");
    if (list.isPresent()) {
      for (BValue value : list.get()) {
        nodes.add(node(value.list()));
        checkCount(list.get(), nodes.size());
      }
    }
    return Collections.unmodifiableList(nodes);
  }

  private static Metainfo.Node node(BList pair) {
    Iterator<BValue> values = pair.iterator();
    if (!values.hasNext()) {
      throw pair.fault("must be a host and a port");
    }
    String host = values.next().string().text();
    if (!values.hasNext()) {
      throw pair.fault("must be a host and a port");
    }
    BValue port = values.next();
    long number = port.integer();
    if (number < 1 || number > MAX_PORT) {
      throw port.fault(number + " is no port");
    }
    return new Metainfo.Node(host, (int) number);
  }

  /// Text for people: UTF-8 where it is, else by `encoding`, else what can be read of it.
  static Optional<String> text(BDict torrent, String key) {
    if (torrent.get(key + ".utf-8") instanceof BString utf8) {
      return Optional.of(utf8.text());
    }
    return torrent.get(key) instanceof BString raw
        ? Optional.of(new NameCleaner(NameRules.LOCAL, encoding(torrent)).text(raw))
        : Optional.empty();
  }

  static Optional<Instant> date(BDict torrent) {
    if (torrent.get("creation date") instanceof BInt seconds
        && seconds.fitsLong()
        && seconds.value() >= Instant.MIN.getEpochSecond()
        && seconds.value() <= Instant.MAX.getEpochSecond()) {
      return Optional.of(Instant.ofEpochSecond(seconds.value()));
    }
    return Optional.empty();
  }

  /// Puts `announce` and, where it says more, `announce-list`; takes out what was there.
  static void putTrackers(Map<String, byte[]> fields, List<List<String>> tiers) {
    fields.remove("announce");
    fields.remove("announce-list");
    List<List<String>> some = tiers.stream().filter(tier -> !tier.isEmpty()).toList();
    if (some.isEmpty()) {
      return;
    }
    String first = some.getFirst().getFirst();
    fields.put("announce", new BencodeWriter().string(first).bytes());
    if (some.size() > 1 || some.getFirst().size() > 1) {
      BencodeWriter list = new BencodeWriter().list();
      for (List<String> tier : some) {
        list.list();
        tier.forEach(list::string);
        list.end();
      }
      fields.put("announce-list", list.end().bytes());
    }
  }

  static void putUrls(Map<String, byte[]> fields, String key, List<String> urls) {
    if (!urls.isEmpty()) {
      BencodeWriter list = new BencodeWriter().list();
      urls.forEach(list::string);
      fields.put(key, list.end().bytes());
    }
  }

  /// A dictionary of `fields`, whose keys are bytes as chars, in order, and whose values are
  /// encoded.
  static byte[] join(Map<String, byte[]> fields) {
    BencodeWriter out = new BencodeWriter().dict();
    fields.forEach((key, value) ->
        out.key(key.getBytes(StandardCharsets.ISO_8859_1)).raw(value, 0, value.length));
    return out.end().bytes();
  }
}
