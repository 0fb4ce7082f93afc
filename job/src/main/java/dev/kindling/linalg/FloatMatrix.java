package dev.kindling.linalg;

import java.util.Arrays;

/** A {@link Matrix} of float. DoubleMatrix is generated from this file; see the package comment. */
public final class FloatMatrix extends Matrix {
  private static final long serialVersionUID = 1;

  private final float[] data;

  private FloatMatrix(float[] data, int offset, int rows, int cols) {
    super(data.length, offset, rows, cols);
    this.data = data;
  }

  public static FloatMatrix zeros(int rows, int cols) {
    return new FloatMatrix(new float[Math.multiplyExact(rows, cols)], 0, rows, cols);
  }

  /** The {@code [rows x cols]} view of an array, which it shares. */
  public static FloatMatrix of(float[] data, int rows, int cols) {
    return new FloatMatrix(data, 0, rows, cols);
  }

  /** The array under this view; the view's first element is at {@link #start}. */
  public float[] array() {
    return data;
  }

  /** Where in {@link #array} the view starts. */
  public int start() {
    return offset;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  @Override
  public FloatMatrix view(int from, int rows, int cols) {
    return new FloatMatrix(data, offset + from, rows, cols);
  }

  @Override
  public double get(int i) {
    return data[offset + i];
  }

  @Override
  public void set(int i, double value) {
    data[offset + i] = (float) value;
  }

  @Override
  public void setBytes(int at, byte[] from, int fromAt, int count, double shift, double scale) {
    for (int i = 0; i < count; i++) {
      data[offset + at + i] = (float) (((from[fromAt + i] & 0xff) - shift) * scale);
    }
  }

  @Override
  void gemm(
      int m, int n, int k, double alpha, Matrix a, boolean ta, Matrix b, boolean tb, double beta) {
    if (m == 0 || n == 0) {
      return;
    }
    if (beta == 0) {
      fill(0); // OpenBLAS takes several times as long for it
    }
    // Row-major C = A B is column-major C' = B' A': the operands change places, nothing is copied.
    Blas.get()
        .sgemm(
            tb,
            ta,
            n,
            m,
            k,
            (float) alpha,
            ((FloatMatrix) b).data,
            b.offset,
            Math.max(1, b.cols),
            ((FloatMatrix) a).data,
            a.offset,
            Math.max(1, a.cols),
            beta == 0 ? 1 : (float) beta,
            data,
            offset,
            n);
  }

  @Override
  public void fill(double value) {
    Arrays.fill(data, offset, offset + size(), (float) value);
  }

  @Override
  public void copyRange(int at, Matrix from, int fromAt, int count) {
    System.arraycopy(((FloatMatrix) from).data, from.offset + fromAt, data, offset + at, count);
  }

  @Override
  public void gather(int at, Matrix from, int fromAt, Grid grid) {
    float[] source = ((FloatMatrix) from).data;
    int start = offset + at;
    int corner = from.offset + fromAt;
    for (int r = 0; r < grid.rows(); r++) {
      int near = start + r * grid.cols();
      int far = corner + r * grid.down();
      if (grid.across() == 1) {
        System.arraycopy(source, far, data, near, grid.cols());
        continue;
      }
      for (int c = 0, i = far; c < grid.cols(); c++, i += grid.across()) {
        data[near + c] = source[i];
      }
    }
  }

  @Override
  public void scatter(int at, Grid grid, Matrix from, int fromAt) {
    float[] source = ((FloatMatrix) from).data;
    int start = from.offset + fromAt;
    int corner = offset + at;
    for (int r = 0; r < grid.rows(); r++) {
      int near = start + r * grid.cols();
      int far = corner + r * grid.down();
      if (grid.across() == 1) {
        System.arraycopy(source, near, data, far, grid.cols());
        continue;
      }
      for (int c = 0, i = far; c < grid.cols(); c++, i += grid.across()) {
        data[i] = source[near + c];
      }
    }
  }

  @Override
  public void scatterAdd(int at, Grid grid, Matrix from, int fromAt) {
    float[] source = ((FloatMatrix) from).data;
    int start = from.offset + fromAt;
    int corner = offset + at;
    for (int r = 0; r < grid.rows(); r++) {
      int near = start + r * grid.cols();
      int far = corner + r * grid.down();
      for (int c = 0, i = far; c < grid.cols(); c++, i += grid.across()) {
        data[i] += source[near + c];
      }
    }
  }

  @Override
  public void maximum(Matrix x) {
    float[] other = alongside(x);
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = Math.max(data[i], other[i]);
    }
  }

  @Override
  public void takeWhereEqual(Matrix y, Matrix from) {
    float[] equal = alongside(y);
    float[] left = alongside(from);
    for (int i = offset, end = offset + size(); i < end; i++) {
      float taken = Elementary.ifEqual(data[i], equal[i], left[i]);
      data[i] = taken;
      left[i] -= taken;
    }
  }

  private float[] alongside(Matrix x) {
    if (x.offset != offset) {
      throw new IllegalArgumentException(
          "views do not lie alongside: one starts at " + offset + ", the other at " + x.offset);
    }
    return ((FloatMatrix) x).data;
  }

