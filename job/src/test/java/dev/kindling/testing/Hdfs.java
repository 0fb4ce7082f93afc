package dev.kindling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** An HDFS of one name node and one data node in this process, on free ports of loopback. */
public final class Hdfs implements AutoCloseable {
  private final MiniDFSCluster cluster;

  private Hdfs(MiniDFSCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts one that keeps its blocks in a folder. */
  public static Hdfs start(Path folder) {
    try {
      MiniDFSCluster cluster =
          new MiniDFSCluster.Builder(new HdfsConfiguration(), folder.toFile())
              .numDataNodes(1)
              .build();
      cluster.waitActive();
      return new Hdfs(cluster);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of it. */
  public DistributedFileSystem fileSystem() {
    try {
      return cluster.getFileSystem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path on it as other processes find it. */
  public String path(String name) {
    return "hdfs://127.0.0.1:" + cluster.getNameNodePort() + "/" + name;
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
