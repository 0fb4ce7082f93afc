package dev.kindling.linalg;

import java.io.Serializable;

/**
 * A row-major matrix that is a view of a flat array: element {@code (r, c)} is the array's element
 * {@code offset + r * cols + c}. A vector is a matrix of one row.
 *
 * <p>All operations work in place on {@code this} and read their arguments; operands must have the
 * same {@link Precision}. Only {@link #multiply} checks shapes. Those that say that their operands
 * lie alongside need views that start at the same element of their arrays, and refuse others: the
 * compiler vectorises loops over several arrays only where one index serves all.
 */
public abstract sealed class Matrix implements Serializable permits FloatMatrix, DoubleMatrix {
  private static final long serialVersionUID = 1;

  protected final int offset;
  protected final int rows;
  protected final int cols;

  protected Matrix(int arrayLength, int offset, int rows, int cols) {
    if (rows < 0 || cols < 0 || offset < 0 || offset + (long) rows * cols > arrayLength) {
      throw new IllegalArgumentException(
          "a "
              + rows
              + " x "
              + cols
              + " matrix at "
              + offset
              + " does not fit an array of "
              + arrayLength);
    }
    this.offset = offset;
    this.rows = rows;
    this.cols = cols;
  }

  public final int rows() {
    return rows;
  }

  public final int cols() {
    return cols;
  }

  public final int size() {
    return rows * cols;
  }

  public abstract Precision precision();

  /**
   * The {@code [rows x cols]} matrix that starts at element {@code from} of this one's elements.
   */
  public abstract Matrix view(int from, int rows, int cols);

  /** Element {@code i} in row-major order. */
  public abstract double get(int i);

  /** Sets element {@code i} in row-major order, rounding to this matrix's precision. */
  public abstract void set(int i, double value);

  /**
   * Sets {@code count} elements from {@code at} on to {@code (x - shift) * scale} of unsigned bytes
   * {@code x}, computed in double and rounded to this matrix's precision.
   */
  public abstract void setBytes(
      int at, byte[] from, int fromAt, int count, double shift, double scale);

  /**
   * A copy of one of so many slices of the elements, counted from 0; they differ in length by one
   * at most.
   */
  public final Matrix slice(int slice, int of) {
    int from = (int) ((long) size() * slice / of);
    return view(from, 1, (int) ((long) size() * (slice + 1) / of) - from).copy();
  }

  /** Copies a {@link #slice} of a matrix of this size into its place. */
  public final void setSlice(int slice, int of, Matrix part) {
    copyRange((int) ((long) size() * slice / of), part, 0, part.size());
  }

  /** A copy that shares nothing with this one. */
  public final Matrix copy() {
    Matrix copy = precision().zeros(rows, cols);
    copy.copyFrom(this);
    return copy;
  }

  /** This matrix's elements, in the given precision, in a matrix of their own. */
  public final Matrix to(Precision precision) {
    Matrix converted = precision.zeros(rows, cols);
    for (int i = 0; i < size(); i++) {
      converted.set(i, get(i));
    }
    return converted;
  }

  /**
   * {@code this = alpha op(a) op(b) + beta this}, where {@code op} transposes when its flag is set.
   *
   * @throws IllegalArgumentException if the shapes do not fit, naming all three
   */
  public final void multiply(
      double alpha, Matrix a, boolean transposeA, Matrix b, boolean transposeB, double beta) {
    int m = transposeA ? a.cols : a.rows;
    int k = transposeA ? a.rows : a.cols;
    int n = transposeB ? b.rows : b.cols;
    if (k != (transposeB ? b.cols : b.rows) || m != rows || n != cols) {
      throw new IllegalArgumentException(
          "cannot multiply "
              + a.shape(transposeA)
              + " by "
              + b.shape(transposeB)
              + " into "
              + shape(false));
    }
    gemm(m, n, k, alpha, a, transposeA, b, transposeB, beta);
  }

  abstract void gemm(
      int m, int n, int k, double alpha, Matrix a, boolean ta, Matrix b, boolean tb, double beta);

  public abstract void fill(double value);

  /** Copies all elements of a matrix of the same size and precision. */
  public final void copyFrom(Matrix other) {
    copyRange(0, other, 0, size());
  }

  /** Copies a row of a matrix with as many columns, of either precision, into row {@code row}. */
  public final void copyRow(int row, Matrix from, int fromRow) {
    if (from.precision() == precision()) {
      copyRange(row * cols, from, fromRow * cols, cols);
    } else {
      for (int c = 0; c < cols; c++) {
        set(row * cols + c, from.get(fromRow * cols + c));
      }
    }
  }

  /** Copies {@code count} elements in row-major order, from element {@code fromAt} to at. */
  public abstract void copyRange(int at, Matrix from, int fromAt, int count);

  /** {@code this[at + i] += from[fromAt + i]} for {@code count} elements. */
  public final void addRange(int at, Matrix from, int fromAt, int count) {
    view(at, 1, count).addScaled(1, from.view(fromAt, 1, count));
  }

  /** Copies a grid of elements of {@code from} to consecutive elements of this. */
  public abstract void gather(int at, Matrix from, int fromAt, Grid grid);

  /** Copies consecutive elements of {@code from} to a grid of elements of this. */
  public abstract void scatter(int at, Grid grid, Matrix from, int fromAt);

