package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.optim.OptimizerState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parameters and the optimizer's state that a partition trains by itself: what travels to the
 * tasks of a {@link LocalRound} and, as an average, back.
 */
record Replica(Matrix parameters, OptimizerState state) implements Serializable {
  /** A copy whose arrays are the pool's. */
  Replica copy(WorkspacePool pool) {
    List<Matrix> copies = new ArrayList<>();
    for (Matrix vector : vectors()) {
      Matrix copy = pool.takeVector();
      copy.copyFrom(vector);
      copies.add(copy);
    }
    return new Replica(
        copies.get(0), new OptimizerState(state.step(), copies.subList(1, copies.size())));
  }

  List<Matrix> vectors() {
    return Stream.concat(Stream.of(parameters), state.vectors().stream()).toList();
  }
}
