package dev.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerConfigTest {

  private static Optimizer read(String yaml) {
    Section root = Section.parse("x.yaml", "training: {optimizer: " + yaml + "}");
    Optimizer optimizer = OptimizerConfig.read(root.section("training"));
    root.done();
    return optimizer;
  }

  static Stream<Arguments> optimizers() {
    return Stream.of(
        Arguments.of("{sgd: {learning_rate: 0.1}}", new Sgd(0.1, 0, false, 0)),
        Arguments.of(
            "{sgd: {learning_rate: 1, momentum: 0.9, nesterov: true, weight_decay: 0.01}}",
            new Sgd(1, 0.9, true, 0.01)),
        Arguments.of("adam", new Adam(0.001, 0.9, 0.999, 1e-8, 0, false)),
        Arguments.of("adamw", new Adam(0.001, 0.9, 0.999, 1e-8, 0.01, true)),
        Arguments.of(
            "{adamw: {learning_rate: 1, beta1: 0.1, beta2: 0.2, epsilon: 0.3, weight_decay: 4}}",
            new Adam(1, 0.1, 0.2, 0.3, 4, true)),
        Arguments.of("rmsprop", new RmsProp(0.001, 0.9, 1e-8, 0)),
        Arguments.of(
            "{rmsprop: {learning_rate: 1, rho: 0.5, epsilon: 0.1, weight_decay: 2}}",
            new RmsProp(1, 0.5, 0.1, 2)),
        Arguments.of("lbfgs", new Lbfgs(10, 0, 1e-4)),
        Arguments.of(
            "{lbfgs: {history: 3, weight_decay: 2, gradient_tolerance: 0}}", new Lbfgs(3, 2, 0)),
        Arguments.of("adagrad", new Adagrad(0.01, 1e-10, 0)),
        Arguments.of(
            "{adagrad: {learning_rate: 1, epsilon: 0.1, weight_decay: 2}}",
            new Adagrad(1, 0.1, 2)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerIsRead(String yaml, Optimizer expected) {
    assertEquals(expected, read(yaml));
  }

  @Test
  void theOuterOptimizerIsSgdWithNesterovsMomentum() {
    Section root = Section.parse("x.yaml", "training: {outer_optimizer: {}}");
    assertEquals(new Sgd(0.7, 0.9, true, 0), OptimizerConfig.readOuter(root.section("training")));
    assertNull(OptimizerConfig.readOuter(root));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          adm                                        | training.optimizer is "adm" but must be one of sgd, adam, adamw, rmsprop, adagrad, lbfgs; did you mean adam?
          sgd                                        | training.optimizer.sgd.learning_rate is missing (must be a number above 0)
          {sgd: {learning_rate: 1, nesterov: true}}  | training.optimizer.sgd.nesterov is true but needs a momentum above 0
          {adam: {beta2: 1}}                         | training.optimizer.adam.beta2 is 1 but must be a number of at least 0 and below 1
          {lbfgs: {history: 0}}                      | training.optimizer.lbfgs.history is 0 but must be a whole number from 1 to 1000
          {lbfgs: {learning_rate: 1}}                | unknown key training.optimizer.lbfgs.learning_rate
          {adam: {momentum: 0.9}}                    | unknown key training.optimizer.adam.momentum
          {adagrad: {weight_decay: -1}}              | training.optimizer.adagrad.weight_decay is -1 but must be a number of at least 0
          """)
  void aWrongOptimizerIsRefused(String yaml, String message) {
    String actual = assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
    String start = "x.yaml: " + message;
    assertEquals(start, actual.substring(0, Math.min(start.length(), actual.length())));
  }

  /** Whatever the gradient, Adam's first step has the length of the rate in each parameter. */
  @Test
  void adamsFirstStepIsTheRate() {
    Matrix parameters = Precision.DOUBLE.vector(2);
    Matrix gradient = parameters.copy();
    gradient.set(0, 1e-3);
    gradient.set(1, -50);
    Adam adam = new Adam(0.1, 0.9, 0.999, 1e-12, 0, false);
    OptimizerState state = adam.initialState(parameters);
    state.advance(1);
    adam.step(parameters, gradient, state, 0.1);
    assertEquals(-0.1, parameters.get(0), 1e-9);
    assertEquals(0.1, parameters.get(1), 1e-9);
  }
}