  /** Adds consecutive elements of {@code from} to a grid of elements of this. */
  public abstract void scatterAdd(int at, Grid grid, Matrix from, int fromAt);

  /** {@code this = max(this, x)}, element by element, with x alongside. */
  public abstract void maximum(Matrix x);

  /**
   * Replaces each element by what it takes of {@code from}: where it equals {@code y} all of it,
   * and zero is left there, elsewhere nothing. All of them are finite and lie alongside.
   */
  public abstract void takeWhereEqual(Matrix y, Matrix from);

  /** {@code this *= alpha}. */
  public abstract void scale(double alpha);

  /** {@code this += alpha x}, for an {@code x} of the same size. */
  public abstract void addScaled(double alpha, Matrix x);

  /** {@code this += x'}. */
  public abstract void addTransposed(Matrix x);

  /** {@code y = 1 / sqrt(y + epsilon)} for each element. */
  public abstract void inverseRoot(double epsilon);

  /** {@code this = beta this + alpha x}, with x alongside. */
  public abstract void scaleAndAdd(double beta, double alpha, Matrix x);

  /** {@code this = beta this + alpha x x}, element by element, with x alongside. */
  public abstract void scaleAndAddSquares(double beta, double alpha, Matrix x);

  /**
   * {@code this += alpha x / (sqrt(v) + epsilon)}, element by element, with x and v alongside: a
   * step of the optimizers that divide by the root of squared gradients.
   */
  public abstract void addScaledOverRoots(double alpha, Matrix x, Matrix v, double epsilon);

  /** The sum of the squares of all elements, added up in double. */
  public abstract double sumOfSquares();

  /** The inner product with an {@code x} of the same size, added up in double. */
  public abstract double dot(Matrix x);

  /** {@code this *= x}, element by element, for an {@code x} of the same size. */
  public abstract void times(Matrix x);

  /** Copies the row vector {@code row} into each row. */
  public abstract void fillRows(Matrix row);

  /** Adds the sum of all rows of {@code x} to this row vector. */
  public abstract void addColumnSums(Matrix x);

  /**
   * Adds element c of the vector {@code shifts} to channel c: with C shifts, each row is C channels
   * of {@code cols / C} elements, as an image of C x H x W is.
   */
  public abstract void addChannels(Matrix shifts);

  /** Multiplies channel c by element c of the vector {@code factors}; channels as above. */
  public abstract void scaleChannels(Matrix factors);

  /** Adds the sum of channel c over all rows of {@code x} to element c of this vector. */
  public abstract void addChannelSums(Matrix x);

  /** Adds the sum of {@code x z} in channel c over all rows to element c of this vector. */
  public abstract void addChannelProducts(Matrix x, Matrix z);

  /** {@code y = 1 / (1 + exp(-y))} for each element. */
  public abstract void sigmoid();

  /** {@code y = tanh(y)} for each element. */
  public abstract void tanh();

  /** {@code y = max(y, 0)} for each element. */
  public abstract void relu();

  /**
   * {@code this *= y (1 - y)}: through the derivative of {@link #sigmoid} at its output, alongside.
   */
  public abstract void timesSigmoidDerivative(Matrix y);

  /** {@code this *= 1 - y^2}: through the derivative of {@link #tanh} at its output, alongside. */
  public abstract void timesTanhDerivative(Matrix y);

  /** {@code this *= (y > 0)}: through the derivative of {@link #relu} at its output, alongside. */
  public abstract void timesReluDerivative(Matrix y);

  /** Replaces each row by its softmax, computed with the row's maximum subtracted. */
  public abstract void softmaxRows();

  /**
   * Cross-entropy of the softmax of each row against a class: returns the sum of {@code -w log
   * p[label]} over the rows and replaces the rows by its gradient with respect to them, {@code w (p
   * - onehot(label))}. Works on logarithms, so that a class of vanishing probability has a finite
   * loss.
   *
   * @param weights w of each row; null for 1 each. One of weight 0 counts for nothing, whatever is
   *     in it
   */
  public abstract double softmaxCrossEntropy(double[] labels, double[] weights);

  /**
   * Cross-entropy of the sigmoid of each element of this column z against the probability y of a 1:
   * returns the sum of {@code w (max(z, 0) - z y + log(1 + exp(-|z|)))} and replaces the elements
   * by its gradient with respect to them, {@code w (sigmoid(z) - y)}. Finite for every z.
   *
   * @param smoothing how far each y is moved towards 1/2: {@code y + smoothing (1/2 - y)}
   * @param weights as above
   */
  public abstract double sigmoidCrossEntropy(double[] y, double smoothing, double[] weights);

  /**
   * Squared differences of this column from another: returns the sum of {@code w (x - t)^2} and
   * replaces the elements by its gradient with respect to them, {@code 2 w (x - t)}.
   *
   * @param weights as above
   */
  public abstract double squaredError(double[] t, double[] weights);

  /** The column of the greatest element of a row, the first among equals. */
  public abstract int argmaxOfRow(int row);

  /** Whether no element is NaN or infinite. */
  public abstract boolean isFinite();

  /** {@code "[3 x 4]"}, with the sides swapped when transposed. */
  private String shape(boolean transposed) {
    return transposed ? "[" + cols + " x " + rows + "]" : toString();
  }

  @Override
  public String toString() {
    return "[" + rows + " x " + cols + "]";
  }
}
