package dev.kindling.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.ConfigException;
import dev.kindling.model.OutputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The mark of a run in its output folder: a file that one run alone can create. It names the
 * process, so that a second run can say who is there, and on the same host can tell whether the
 * first one died without taking its mark away.
 */
record OutputLock(FileSystem fs, Path file, Holder self) implements AutoCloseable {
  static final String NAME = ".lock";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 10_000; // of a lock
  private static final int ATTEMPTS = 5; // while others come and go

  /** The clock may have been set since; a process id is not used again so soon. */
  private static final Duration CLOCK = Duration.ofMinutes(1);

  /**
   * The process that holds a lock.
   *
   * @param id tells this lock from all others
   */
  record Holder(String host, long pid, Instant since, UUID id) {

    static Holder self() {
      return new Holder(
          localHost(),
          ProcessHandle.current().pid(),
          Instant.now().truncatedTo(ChronoUnit.MILLIS),
          UUID.randomUUID());
    }

    /** Who died, or whose disk was full, before it had written who it is; the same each time. */
    static Holder unknown(Instant since) {
      byte[] seed = since.toString().getBytes(StandardCharsets.US_ASCII);
      return new Holder("", 0, since, UUID.nameUUIDFromBytes(seed));
    }

    /** Null if it is not what a run writes, or not all of it yet. */
    static Holder parse(byte[] text) {
      try {
        JsonNode json = JSON.readTree(text);
        return new Holder(
            json.required("host").textValue(),
            json.required("pid").longValue(),
            Instant.parse(json.required("since").asText()),
            UUID.fromString(json.required("id").asText()));
      } catch (IOException | IllegalArgumentException | DateTimeException e) {
        return null;
      }
    }

    byte[] write() throws IOException {
      return JSON.writeValueAsBytes(
          Map.of("host", host, "pid", pid, "since", since.toString(), "id", id.toString()));
    }

    boolean isHere() {
      return localHost().equals(host);
    }

    /** Whether the process is known to be gone; its id may belong to another one by now. */
    boolean died() {
      if (!isHere()) {
        return false;
      }
      if (pid == ProcessHandle.current().pid()) {
        return since.toEpochMilli() < ManagementFactory.getRuntimeMXBean().getStartTime();
      }
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(process -> process.info().startInstant().orElse(Instant.MIN))
          .map(started -> started.isAfter(since.plus(CLOCK)))
          .orElse(true);
    }
  }

  /**
   * Takes the lock of a folder, which must exist.
   *
   * <p>Where it is held by a run that died, the one that may take it over is the one that can
   * create a file named after that dead lock, before the lock itself changes; whoever died while
   * doing so is succeeded in the same way.
   *
   * @throws ConfigException if another run holds it, naming that run
   */
  static OutputLock take(FileSystem fs, Path folder) throws IOException {
    OutputLock lock = new OutputLock(fs, new Path(folder, NAME), Holder.self());
    // Before the file systems close, and before there is a lock: a signal may come at any moment.
    ShutdownHookManager.get()
        .addShutdownHook(lock.release(), FileSystem.SHUTDOWN_HOOK_PRIORITY + 1);
    boolean taken = false;
    try {
      for (int attempt = 0; attempt < ATTEMPTS && !taken; attempt++) {
        taken = lock.created(lock.file) || lock.tookOver(folder);
      }
    } finally {
      if (!taken) {
        lock.forget();
      }
    }
    if (!taken) {
      throw new ConfigException(folder + " (--output) is wanted by several runs at once");
    }
    return lock;
  }

  private boolean tookOver(Path folder) throws IOException {
    Holder dead = died(fs, folder, file);
    Holder last = dead;
    List<Path> claims = new ArrayList<>();
    while (last != null) {
      Path claim = new Path(folder, NAME + "." + last.id);
      claims.add(claim);
      if (created(claim)) {
        try {
          if (!dead.equals(died(fs, folder, file))) {
            return false; // another run has taken it over, and ended, meanwhile
          }
          try (OutputStream out = fs.create(file, true)) {
            out.write(self.write());
          }
          return true;
        } finally {
          for (Path each : claims) {
            fs.delete(each, false);
          }
        }
      }
      last = died(fs, folder, claim);
    }
    return false; // what was there is gone
  }

