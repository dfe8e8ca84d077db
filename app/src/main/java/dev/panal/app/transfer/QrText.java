package dev.panal.app.transfer;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/// A QR code in half blocks, two rows of it in each line, for terminals that are dark: what is
/// drawn is the light part, with the margin that readers need.
final class QrText {
  private static final int MARGIN = 2;

  private QrText() {}

  /// Nothing if the text is too long for any code.
  static List<String> lines(String text) {
    QrCode code;
    try {
      code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    } catch (DataTooLongException e) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        boolean upper = !code.getModule(x, y);
        boolean lower = y + 1 < code.size + MARGIN && !code.getModule(x, y + 1);
        line.append(upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ');
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
