package dev.panal.app.tracker.front;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Requests as they are on the wire, so that tests can send what no client would.
public final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;

  private RawHttp() {}

  /// What came back until the connection was closed.
  public static String send(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }
  }

  /// @param headers lines without their ends
  public static String get(int port, String target, String... headers) throws IOException {
    return request(port, "GET", target, "", headers);
  }

  /// @param headers lines without their ends; `Host` is there already
  public static String request(
      int port, String method, String target, String body, String... headers) throws IOException {
    StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    text.append("Host: localhost:").append(port).append("\r\nConnection: close\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (!method.equals("GET")) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return send(port, text.append("\r\n").append(body).toString());
  }
}
