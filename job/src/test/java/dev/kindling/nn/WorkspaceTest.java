package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {

  @ParameterizedTest
  @EnumSource
  void batchesOfAnySizeInTurnAreComputedAsInAFreshOne(Precision precision) {
    Network network = Batches.network(Activation.RELU, 4, 9, 2, 7, 3);
    Matrix parameters = Batches.parameters(network, precision, 1);
    Workspace reused = network.workspace(precision);
    for (int rows : new int[] {3, 8, 1, 8, 5, 20, 2}) {
      Matrix x = Matrices.random(precision, rows, 4, rows);
      Targets labels = Batches.labels(rows, 3, rows);
      GradientSum fresh = Batches.gradient(network, parameters, x, labels);
      GradientSum sum = new GradientSum();
      Batches.load(reused, x, labels);
      network.addGradient(parameters, reused, sum);

      assertEquals(rows, reused.rows());
      assertArrayEquals(values(fresh.gradient()), values(sum.gradient()), rows + " rows");
      assertEquals(fresh.loss(), sum.loss());
      assertEquals(fresh.correct(), sum.correct());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyBatchAddsNothing(Precision precision) {
    Network network = Batches.network(Activation.TANH, 4, 5, 3);
    Matrix parameters = Batches.parameters(network, precision, 1);
    GradientSum sum =
        Batches.gradient(network, parameters, precision.zeros(0, 4), Batches.classes());
    assertEquals(0, sum.examples());
    assertEquals(0, sum.loss());
  }

  @Test
  void onceGrownItAllocatesNoArraysOfTheBatch() {
    Network network = Batches.network(Activation.SIGMOID, 4, 100, 3);
    double few = allocatedPerPass(network, 100);
    double many = allocatedPerPass(network, 2000); // one activation array of theirs is 800 kB
    assertTrue(few < 10_000 && many < few + 1_000, few + " and " + many + " bytes in a pass");
  }

  @Test
  void whoOnlyPredictsHasNoRoomForGradients() {
    int rows = 500;
    Network network = Batches.network(Activation.RELU, 4, 300, 200, 3);
    Matrix parameters = Batches.parameters(network, Precision.FLOAT, 1);
    Workspace workspace = network.workspace(Precision.FLOAT);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    workspace.resize(rows);
    network.forward(parameters, workspace);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    long tape = rows * (4L + 300 + 200 + 3) * Float.BYTES;
    assertTrue(allocated < 1.2 * tape, allocated + " bytes for a tape of " + tape);
  }

  @ParameterizedTest
  @MethodSource("dev.kindling.nn.LayerExamples#networks")
  void noLayerAllocatesForAnExample(String example) {
    assertAllocationOfAnExample(LayerExamples.read(example), 8);
  }

  /** Their pieces are the images, and a piece has views. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void imagesThatAreLargeAllocateAFewObjects(int stride) {
    String example = "{input: [3, 60, 60], layers: [conv2d: {filters: 4, kernel: 3, stride: %d}]}";
    assertAllocationOfAnExample(LayerExamples.read(example.formatted(stride)), 500);
  }

  private static void assertAllocationOfAnExample(Network network, int bytes) {
    double few = allocatedPerPass(network, 300); // more than fit the room for exponentials
    double many = allocatedPerPass(network, 500);
    assertTrue(many < few + 200 * bytes, few + " and " + many + " bytes in a pass");
  }

  @Test
  void weightsOfExamplesAllocateNothingMore() {
    Network network = Batches.network(Activation.SIGMOID, 4, 100, 3);
    assertTrue(allocatedPerPass(network, 2000, 1.0, 2.0, 0.5) < 10_000);
    Network classes = network.minimising(new double[] {1, 2, 0.5}, 0);
    assertTrue(allocatedPerPass(classes, 2000) < 10_000);
  }

  /**
   * @param weights of the examples in turns
   */
  private static double allocatedPerPass(Network network, int rows, double... weights) {
    Matrix parameters = Batches.parameters(network, Precision.FLOAT, 1);
    Workspace workspace = network.workspace(Precision.FLOAT);
    int inputs = network.inputShape().size();
    Batches.load(
        workspace, Matrices.random(Precision.FLOAT, rows, inputs, 1), Batches.labels(rows, 2, 1));
    for (int row = 0; row < rows && weights.length > 0; row++) {
      workspace.targets().weights()[row] = weights[row % weights.length];
    }
    GradientSum sum = new GradientSum();
    network.addGradient(parameters, workspace, sum);

    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int pass = 0; pass < 20; pass++) {
      workspace.resize(rows - pass % 2);
      network.addGradient(parameters, workspace, sum);
    }
    return (thread.getCurrentThreadAllocatedBytes() - before) / 20.0;
  }
}