  /** Refuses a folder in which a run may be alive. */
  static void checkFree(FileSystem fs, Path folder) throws IOException {
    died(fs, folder, new Path(folder, NAME));
  }

  /**
   * Who held a lock and died.
   *
   * @return null if there is no lock
   * @throws ConfigException if it may be held
   */
  private static Holder died(FileSystem fs, Path folder, Path lock) throws IOException {
    Holder holder;
    try (InputStream in = fs.open(lock)) {
      byte[] text = in.readNBytes(MOST_BYTES);
      Instant written = Instant.ofEpochMilli(fs.getFileStatus(lock).getModificationTime());
      if (text.length == 0 && written.isBefore(Instant.now().minus(CLOCK))) {
        return Holder.unknown(written);
      }
      holder = Holder.parse(text);
    } catch (FileNotFoundException gone) {
      return null;
    }
    if (holder != null && holder.died()) {
      return holder;
    }
    String who =
        holder == null
            ? "another run"
            : "another run: host %s, process %d, since %s"
                .formatted(holder.host, holder.pid, holder.since);
    throw new ConfigException(
        "%s (--output) is being written by %s; wait for it, or choose another folder%s"
            .formatted(
                folder,
                who,
                holder != null && holder.isHere()
                    ? ""
                    : " (if you know that it died, which cannot be seen from here, delete "
                        + lock
                        + ")"));
  }

  /**
   * Writes a file that does not exist, atomically against others that do the same.
   *
   * @throws OutputException if it could be created but not written; it is gone again then
   */
  private boolean created(Path file) throws IOException {
    byte[] text = self.write();
    OutputStream created = create(fs, file);
    if (created == null) {
      return false;
    }
    try (OutputStream out = created) {
      out.write(text);
      return true;
    } catch (IOException | FSError e) {
      fs.delete(file, false);
      throw new OutputException(file.toString(), e);
    }
  }

  /** Creates a file; null if it exists. */
  private static OutputStream create(FileSystem fs, Path file) throws IOException {
    try {
      return fs instanceof RawLocalFileSystem local
          // Hadoop looks whether a local file exists and only then creates it
          ? Files.newOutputStream(
              local.pathToFile(file).toPath(),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)
          : fs.create(file, false);
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return null;
    } catch (RemoteException e) {
      // What HDFS says of a file that exists and that its creator has not closed yet.
      if (AlreadyBeingCreatedException.class.getName().equals(e.getClassName())) {
        return null;
      }
      throw e;
    }
  }

  /** Not what Spark takes for it, which may be an address of loopback. */
  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return e.getMessage().replaceFirst(":.*", ""); // a host without an address has a name
    }
  }

  /** What deletes the lock as the process ends. */
  Release release() {
    return new Release(fs, file, self);
  }

  /** Deletes the file as the process ends, if it is there and this process's. */
  record Release(FileSystem fs, Path file, Holder self) implements Runnable {
    @Override
    public void run() {
      try {
        if (isOurs()) {
          fs.delete(file, false);
        }
      } catch (IOException | FSError e) {
        System.err.println("kindling: " + file + " could not be deleted: " + e.getMessage());
      }
    }

    private boolean isOurs() throws IOException {
      try (InputStream in = fs.open(file)) {
        Holder holder = Holder.parse(in.readNBytes(MOST_BYTES));
        return holder != null && holder.id.equals(self.id);
      } catch (FileNotFoundException gone) {
        return false;
      }
    }
  }

  private void forget() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(release());
    }
  }

  @Override
  public void close() throws IOException {
    forget();
    fs.delete(file, false);
  }
}
