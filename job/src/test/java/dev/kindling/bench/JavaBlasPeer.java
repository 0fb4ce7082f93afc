package dev.kindling.bench;

import dev.kindling.linalg.Blas;
import java.util.EnumMap;
import java.util.Map;

/** Kindling's engine on the BLAS that its system property names, for the fallback in Java. */
final class JavaBlasPeer {
  private JavaBlasPeer() {}

  public static void main(String[] args) throws Exception {
    Map<Workload, Speed> speeds = new EnumMap<>(Workload.class);
    try (Threads threads = new Threads(Bench.THREADS)) {
      Peer.answer(
          Blas.description(),
          (workload, batchSize) ->
              speeds.computeIfAbsent(workload, w -> new EngineTraining(w, batchSize, threads)));
    }
  }
}
