package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.Examples;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The inputs that have one value in all training rows, and so tell nothing. */
final class ConstantColumns {
  private ConstantColumns() {}

  /** Their numbers, from 0. */
  static List<Integer> of(Dataset data, int inputs) {
    float[][] range =
        data.partitions().map(part -> range(part.training(), inputs)).reduce(ConstantColumns::join);
    return IntStream.range(0, inputs).filter(j -> range[0][j] >= range[1][j]).boxed().toList();
  }

  /** The least and the greatest value of each input. */
  private static float[][] range(Examples examples, int inputs) {
    float[] least = new float[inputs];
    float[] greatest = new float[inputs];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
    Matrix row = Precision.FLOAT.zeros(1, inputs);
    Targets target = Targets.room(1);
    for (int i = 0; i < examples.size(); i++) {
      examples.copy(i, row, target, 0);
      for (int j = 0; j < inputs; j++) {
        least[j] = Math.min(least[j], (float) row.get(j));
        greatest[j] = Math.max(greatest[j], (float) row.get(j));
      }
    }
    return new float[][] {least, greatest};
  }

  private static float[][] join(float[][] some, float[][] others) {
    for (int j = 0; j < some[0].length; j++) {
      some[0][j] = Math.min(some[0][j], others[0][j]);
      some[1][j] = Math.max(some[1][j], others[1][j]);
    }
    return some;
  }
}
