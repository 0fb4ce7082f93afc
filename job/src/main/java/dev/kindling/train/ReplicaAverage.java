package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.sums.TreeSum;
import java.io.Serializable;
import java.util.List;

/** A weighted sum of replicas, and the sums over their examples; empty for no examples. */
final class ReplicaAverage implements Serializable {
  private static final long serialVersionUID = 1;
  private final transient WorkspacePool pool; // that the arrays are from, or null
  private Totals totals;
  private List<Matrix> vectors = List.of();

  /**
   * One replica's share, which takes the replica's own arrays. A partition without examples has
   * taken no step and has no say.
   */
  ReplicaAverage(Totals totals, Replica replica, long allExamples, WorkspacePool pool) {
    this.pool = pool;
    this.totals = totals;
    if (totals.examples() > 0) {
      vectors = replica.vectors();
      for (Matrix vector : vectors) {
        vector.scale((double) totals.examples() / allExamples);
      }
    }
  }

  private ReplicaAverage(Totals totals, List<Matrix> vectors) {
    this.pool = null;
    this.totals = totals;
    this.vectors = vectors;
  }

  Totals totals() {
    return totals;
  }

  /** The parameters, then the vectors of the optimizer's state. */
  List<Matrix> vectors() {
    return vectors;
  }

  ReplicaAverage merge(ReplicaAverage other) {
    totals = totals.plus(other.totals);
    if (vectors.isEmpty()) {
      vectors = other.vectors;
    } else {
      for (int v = 0; v < other.vectors.size(); v++) {
        vectors.get(v).addScaled(1, other.vectors.get(v));
      }
      other.release();
    }
    return this;
  }

  /** Gives the arrays back to the pool that they are from. */
  void release() {
    if (pool != null) {
      vectors.forEach(pool::giveBack);
    }
  }

  /** Addition of so many vectors of so many parameters, of slices too. */
  record Addition(int parameters, int vectors) implements TreeSum.Addition<ReplicaAverage> {

    @Override
    public ReplicaAverage apply(ReplicaAverage left, ReplicaAverage right) {
      return left.merge(right);
    }

    @Override
    public long numbers() {
      return (long) parameters * vectors;
    }

    /** The totals are in the first slice. */
    @Override
    public ReplicaAverage slice(ReplicaAverage whole, int slice, int of) {
      return new ReplicaAverage(
          slice == 0 ? whole.totals : Totals.NONE,
          whole.vectors.stream().map(vector -> vector.slice(slice, of)).toList());
    }

    @Override
    public ReplicaAverage put(ReplicaAverage part, int slice, int of, ReplicaAverage before) {
      ReplicaAverage whole = before == null ? new ReplicaAverage(Totals.NONE, List.of()) : before;
      whole.totals = whole.totals.plus(part.totals);
      if (whole.vectors.isEmpty()) {
        whole.vectors =
            part.vectors.stream().map(vector -> vector.precision().vector(parameters)).toList();
      }
      for (int v = 0; v < part.vectors.size(); v++) {
        whole.vectors.get(v).setSlice(slice, of, part.vectors.get(v));
      }
      return whole;
    }
  }
}
