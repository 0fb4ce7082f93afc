package dev.kindling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** A standalone Spark cluster of two one-core executors, from {@code scripts/local-cluster}. */
public final class LocalCluster implements AutoCloseable {
  private final int port;
  private final Map<String, String> environment;

  private LocalCluster(int port, Map<String, String> environment) {
    this.port = port;
    this.environment = environment;
  }

  /** Starts a cluster on free ports of loopback. */
  public static LocalCluster start() {
    int port = freePort();
    LocalCluster cluster =
        new LocalCluster(
            port,
            Map.of(
                "KINDLING_CLUSTER_PORT",
                String.valueOf(port),
                "KINDLING_CLUSTER_UI",
                "0",
                "KINDLING_CLUSTER_DIR",
                Script.ROOT + "/job/target/local-cluster-" + port));
    cluster.script("start");
    return cluster;
  }

  /** The master's address, for {@code --master}. */
  public String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** Stops the cluster and its executors. */
  @Override
  public void close() {
    script("stop");
  }

  private void script(String command) {
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
