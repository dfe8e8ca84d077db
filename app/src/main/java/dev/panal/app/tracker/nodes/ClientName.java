package dev.panal.app.tracker.nodes;

import dev.panal.wire.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program behind a peer id, as far as its beginning tells (BEP 20). Anybody may claim to be
/// any program.
public final class ClientName {
  /// `-qB5040-`: two letters of the program, four characters of its version.
  private static final Pattern AZUREUS =
      Pattern.compile(
          "-([A-Za-z~]{2})([0-9A-Za-z])([0-9A-Za-z])([0-9A-Za-z])([0-9A-Za-z.])[-0-9A-Za-z].*");

  /// `M7-4-3--`, mainline's own way; aria2 writes `A2-1-36-0-`.
  private static final Pattern MAINLINE =
      Pattern.compile("(M|A2-)(\\d{1,2})-(\\d{1,2})-(\\d{1,2})-.*");

  private static final Map<String, String> PROGRAMS =
      Map.ofEntries(
          Map.entry("PN", "Panal"),
          Map.entry("AZ", "Azureus"),
          Map.entry("BC", "BitComet"),
          Map.entry("BI", "BiglyBT"),
          Map.entry("BT", "BitTorrent"),
          Map.entry("DE", "Deluge"),
          Map.entry("FD", "Free Download Manager"),
          Map.entry("KT", "KTorrent"),
          Map.entry("LT", "libtorrent"),
          Map.entry("lt", "rTorrent"),
          Map.entry("PI", "PicoTorrent"),
          Map.entry("qB", "qBittorrent"),
          Map.entry("TR", "Transmission"),
          Map.entry("TX", "Tixati"),
          Map.entry("UT", "µTorrent"),
          Map.entry("UM", "µTorrent"),
          Map.entry("WW", "WebTorrent"),
          Map.entry("WD", "WebTorrent"));

  private ClientName() {}

  /// Short and harmless text.
  public static String of(PeerId id) {
    String text = new String(id.bytes(), StandardCharsets.ISO_8859_1);
    Matcher azureus = AZUREUS.matcher(text);
    if (azureus.matches()) {
      String program = PROGRAMS.getOrDefault(azureus.group(1), azureus.group(1));
      return program + " " + azureus.group(2) + "." + azureus.group(3) + "." + azureus.group(4);
    }
    Matcher mainline = MAINLINE.matcher(text);
    if (mainline.matches()) {
      return (mainline.group(1).equals("M") ? "BitTorrent " : "aria2 ")
          + mainline.group(2)
          + "."
          + mainline.group(3)
          + "."
          + mainline.group(4);
    }
    return "unknown";
  }
}
