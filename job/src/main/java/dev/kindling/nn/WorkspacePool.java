package dev.kindling.nn;

import dev.kindling.linalg.Precision;
import java.io.Serializable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network with the workspaces that threads of one JVM take in turns. Travels without them: each
 * JVM makes as many as threads are at work at once, and they live as long as the pool.
 */
public final class WorkspacePool implements Serializable {
  private static final long serialVersionUID = 1;

  private final Network network;
  private final Precision precision;
  private transient volatile ConcurrentLinkedQueue<Workspace> idle;

  public WorkspacePool(Network network, Precision precision) {
    this.network = network;
    this.precision = precision;
  }

  public Network network() {
    return network;
  }

  public Workspace take() {
    Workspace workspace = idle().poll();
    return workspace != null ? workspace : network.workspace(precision);
  }

  public void giveBack(Workspace workspace) {
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
