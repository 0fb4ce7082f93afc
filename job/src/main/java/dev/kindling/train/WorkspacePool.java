package dev.kindling.train;

import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import java.io.Serializable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network with the workspaces that tasks of one JVM take in turns. Travels without them: each
 * executor makes as many as it runs tasks at once, and they live as long as the broadcast that
 * holds the pool.
 */
final class WorkspacePool implements Serializable {
  private static final long serialVersionUID = 1;

  private final Network network;
  private final Precision precision;
  private transient volatile ConcurrentLinkedQueue<Workspace> idle;

  WorkspacePool(Network network, Precision precision) {
    this.network = network;
    this.precision = precision;
  }

  Network network() {
    return network;
  }

  Workspace take() {
    Workspace workspace = idle().poll();
    return workspace != null ? workspace : network.workspace(precision);
  }

  void giveBack(Workspace workspace) {
    idle().add(workspace);
  }

  private ConcurrentLinkedQueue<Workspace> idle() {
    if (idle == null) {
      synchronized (this) {
        if (idle == null) {
          idle = new ConcurrentLinkedQueue<>();
        }
      }
    }
    return idle;
  }
}
