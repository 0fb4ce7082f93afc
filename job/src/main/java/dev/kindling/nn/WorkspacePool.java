package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network with the workspaces, and the vectors as long as its parameters, that threads of one JVM
 * take in turns. Travels without them: each JVM makes as many as threads are at work at once, and
 * they live as long as the pool.
 */
public final class WorkspacePool implements Serializable {
  private static final long serialVersionUID = 1;

  private final Network network;
  private final Precision precision;
  private transient volatile Idle idle;

  /** What nobody has taken. */
  private record Idle(Queue<Workspace> workspaces, Queue<Matrix> vectors) {}

  public WorkspacePool(Network network, Precision precision) {
    this.network = network;
    this.precision = precision;
  }

  public Network network() {
    return network;
  }

  public Workspace take() {
    Workspace workspace = idle().workspaces.poll();
    return workspace != null ? workspace : network.workspace(precision);
  }

  public void giveBack(Workspace workspace) {
    idle().workspaces.add(workspace);
  }

  /** A vector {@code [1 x P]} that holds anything. */
  public Matrix takeVector() {
    Matrix vector = idle().vectors.poll();
    return vector != null ? vector : precision.vector(network.parameterCount());
  }

  /** Takes back a vector that is used no more; one that is not given back is garbage. */
  public void giveBack(Matrix vector) {
    idle().vectors.add(vector);
  }

  private Idle idle() {
    if (idle == null) {
      synchronized (this) {
        if (idle == null) {
          idle = new Idle(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        }
      }
    }
    return idle;
  }
}
