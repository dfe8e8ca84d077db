package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.network.AddressRange;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.front.FrontLimits;
import dev.panal.app.tracker.front.FrontOptions;
import dev.panal.app.tracker.front.TlsFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of the tracker's HTTP port.
final class FrontArguments {
  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "6969",
      description = "TCP port, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--trust-proxy",
      paramLabel = "ADDR",
      description =
          "A reverse proxy, or a range of them (10.0.0.0/8), whose X-Forwarded-For or Forwarded is"
              + " believed. May be given several times.")
  private List<String> proxies = new ArrayList<>();

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "Certificate chain (PEM): the HTTP port then speaks HTTPS, too. Read again when it"
              + " changes.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key of the certificate (PEM).")
  private @Nullable Path key;

  FrontOptions options(PanalCommand root, @Nullable String bind) {
    InetAddress address = bind == null ? Addresses.any() : Addresses.bind("--bind", bind);
    List<AddressRange> trusted = new ArrayList<>();
    for (String proxy : proxies) {
      try {
        trusted.add(AddressRange.parse(proxy));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.USAGE, "--trust-proxy " + proxy + ": " + e.getMessage(), e);
      }
    }
    return new FrontOptions(
        address,
        Addresses.listenPort("--http-port", httpPort),
        trusted,
        tls(root),
        FrontLimits.defaults());
  }

  private Optional<TlsFiles> tls(PanalCommand root) {
    if (certificate == null && key == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          (key == null ? "--tls-certificate needs --tls-key" : "--tls-key needs --tls-certificate")
              + ", too");
    }
    return Optional.of(
        new TlsFiles(root.console().resolve(certificate), root.console().resolve(key)));
  }
}
