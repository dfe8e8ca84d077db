package dev.panal.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Logback's configuration. As a [Configurator] it keeps logback silent, and from looking for files
/// of its own, until [#start] says where the log goes.
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %thread %logger{0}: %msg%n";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// @param debug log everything, to `err` too
  /// @param file appended to
  public static void start(boolean debug, Optional<Path> file, OutputStream err) {
    if (!debug && file.isEmpty()) {
      return; // nobody reads it: logback need not even be loaded before a library does
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(debug ? Level.DEBUG : Level.INFO);
    // Servers that talk of every connection at DEBUG would bury everything else.
    context.getLogger("org.eclipse.jetty").setLevel(Level.INFO);
    quietRing(context, debug);
    file.ifPresent(path -> {
      try {
        // Logback would only note on its own status list that this failed.
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "--log-file " + path + ": cannot be written: " + Failures.reason(e),
            e);
      }
      FileAppender<ILoggingEvent> appender = new FileAppender<>();
      appender.setFile(path.toString());
      attach(context, root, appender);
    });
    if (debug) {
      OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
      appender.setOutputStream(new Uncloseable(err));
      attach(context, root, appender);
    }
  }

  /// The libraries below a ring log every message that they cannot send, and a stack for every
  /// batch that failed; the ring itself says what an operator needs to know.
  private static void quietRing(LoggerContext context, boolean debug) {
    context.getLogger("org.infinispan").setLevel(Level.WARN);
    context.getLogger("org.jboss").setLevel(Level.WARN);
    context.getLogger("org.jgroups").setLevel(debug ? Level.WARN : Level.ERROR);
    context.getLogger("org.jgroups.protocols.TCP").setLevel(Level.OFF);
    context
        .getLogger("org.infinispan.interceptors.impl.InvocationContextInterceptor")
        .setLevel(Level.OFF);
  }

  private static void attach(
      LoggerContext context, Logger root, OutputStreamAppender<ILoggingEvent> appender) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
  }

  /// The stream outlives the log.
  private static final class Uncloseable extends OutputStream {
    private final OutputStream target;

    Uncloseable(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      target.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
