package dev.kindling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A standalone Spark cluster of two one-core executors, from {@code scripts/local-cluster}. */
public final class LocalCluster implements AutoCloseable {
  private final int port;
  private final Path folder;

  private LocalCluster(int port) {
    this.port = port;
    this.folder = Script.ROOT.resolve("job/target/local-cluster-" + port);
  }

  /** Starts a cluster on free ports of loopback. */
  public static LocalCluster start() {
    LocalCluster cluster = new LocalCluster(freePort());
    cluster.script("start");
    return cluster;
  }

  /** The master's address, for {@code --master}. */
  public String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** The processes of the executors that are running. */
  public List<ProcessHandle> executors() {
    return workers().stream()
        .flatMap(ProcessHandle::children)
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** The processes of the two workers, each of which starts executors. */
  public List<ProcessHandle> workers() {
    return Stream.of("worker-1.pid", "worker-2.pid").map(this::process).toList();
  }

  private ProcessHandle process(String pidFile) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve(pidFile)).strip()))
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the cluster and its executors. */
  @Override
  public void close() {
    script("stop");
  }

  private void script(String command) {
    Map<String, String> environment =
        Map.of(
            "KINDLING_CLUSTER_PORT", String.valueOf(port),
            "KINDLING_CLUSTER_UI", "0",
            "KINDLING_CLUSTER_DIR", folder.toString());
    Script.Result result = Script.run(environment, "scripts/local-cluster", command);
    if (result.exitCode() != 0) {
      throw new IllegalStateException("local-cluster " + command + ": " + result.err());
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
