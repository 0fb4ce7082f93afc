package dev.kindling.data.rows;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The features of one row, as they were read. */
public sealed interface Features extends Serializable {

  /** All of them; for those who only read. */
  double[] toArray();

  /** The same without the zeros. */
  Sparse toSparse();

  /** Each of them. */
  record Dense(double[] values) implements Features {
    @Override
    public double[] toArray() {
      return values;
    }

    @Override
    public Sparse toSparse() {
      int[] indices =
          IntStream.range(0, values.length)
              .filter(j -> Double.doubleToRawLongBits(values[j]) != 0) // -0 is kept, as it stands
              .toArray();
      return new Sparse(
          values.length, indices, Arrays.stream(indices).mapToDouble(j -> values[j]).toArray());
    }
  }

  /**
   * Those that are given; the others are 0.
   *
   * @param size how many features there are with those
   * @param indices of the given ones, from 0, ascending
   * @param values of the given ones
   */
  record Sparse(int size, int[] indices, double[] values) implements Features {
    @Override
    public double[] toArray() {
      double[] all = new double[size];
      for (int k = 0; k < indices.length; k++) {
        all[indices[k]] = values[k];
      }
      return all;
    }

    @Override
    public Sparse toSparse() {
      return this;
    }
  }
}
