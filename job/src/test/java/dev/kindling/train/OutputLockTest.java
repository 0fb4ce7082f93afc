package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.model.BrokenFileSystem;
import dev.kindling.model.OutputException;
import dev.kindling.train.OutputLock.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLockTest {
  private static final String HERE = Holder.self().host();

  private static final Configuration HADOOP = new Configuration(); // reads files itself

  @TempDir Path folder;

  private static FileSystem local() throws IOException {
    return FileSystem.getLocal(HADOOP).getRawFileSystem();
  }

  private OutputLock take() throws IOException {
    return OutputLock.take(local(), new org.apache.hadoop.fs.Path(folder.toString()));
  }

  private void heldBy(String host, long pid, Instant since) throws IOException {
    Files.write(folder.resolve(".lock"), new Holder(host, pid, since, UUID.randomUUID()).write());
  }

  private String refusal() {
    return assertThrows(ConfigException.class, this::take).getMessage();
  }

  @Test
  void theSecondIsRefusedAndToldWhoTheFirstIsUntilThatOneEnds() throws IOException {
    try (OutputLock first = take()) {
      Holder holder = Holder.parse(Files.readAllBytes(folder.resolve(".lock")));
      assertEquals(
          "%s (--output) is being written by another run: host %s, process %d, since %s; wait for it, or choose another folder"
              .formatted(folder, HERE, ProcessHandle.current().pid(), holder.since()),
          refusal());
      assertTrue(Duration.between(holder.since(), Instant.now()).toMinutes() < 1);
    }
    assertFalse(Files.exists(folder.resolve(".lock")));
    take().close();
  }

  @Test
  void fileSystemsOtherThanTheLocalOneKeepTheSecondOutToo() throws IOException {
    FileSystem other = new FilterFileSystem(local());
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toString());
    try (OutputLock first = OutputLock.take(other, path)) {
      assertThrows(ConfigException.class, () -> OutputLock.take(other, path));
    }
    OutputLock.take(other, path).close();
  }

  @Test
  void aProcessOfThisHostThatIsGoneHoldsNothing() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    heldBy(HERE, process.pid(), Instant.now());
    take().close();
    heldBy(HERE, ProcessHandle.current().pid(), Instant.parse("2001-01-01T00:00:00Z"));
    take().close(); // this process did not live then
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aLivingProcessHoldsItUnlessItIsTooYoungToHaveTakenIt() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      heldBy(HERE, process.pid(), Instant.now());
      assertTrue(refusal().endsWith("; wait for it, or choose another folder"), refusal());
      heldBy(HERE, process.pid(), Instant.now().minus(Duration.ofHours(1)));
      take().close();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatCannotBeSeenFromHereIsExplained() throws IOException {
    heldBy("elsewhere", 1, Instant.parse("2001-01-01T00:00:00Z"));
    assertEquals(
        "%1$s (--output) is being written by another run: host elsewhere, process 1, since 2001-01-01T00:00:00Z; wait for it, or choose another folder (if you know that it died, which cannot be seen from here, delete %1$s/.lock)"
            .formatted(folder),
        refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"host\":\"a\",\"pid\":1,\"since\":\"yesterday\",\"id\":\"1\"}"
      })
  void aLockThatIsNotWrittenYetIsALock(String text) throws IOException {
    Files.writeString(folder.resolve(".lock"), text);
    assertEquals(
        "%1$s (--output) is being written by another run; wait for it, or choose another folder (if you know that it died, which cannot be seen from here, delete %1$s/.lock)"
            .formatted(folder),
        refusal());
  }

  /** HDFS does not say of it that it exists; the words are those of a name node. */
  @Test
  void aLockThatIsBeingWrittenOnHdfsIsALock() throws IOException {
    Files.createFile(folder.resolve(".lock"));
    FileSystem hdfs =
        new FilterFileSystem(local()) {
          @Override
          public FSDataOutputStream create(
              org.apache.hadoop.fs.Path file,
              FsPermission permission,
              boolean overwrite,
              int buffer,
              short replication,
              long block,
              Progressable progress)
              throws IOException {
            throw new RemoteException(
                "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException",
                "Failed to CREATE_FILE " + file + " because this file lease is currently owned");
          }
        };
    String refusal =
        assertThrows(
                ConfigException.class,
                () -> OutputLock.take(hdfs, new org.apache.hadoop.fs.Path(folder.toString())))
            .getMessage();
    assertTrue(refusal.contains("is being written by another run"), refusal);
  }

  @Test
  void aDiskThatIsFullKeepsNoLock() throws IOException {
    BrokenFileSystem full = new BrokenFileSystem(local(), 2); // creates the file, cannot write it
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toString());
    assertThrows(OutputException.class, () -> OutputLock.take(full, path));
    take().close();
  }

  @Test
  void whoDiedWhileTakingOverIsSucceededToo() throws IOException {
    Instant before = Instant.parse("2001-01-01T00:00:00Z");
    long self = ProcessHandle.current().pid();
    Holder first = new Holder(HERE, self, before, UUID.randomUUID());
    Holder second = new Holder(HERE, self, before, UUID.randomUUID());
    Files.write(folder.resolve(".lock"), first.write());
    Files.write(folder.resolve(".lock." + first.id()), second.write());
    take().close();
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void ofManyThatFindADeadLockAtOnceOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        heldBy(HERE, ProcessHandle.current().pid(), Instant.parse("2001-01-01T00:00:00Z"));
        Callable<OutputLock> taker =
            () -> {
              try {
                return take();
              } catch (ConfigException e) {
                return null;
              }
            };
        OutputLock taken = null;
        for (Future<OutputLock> future :
            threads.invokeAll(Stream.generate(() -> taker).limit(4).toList())) {
          if (future.get() != null) {
            assertEquals(null, taken, "two have it");
            taken = future.get();
          }
        }
        taken.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anEmptyLockIsNoRunsUnlessItIsBeingWritten() throws IOException {
    Path lock = Files.createFile(folder.resolve(".lock"));
    assertTrue(refusal().contains(" is being written by another run; "), refusal());
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
    take().close(); // a disk was full, or the process killed, before it was written
    assertFalse(Files.exists(lock));
  }
}
