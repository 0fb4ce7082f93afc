package dev.kindling.optim;

import static dev.kindling.linalg.Matrices.row;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LbfgsTest {
  private static final Lbfgs LBFGS = new Lbfgs(5, 0, 1e-8);

  /** A point that was evaluated. */
  private record Point(Matrix at, double loss, Matrix gradient) implements Lbfgs.Evaluation {}

  /** A run to the end: where it came to, each accepted point, and how many were evaluated. */
  private static final class Run {
    final Matrix parameters;
    final OptimizerState state;
    final List<Point> accepted = new ArrayList<>();
    int evaluations;

    Run(Lbfgs lbfgs, Function<Matrix, Point> function, double... from) {
      this(lbfgs, function, row(Precision.DOUBLE, from), 1000);
    }

    Run(Lbfgs lbfgs, Function<Matrix, Point> function, Matrix from, int most) {
      parameters = from.copy();
      state = lbfgs.initialState(parameters);
      Function<Matrix, Point> counted =
          at -> {
            evaluations++;
            return function.apply(at);
          };
      accepted.add(counted.apply(parameters.copy()));
      while (!lbfgs.converged(last()) && accepted.size() <= most) {
        Point end = lbfgs.iterate(parameters, last(), state, counted);
        if (end == last()) {
          break;
        }
        accepted.add(end);
      }
    }

    Point last() {
      return accepted.get(accepted.size() - 1);
    }
  }

  /** {@code 100 (y - x^2)^2 + (1 - x)^2}, whose minimum is 0 at (1, 1). */
  private static Point rosenbrock(Matrix at) {
    double x = at.get(0);
    double y = at.get(1);
    double valley = y - x * x;
    return new Point(
        at,
        100 * valley * valley + (1 - x) * (1 - x),
        row(at.precision(), -400 * x * valley - 2 * (1 - x), 200 * valley));
  }

  /** {@code sum of c_i (x_i - m_i)^2 / 2} */
  private static Function<Matrix, Point> quadratic(double[] curvature, double[] minimum) {
    return at -> {
      Matrix gradient = at.precision().vector(at.size());
      double loss = 0;
      for (int i = 0; i < at.size(); i++) {
        double d = at.get(i) - minimum[i];
        loss += curvature[i] * d * d / 2;
        gradient.set(i, curvature[i] * d);
      }
      return new Point(at, loss, gradient);
    };
  }

  @Test
  void theValleyOfRosenbrockIsFollowedToItsMinimum() {
    Run run = new Run(LBFGS, LbfgsTest::rosenbrock, -1.2, 1);
    assertTrue(LBFGS.converged(run.last()));
    assertArrayEquals(new double[] {1, 1}, values(run.parameters), 1e-8);
    // SciPy's L-BFGS-B with as long a history takes 40 iterations and 49 evaluations.
    assertTrue(run.state.step() < 60, run.state.step() + " iterations");
    assertTrue(run.evaluations < 80, run.evaluations + " evaluations");
  }

  @Property(tries = 50)
  void aQuadraticIsMinimisedWhateverItsCurvatures(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] curvature = random.doubles(size, -2, 2).map(e -> Math.pow(10, e)).toArray();
    double[] minimum = random.doubles(size, -5, 5).toArray();
    Run run = new Run(new Lbfgs(10, 0, 1e-7), quadratic(curvature, minimum), new double[size]);
    assertArrayEquals(minimum, values(run.parameters), 1e-4);
  }

  @Test
  void everyStepMeetsTheStrongWolfeConditions() {
    Run run = new Run(LBFGS, LbfgsTest::rosenbrock, -1.2, 1);
    for (int k = 1; k < run.accepted.size(); k++) {
      Point before = run.accepted.get(k - 1);
      Point after = run.accepted.get(k);
      Matrix step = after.at.copy();
      step.addScaled(-1, before.at);
      double slope = before.gradient.dot(step);
      assertTrue(slope < 0, "step " + k + " climbs");
      assertTrue(after.loss <= before.loss + 1e-4 * slope, "step " + k + " is not lower enough");
      assertTrue(Math.abs(after.gradient.dot(step)) <= -0.9 * slope, "step " + k + " is steep");
      Matrix change = after.gradient.copy();
      change.addScaled(-1, before.gradient);
      assertTrue(step.dot(change) > 0, "step " + k + " has no positive curvature");
    }
  }

  @Test
  void theLatestPairsAreRemembered() {
    Run run = new Run(LBFGS, LbfgsTest::rosenbrock, -1.2, 1);
    int last = run.accepted.size() - 1;
    for (int age = 0; age < 5; age++) {
      Matrix step = run.accepted.get(last - age).at.copy();
      step.addScaled(-1, run.accepted.get(last - age - 1).at);
      Matrix change = run.accepted.get(last - age).gradient.copy();
      change.addScaled(-1, run.accepted.get(last - age - 1).gradient);
      assertArrayEquals(values(step), values(run.state.vectors().get(4 - age)), 1e-12);
      assertArrayEquals(values(change), values(run.state.vectors().get(9 - age)), 1e-12);
    }
  }

  /** On a quadratic one pair knows the curvature along its step: of one dimension, all of it. */
  @Test
  void aPairOfOneDimensionGivesNewtonsStep() {
    Run run = new Run(LBFGS, quadratic(new double[] {4}, new double[] {3}), 0);
    assertEquals(2, run.state.step());
    assertEquals(3, run.parameters.get(0), 1e-12);
  }

  /** {@code -x} for x below 3 and {@code x - 6} from there: a kink in which no slope is flat. */
  private static Point kink(Matrix at) {
    double x = at.get(0);
    return new Point(at, Math.abs(x - 3) - 3, row(at.precision(), x < 3 ? -1 : 1));
  }

  @Test
  void wherePhiHasAKinkTheLowestPointThatWasFoundCounts() {
    Run run = new Run(LBFGS, LbfgsTest::kink, 0);
    assertEquals(3, run.parameters.get(0), 1e-4);
    for (int k = 1; k < run.accepted.size(); k++) {
      assertTrue(run.accepted.get(k).loss < run.accepted.get(k - 1).loss);
    }
  }

  /** Concave, so that the search runs on until its evaluations are used up. */
  @Test
  void aStepWithoutPositiveCurvatureIsTakenButNotRemembered() {
    Function<Matrix, Point> concave =
        at -> {
          double x = at.get(0);
          return new Point(at, -x * x / 2, row(at.precision(), -x));
        };
    Run run = new Run(LBFGS, concave, row(Precision.DOUBLE, 1), 1);
    assertEquals(1, run.state.step());
    assertTrue(run.parameters.get(0) > 1000, "the step was not taken");
    run.state.vectors().forEach(vector -> assertEquals(0, vector.sumOfSquares()));
  }

  /** The gradient of another function, so that the loss rises wherever it says that it falls. */
  @Test
  void aSearchThatFindsNothingLowerLeavesAllAsItWas() {
    Function<Matrix, Point> wrong =
        at -> {
          Point right = rosenbrock(at);
          right.gradient.scale(-1);
          return right;
        };
    Matrix parameters = row(Precision.DOUBLE, -1.2, 1);
    OptimizerState state = LBFGS.initialState(parameters);
    Point start = wrong.apply(parameters.copy());
    int[] evaluations = {0};
    Point end =
        LBFGS.iterate(
            parameters,
            start,
            state,
            at -> {
              evaluations[0]++;
              return wrong.apply(at);
            });
    assertSame(start, end);
    assertArrayEquals(new double[] {-1.2, 1}, values(parameters));
    assertEquals(0, state.step());
    assertTrue(evaluations[0] <= 20, evaluations[0] + " evaluations");
  }

  @Test
  void whereALossIsNotANumberTheStepIsShorter() {
    // The first step, of length 1, is beyond a wall at 0.5.
    Function<Matrix, Point> walled =
        at -> {
          double x = at.get(0);
          return x < 0.5
              ? new Point(at, (x - 0.4) * (x - 0.4), row(at.precision(), 2 * (x - 0.4)))
              : new Point(at, Double.NaN, row(at.precision(), Double.NaN));
        };
    Run run = new Run(LBFGS, walled, 0.1);
    assertEquals(0.4, run.parameters.get(0), 1e-8);
  }

  /** As where a sum overflows in float although the loss, which is computed apart, does not. */
  @Test
  void whereAGradientIsNotFiniteTheStepIsShorter() {
    for (double overflow : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Function<Matrix, Point> walled =
          at -> {
            double d = at.get(0) - 0.4;
            return new Point(at, d * d, row(at.precision(), d < 0.1 ? 2 * d : overflow));
          };
      Run run = new Run(LBFGS, walled, -0.2);
      assertEquals(0.4, run.parameters.get(0), 1e-8);
    }
  }

  /**
   * In float a loss of 1 is known to 6e-8; a search for less would be one among rounding errors.
   */
  @Test
  void aSearchEndsWhereTheLossIsLostInRounding() {
    Function<Matrix, Point> function =
        at -> {
          double x = at.get(0);
          return new Point(at, (float) (1 + x * x / 2), row(at.precision(), x));
        };
    Run run = new Run(new Lbfgs(5, 0, 0), function, row(Precision.FLOAT, 1e-4), 100);
    assertTrue(run.evaluations < 10, run.evaluations + " evaluations");
  }

  @Test
  void aHistoryThatRoundingHasSpoiltIsPassedOver() {
    Matrix parameters = row(Precision.FLOAT, -1.2, 1);
    OptimizerState state = LBFGS.initialState(parameters);
    state.vectors().get(4).fill(1e-30);
    state.vectors().get(9).fill(1e-30);
    state.vectors().get(9).set(0, 1e38);
    Point start = rosenbrock(parameters.copy());
    Point end = LBFGS.iterate(parameters, start, state, LbfgsTest::rosenbrock);
    assertNotSame(start, end);
    assertTrue(end.loss < start.loss);
  }
}
