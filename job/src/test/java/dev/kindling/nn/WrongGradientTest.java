package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck.Comparison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient check can fail: it catches every usual mistake in a backward call. */
class WrongGradientTest {

  /** A dense layer's backward pass with a mistake in it. */
  private enum Mistake {
    WRONG_SIGN {
      @Override
      void backward(Dense layer, Arguments call) {
        Matrix right = call.parameterGradient(layer);
        call.dparameters.addScaled(-1, right);
      }
    },
    NO_ACTIVATION_DERIVATIVE {
      @Override
      void backward(Dense layer, Arguments call) {
        call.run(new Dense(layer.inputs(), layer.units(), Activation.LINEAR, Initialization.HE));
      }
    },
    FORGOTTEN_BIAS {
      @Override
      void backward(Dense layer, Arguments call) {
        Matrix right = call.parameterGradient(layer);
        bias(layer, right).fill(0);
        call.dparameters.addScaled(1, right);
      }
    },
    MEAN_INSTEAD_OF_SUM_FOR_THE_BIAS {
      @Override
      void backward(Dense layer, Arguments call) {
        Matrix right = call.parameterGradient(layer);
        bias(layer, right).scale(1.0 / call.x.rows());
        call.dparameters.addScaled(1, right);
      }
    },
    WEIGHTS_NOT_TRANSPOSED_FOR_DX {
      @Override
      void backward(Dense layer, Arguments call) {
        call.run(layer); // leaves dZ in dy
        Matrix weights = call.parameters.view(0, layer.units(), layer.inputs());
        call.dx.multiply(1, call.dy, false, weights, false, 0);
      }
    },
    WRONG_SIGN_OF_DX {
      @Override
      void backward(Dense layer, Arguments call) {
        call.run(layer);
        call.dx.scale(-1);
      }
    },
    HALF_THE_WEIGHT_GRADIENT {
      @Override
      void backward(Dense layer, Arguments call) {
        Matrix right = call.parameterGradient(layer);
        right.view(0, layer.inputs(), layer.units()).scale(0.5);
        call.dparameters.addScaled(1, right);
      }
    },
    ONE_PER_MILLE_TOO_MUCH {
      @Override
      void backward(Dense layer, Arguments call) {
        call.dparameters.addScaled(1.001, call.parameterGradient(layer));
      }
    },
    OVERWRITES_INSTEAD_OF_ADDING {
      @Override
      void backward(Dense layer, Arguments call) {
        call.dparameters.copyFrom(call.parameterGradient(layer));
      }
    },
    FORGETS_THE_LAST_EXAMPLE {
      @Override
      void backward(Dense layer, Arguments call) {
        int last = call.dy.rows() - 1;
        call.dy.view(last * call.dy.cols(), 1, call.dy.cols()).fill(0);
        call.run(layer);
      }
    };

    abstract void backward(Dense layer, Arguments call);

    private static Matrix bias(Dense layer, Matrix parameters) {
      return parameters.view(layer.inputs() * layer.units(), 1, layer.units());
    }
  }

  /** The arguments of {@link Layer#backward}. */
  private record Arguments(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {

    void run(Layer layer) {
      layer.backward(parameters, x, y, dy, dx, dparameters, pass);
    }

    /** Runs the layer, but returns the gradient of its parameters instead of adding it. */
    Matrix parameterGradient(Layer layer) {
      Matrix gradient = parameters.precision().vector(parameters.size());
      layer.backward(parameters, x, y, dy, dx, gradient, pass);
      return gradient;
    }
  }

  private record Broken(Dense right, Mistake mistake) implements Layer {
    @Override
    public String kind() {
      return "broken";
    }

    @Override
    public Map<String, Object> options() {
      return Map.of();
    }

    @Override
    public Shape inputShape() {
      return right.inputShape();
    }

    @Override
    public Shape outputShape() {
      return right.outputShape();
    }

    @Override
    public List<Parameter> parameters() {
      return right.parameters();
    }

    @Override
    public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
      right.forward(parameters, x, y, pass);
    }

    @Override
    public void backward(
        Matrix parameters,
        Matrix x,
        Matrix y,
        Matrix dy,
        Matrix dx,
        Matrix dparameters,
        Pass pass) {
      mistake.backward(right, new Arguments(parameters, x, y, dy, dx, dparameters, pass));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isCaughtAndNotTakenForAKink(Mistake mistake) {
    for (Activation activation : List.of(Activation.SIGMOID, Activation.TANH, Activation.RELU)) {
      for (Loss loss : Loss.values()) {
        for (long seed = 0; seed < 2; seed++) {
          List<Comparison> entries = check(loss, activation, mistake, seed);
          assertFalse(entries.stream().allMatch(Comparison::holds), activation::toString);
          assertFalse(entries.stream().anyMatch(Comparison::kink), activation::toString);
        }
      }
    }
  }

  @Test
  void whatIsNotBrokenHolds() {
    for (long seed = 0; seed < 5; seed++) {
      List<Comparison> entries = check(Loss.SOFTMAX_CROSS_ENTROPY, Activation.RELU, null, seed);
      assertTrue(entries.stream().allMatch(Comparison::holds), entries::toString);
    }
  }

  /** Compares all gradients of a network whose middle layer has the mistake. */
  private static List<Comparison> check(
      Loss loss, Activation activation, Mistake mistake, long seed) {
    Dense middle = new Dense(5, 5, activation, Initialization.XAVIER);
    int outputs = loss.fits(1) ? 1 : 4;
    List<Layer> layers =
        List.of(
            new Dense(3, 5, activation, Initialization.XAVIER),
            mistake == null ? middle : new Broken(middle, mistake),
            new Dense(5, outputs, Activation.LINEAR, Initialization.XAVIER));
    Network network = new Network(Shape.of(3), layers, loss);
    Matrix x = Matrices.random(Precision.DOUBLE, 6, 3, seed);
    GradientCheck check =
        new GradientCheck(
            network,
            Batches.parameters(network, Precision.DOUBLE, seed),
            x,
            Batches.labels(6, Math.max(2, outputs), seed));
    return GradientCheckTest.compareAll(check, network.parameterCount(), x.size());
  }
}
