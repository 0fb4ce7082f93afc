package dev.kindling.linalg;

/** The number format of a computation: float to train, double to check. */
public enum Precision {
  FLOAT(Float.BYTES, 0x1p-24) {
    @Override
    public Matrix zeros(int rows, int cols) {
      return FloatMatrix.zeros(rows, cols);
    }
  },
  DOUBLE(Double.BYTES, 0x1p-53) {
    @Override
    public Matrix zeros(int rows, int cols) {
      return DoubleMatrix.zeros(rows, cols);
    }
  };

  private final int bytes;
  private final double roundoff;

  Precision(int bytes, double roundoff) {
    this.bytes = bytes;
    this.roundoff = roundoff;
  }

  /** A new matrix of zeros, {@code [rows x cols]}. */
  public abstract Matrix zeros(int rows, int cols);

  /** A new row vector of zeros, {@code [1 x size]}. */
  public Matrix vector(int size) {
    return zeros(1, size);
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The greatest relative error of rounding to such a number. */
  public double roundoff() {
    return roundoff;
  }
}
