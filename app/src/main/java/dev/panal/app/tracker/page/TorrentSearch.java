package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.tracker.SwarmSummary;
import dev.panal.wire.InfoHash;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Finds and sorts hosted torrents.
///
/// @param words all must be in the name, in any case and with or without accents; or one is the
///   beginning of the info-hash
/// @param page counts from 1
record TorrentSearch(List<String> words, Sort sort, Order order, int page, int perPage) {
  static final int USUAL_PER_PAGE = 50;
  private static final int MAX_PER_PAGE = 500;
  private static final int MAX_PAGE = 100_000;
  private static final int MAX_TEXT = 200;

  /// Shorter ones are words.
  private static final int MIN_HASH_DIGITS = 8;

  enum Sort {
    ADDED,
    NAME,
    SIZE,
    SEEDS,
    LEECHERS,
    COMPLETED
  }

  enum Order {
    ASC,
    DESC
  }

  /// What was found, and how many there are on all pages.
  record Found(int total, List<HostedTorrent> torrents) {}

  static TorrentSearch of(Query query) {
    Sort sort = query.choice("sort", Sort.class, Sort.ADDED);
    return new TorrentSearch(
        query.text("q", MAX_TEXT).map(TorrentSearch::words).orElse(List.of()),
        sort,
        query.choice("order", Order.class, sort == Sort.NAME ? Order.ASC : Order.DESC),
        query.number("page", 1, 1, MAX_PAGE),
        query.number("per_page", USUAL_PER_PAGE, 1, MAX_PER_PAGE));
  }

  private static List<String> words(String text) {
    return List.of(plain(text).strip().split("\\s+"));
  }

  Found run(Collection<HostedTorrent> all, Map<InfoHash, SwarmSummary> counts) {
    List<HostedTorrent> found =
        all.stream().filter(this::matches).sorted(comparator(counts)).toList();
    int from = (int) Math.min(found.size(), (page - 1L) * perPage);
    int to = Math.min(found.size(), from + perPage);
    return new Found(found.size(), found.subList(from, to));
  }

  private boolean matches(HostedTorrent torrent) {
    if (words.isEmpty()) {
      return true;
    }
    String name = plain(torrent.name());
    if (words.stream().allMatch(name::contains)) {
      return true;
    }
    String word = words.getFirst();
    return words.size() == 1
        && word.length() >= MIN_HASH_DIGITS
        && (torrent.infoHash().hex().startsWith(word)
            || torrent.v2().map(v2 -> v2.hex().startsWith(word)).orElse(false));
  }

  private Comparator<HostedTorrent> comparator(Map<InfoHash, SwarmSummary> counts) {
    Comparator<HostedTorrent> comparator =
        switch (sort) {
          case ADDED -> Comparator.comparing(HostedTorrent::added);
          case NAME -> Comparator.comparing(torrent -> plain(torrent.name()));
          case SIZE -> Comparator.comparingLong(HostedTorrent::length);
          case SEEDS -> by(counts, SwarmSummary::seeds);
          case LEECHERS -> by(counts, SwarmSummary::leechers);
          case COMPLETED -> by(counts, SwarmSummary::completed);
        };
    // The same order on every page, also of those that are equal.
    return (order == Order.DESC ? comparator.reversed() : comparator)
        .thenComparing(HostedTorrent::name)
        .thenComparing(HostedTorrent::infoHash);
  }

  private static Comparator<HostedTorrent> by(
      Map<InfoHash, SwarmSummary> counts, ToIntFunction<SwarmSummary> number) {
    return Comparator.comparingInt(torrent -> {
      SwarmSummary summary = counts.get(torrent.infoHash());
      return summary == null ? 0 : number.applyAsInt(summary);
    });
  }

  /// Lower case, without accents.
  private static String plain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.chars().allMatch(c -> c < 0x80)) {
      return lower;
    }
    return Normalizer.normalize(lower, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
  }
}