  @Override
  public void scale(double alpha) {
    float factor = (float) alpha;
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] *= factor;
    }
  }

  @Override
  public void addScaled(double alpha, Matrix x) {
    float[] from = ((FloatMatrix) x).data;
    int shift = x.offset - offset;
    float factor = (float) alpha;
    if (shift == 0) { // the usual case, and several times as fast: C2 vectorises it
      for (int i = offset, end = offset + size(); i < end; i++) {
        data[i] += factor * from[i];
      }
    } else {
      for (int i = offset, end = offset + size(); i < end; i++) {
        data[i] += factor * from[i + shift];
      }
    }
  }

  @Override
  public void addTransposed(Matrix x) {
    float[] from = ((FloatMatrix) x).data;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        data[offset + r * cols + c] += from[x.offset + c * rows + r];
      }
    }
  }

  @Override
  public void inverseRoot(double epsilon) {
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = (float) (1 / Math.sqrt(data[i] + epsilon));
    }
  }

  @Override
  public void scaleAndAdd(double beta, double alpha, Matrix x) {
    float[] from = alongside(x);
    float kept = (float) beta;
    float factor = (float) alpha;
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = kept * data[i] + factor * from[i];
    }
  }

  @Override
  public void scaleAndAddSquares(double beta, double alpha, Matrix x) {
    float[] from = alongside(x);
    float kept = (float) beta;
    float factor = (float) alpha;
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = kept * data[i] + factor * from[i] * from[i];
    }
  }

  @Override
  public void addScaledOverRoots(double alpha, Matrix x, Matrix v, double epsilon) {
    float[] numerator = alongside(x);
    float[] squares = alongside(v);
    float factor = (float) alpha;
    float least = (float) epsilon;
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] += factor * numerator[i] / ((float) Math.sqrt(squares[i]) + least);
    }
  }

  @Override
  public double sumOfSquares() {
    double sum = 0;
    for (int i = offset, end = offset + size(); i < end; i++) {
      sum += (double) data[i] * data[i];
    }
    return sum;
  }

  @Override
  public double dot(Matrix x) {
    float[] from = ((FloatMatrix) x).data;
    int shift = x.offset - offset;
    double sum = 0;
    for (int i = offset, end = offset + size(); i < end; i++) {
      sum += (double) data[i] * from[i + shift];
    }
    return sum;
  }

  @Override
  public void times(Matrix x) {
    float[] from = ((FloatMatrix) x).data;
    int shift = x.offset - offset;
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] *= from[i + shift];
    }
  }

  @Override
  public void fillRows(Matrix row) {
    for (int r = 0; r < rows; r++) {
      copyRange(r * cols, row, 0, cols);
    }
  }

  @Override
  public void addColumnSums(Matrix x) {
    // Copies of their own, three times as fast: loops are vectorised where one index serves all.
    float[] sums = new float[cols];
    float[] row = new float[cols];
    System.arraycopy(data, offset, sums, 0, cols);
    for (int r = 0; r < x.rows; r++) {
      System.arraycopy(((FloatMatrix) x).data, x.offset + r * cols, row, 0, cols);
      for (int i = 0; i < row.length; i++) {
        sums[i] += row[i];
      }
    }
    System.arraycopy(sums, 0, data, offset, cols);
  }

  @Override
  public void addChannels(Matrix shifts) {
    float[] added = ((FloatMatrix) shifts).data;
    int width = cols / shifts.size();
    for (int at = offset, end = offset + size(), c = 0; at < end; at += width) {
      float shift = added[shifts.offset + c];
      for (int i = at; i < at + width; i++) {
        data[i] += shift;
      }
      c = c + 1 == shifts.size() ? 0 : c + 1;
    }
  }

  @Override
  public void scaleChannels(Matrix factors) {
    float[] scales = ((FloatMatrix) factors).data;
    int width = cols / factors.size();
    for (int at = offset, end = offset + size(), c = 0; at < end; at += width) {
      float factor = scales[factors.offset + c];
      for (int i = at; i < at + width; i++) {
        data[i] *= factor;
      }
      c = c + 1 == factors.size() ? 0 : c + 1;
    }
  }

  @Override
  public void addChannelSums(Matrix x) {
    float[] from = ((FloatMatrix) x).data;
    int width = x.cols / size();
    for (int at = x.offset, end = x.offset + x.size(), c = 0; at < end; at += width) {
      // Two sums that do not wait for each other.
      double even = 0;
      double odd = 0;
      int i = at;
      for (; i + 1 < at + width; i += 2) {
        even += from[i];
        odd += from[i + 1];
      }
      if (i < at + width) {
        even += from[i];
      }
      data[offset + c] += (float) (even + odd);
      c = c + 1 == size() ? 0 : c + 1;
    }
  }

  @Override
  public void addChannelProducts(Matrix x, Matrix z) {
    float[] from = ((FloatMatrix) x).data;
    float[] other = ((FloatMatrix) z).data;
    int shift = z.offset - x.offset;
    int width = x.cols / size();
    for (int at = x.offset, end = x.offset + x.size(), c = 0; at < end; at += width) {
      double sum = 0;
      for (int i = at; i < at + width; i++) {
        sum += (double) from[i] * other[i + shift];
      }
      data[offset + c] += (float) sum;
      c = c + 1 == size() ? 0 : c + 1;
    }
  }

  @Override
  public void sigmoid() {
    Elementary.sigmoid(data, offset, offset + size());
  }

  @Override
  public void tanh() {
    Elementary.tanh(data, offset, offset + size());
  }

  @Override
  public void relu() {
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = Math.max(data[i], 0);
    }
  }

  @Override
  public void timesSigmoidDerivative(Matrix y) {
    float[] out = alongside(y);
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] *= out[i] * (1 - out[i]);
    }
  }

  @Override
  public void timesTanhDerivative(Matrix y) {
    float[] out = alongside(y);
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] *= 1 - out[i] * out[i];
    }
  }

  @Override
  public void timesReluDerivative(Matrix y) {
    float[] out = alongside(y);
    for (int i = offset, end = offset + size(); i < end; i++) {
      data[i] = Elementary.ifPositive(out[i], data[i]);
    }
  }

  @Override
  public void softmaxRows() {
    for (int r = 0; r < rows; r++) {
      subtractMaximum(offset + r * cols);
    }
    Elementary.exp(data, offset, offset + size());
    for (int r = 0; r < rows; r++) {
      normalize(offset + r * cols);
    }
  }

  @Override
  public double softmaxCrossEntropy(double[] labels, double[] weights) {
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      int at = offset + r * cols;
      double own = data[at + (int) labels[r]];
      double above = subtractMaximum(at) - own;
      if (weight(weights, r) != 0) { // alone: a large maximum costs the logarithm no digits
        loss += weight(weights, r) * above;
      }
    }
    Elementary.exp(data, offset, offset + size());
    for (int r = 0; r < rows; r++) {
      int at = offset + r * cols;
      double weight = weight(weights, r);
      double sum = normalize(at);
      data[at + (int) labels[r]] -= 1;
      if (weight != 0) {
        loss += weight * StrictMath.log(sum);
      }
      scaleRow(at, weight);
    }
    return loss;
  }

  @Override
  public double sigmoidCrossEntropy(double[] y, double smoothing, double[] weights) {
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      double weight = weight(weights, r);
      if (weight != 0) {
        double z = data[offset + r];
        double own = y[r] + smoothing * (0.5 - y[r]);
        loss +=
            weight * (Math.max(z, 0) - z * own + StrictMath.log1p(StrictMath.exp(-Math.abs(z))));
      }
    }
    sigmoid();
    for (int r = 0; r < rows; r++) {
      data[offset + r] = (float) (data[offset + r] - (y[r] + smoothing * (0.5 - y[r])));
      scaleRow(offset + r, weight(weights, r));
    }
    return loss;
  }

  @Override
  public double squaredError(double[] t, double[] weights) {
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      double weight = weight(weights, r);
      double difference = data[offset + r] - t[r];
      if (weight != 0) {
        loss += weight * (difference * difference);
      }
      data[offset + r] = (float) (2 * difference);
      scaleRow(offset + r, weight);
    }
    return loss;
  }

  private static double weight(double[] weights, int row) {
    return weights == null ? 1 : weights[row];
  }

  /** Multiplies the row at {@code at}; by 0, whatever is in it. */
  private void scaleRow(int at, double weight) {
    if (weight == 0) {
      Arrays.fill(data, at, at + cols, 0);
    } else if (weight != 1) {
      float factor = (float) weight;
      for (int i = at; i < at + cols; i++) {
        data[i] *= factor;
      }
    }
  }

  /** Subtracts the greatest element of the row at {@code at} from all of it, and returns it. */
  private double subtractMaximum(int at) {
    float max = data[at];
    for (int i = at + 1; i < at + cols; i++) {
      max = Math.max(max, data[i]);
    }
    for (int i = at; i < at + cols; i++) {
      data[i] -= max;
    }
    return max;
  }

  /** Divides the row at {@code at} by its sum, and returns the sum. */
  private double normalize(int at) {
    float sum = 0;
    for (int i = at; i < at + cols; i++) {
      sum += data[i];
    }
    for (int i = at; i < at + cols; i++) {
      data[i] /= sum;
    }
    return sum;
  }

  @Override
  public int argmaxOfRow(int row) {
    int at = offset + row * cols;
    int best = 0;
    for (int c = 1; c < cols; c++) {
      if (data[at + c] > data[at + best]) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public boolean isFinite() {
    // One NaN or infinity makes the sum of all x * 0 a NaN; the loop has no branch to stop at, and
    // four sums that do not wait for each other.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = offset;
    int end = offset + size();
    for (; i + 3 < end; i += 4) {
      a += data[i] * 0;
      b += data[i + 1] * 0;
      c += data[i + 2] * 0;
      d += data[i + 3] * 0;
    }
    for (; i < end; i++) {
      a += data[i] * 0;
    }
    return a + b + c + d == 0;
  }
}
