package dev.kindling.nn;

import dev.kindling.linalg.Matrix;

/** An elementwise function at the end of a layer. Its derivative is taken from its output. */
public enum Activation {
  /** {@code y = x}. */
  LINEAR {
    @Override
    public void apply(Matrix y) {}

    @Override
    public void backward(Matrix y, Matrix dy) {}
  },
  /** {@code y = 1 / (1 + exp(-x))}, {@code y' = y (1 - y)}. */
  SIGMOID {
    @Override
    public void apply(Matrix y) {
      y.sigmoid();
    }

    @Override
    public void backward(Matrix y, Matrix dy) {
      dy.timesSigmoidDerivative(y);
    }
  },
  /** {@code y = tanh(x)}, {@code y' = 1 - y^2}. */
  TANH {
    @Override
    public void apply(Matrix y) {
      y.tanh();
    }

    @Override
    public void backward(Matrix y, Matrix dy) {
      dy.timesTanhDerivative(y);
    }
  },
  /** {@code y = max(x, 0)}, {@code y' = 1 where y > 0, else 0}. */
  RELU {
    @Override
    public void apply(Matrix y) {
      y.relu();
    }

    @Override
    public void backward(Matrix y, Matrix dy) {
      dy.timesReluDerivative(y);
    }
  };

  /** Turns pre-activations into activations, in place. */
  public abstract void apply(Matrix y);

  /** Turns the gradient of the activations {@code y} into that of the pre-activations, in place. */
  public abstract void backward(Matrix y, Matrix dy);
}
