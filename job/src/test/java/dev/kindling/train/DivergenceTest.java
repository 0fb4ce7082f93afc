package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.optim.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  private static final String ADVICE =
      "; the learning rate is 0.5: lower it (training.optimizer) or see that the features are"
          + " scaled (data.features or data.columns: standardize)";
  private static final Network NETWORK = Runs.read("conf/digits.yaml").network();

  private static Divergence at(int from, int to) {
    return Divergence.at(
        NETWORK, 3, from, to, new LearningRate(0.5, new Schedule.Constant(), 23, 20));
  }

  private static Matrix gradient(double value) {
    Matrix gradient = Precision.FLOAT.vector(2);
    gradient.set(1, value);
    return gradient;
  }

  @Test
  void aGradientThatIsNotFiniteIsCaughtBeforeItChangesTheParametersAndItsPlaceIsAskedFor() {
    var e =
        assertThrows(
            DivergedException.class,
            () -> at(16, 17).check(2, gradient(Double.NaN), () -> "and somewhere"));
    assertEquals(
        "training diverged in epoch 3, step 17: the loss sum is 2.0 and somewhere" + ADVICE,
        e.getMessage());
    e =
        assertThrows(
            DivergedException.class,
            () -> at(16, 17).check(Double.POSITIVE_INFINITY, gradient(1), () -> ""));
    assertEquals(
        "training diverged in epoch 3, step 17: the loss sum is Infinity and the sum over the"
            + " examples overflows"
            + ADVICE,
        e.getMessage());
  }

  @Test
  void ofNumbersTheLabelsMayWantScalingToo() {
    for (String last : List.of("", ", denormalize")) {
      Network numbers =
          Runs.read(
                  "conf/digits.yaml",
                  "training.loss=mean_squared_error",
                  "data.stratify=false",
                  "network.layers=[dense: {units: 1}" + last + "]")
              .network();
      LearningRate rate = new LearningRate(0.5, new Schedule.Constant(), 23, 20);
      Divergence divergence = Divergence.at(numbers, 3, 16, 17, rate);
      var e =
          assertThrows(
              DivergedException.class, () -> divergence.check(2, gradient(Double.NaN), () -> "x"));
      assertEquals(
          "training diverged in epoch 3, step 17: the loss sum is 2.0 x"
              + ADVICE
              + (last.isEmpty() ? " and the labels (a last layer denormalize)" : ""),
          e.getMessage());
    }
  }

  @Test
  void theFirstTensorThatIsNotFiniteIsNamed() {
    Matrix parameters = NETWORK.initialize(Precision.FLOAT, 1);
    at(0, 8).check(1, NETWORK, parameters);
    parameters.set(64 * 64 + 3, Float.POSITIVE_INFINITY);
    parameters.set(parameters.size() - 1, Float.NaN);
    var e = assertThrows(DivergedException.class, () -> at(0, 8).check(1.5, NETWORK, parameters));
    assertEquals(
        "training diverged in epoch 3, steps 1 to 8: the loss sum is 1.5 but layer1.b is not finite"
            + " after the update"
            + ADVICE,
        e.getMessage());
  }

  @Test
  void whatIsFiniteAsksNothing() {
    at(0, 1)
        .check(
            2,
            gradient(1),
            () -> {
              throw new AssertionError("asked");
            });
  }

  @Test
  void withoutALearningRateNoneIsToBeLowered() {
    var e =
        assertThrows(
            DivergedException.class,
            () ->
                Divergence.at(NETWORK, 1, 0, 1)
                    .check(Double.NaN, gradient(1), () -> "and somewhere"));
    assertEquals(
        "training diverged in epoch 1, step 1: the loss sum is NaN and somewhere; see that"
            + " the features are scaled (data.features or data.columns: standardize)",
        e.getMessage());
  }

  @Test
  void ofStepsOfAPartitionsOwnTheFirstIsNamed() {
    Matrix parameters = NETWORK.initialize(Precision.FLOAT, 1);
    parameters.set(0, Float.NaN);
    var e =
        assertThrows(
            DivergedException.class,
            () ->
                at(0, 8)
                    .check(Double.NaN, NETWORK, parameters, () -> "first in partition 2, step 5"));
    assertEquals(
        "training diverged in epoch 3, steps 1 to 8: the loss sum is NaN and layer1.W is not finite"
            + " after the update, first in partition 2, step 5"
            + ADVICE,
        e.getMessage());
  }

  @Test
  void aRateThatWasHalvedAsOftenAsItMayIsSaid() {
    DivergedException e = new DivergedException("training diverged");
    assertEquals(e, OnDivergence.STOP.endOf(e));
    assertEquals(
        "training diverged; the learning rate was halved 5 times before (training.on_divergence),"
            + " which did not help",
        OnDivergence.HALVE_RATE.endOf(e).getMessage());
  }
}
