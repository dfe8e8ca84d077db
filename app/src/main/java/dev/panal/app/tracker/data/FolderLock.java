package dev.panal.app.tracker.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second tracker out of a data folder. The system lets go of the lock when the process
/// ends, however it ends; the file stays.
final class FolderLock implements AutoCloseable {
  private static final String FILE = "tracker.lock";

  /// A process id has at most 20 digits.
  private static final int MAX_OWNER_BYTES = 32;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws IOException if the folder cannot be used; the message says why, without its name
  static FolderLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (lock(channel) == null) {
        throw new InUse("another tracker uses it" + owner(channel));
      }
      channel.truncate(0);
      ByteBuffer owner =
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      int _ = channel.write(owner, 0);
      return new FolderLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  // Null too if this very process has it already.
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
    int _ = channel.read(bytes, 0);
    String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
    return text.matches("\\d{1,20}") ? " (process " + text + ")" : "";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// Somebody else has it.
  static final class InUse extends IOException {
    private static final long serialVersionUID = 1L;

    InUse(String message) {
      super(message);
    }
  }
}
