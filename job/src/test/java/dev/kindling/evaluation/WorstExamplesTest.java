package dev.kindling.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.linalg.FloatMatrix;
import dev.kindling.nn.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorstExamplesTest {

  /** Examples of two classes, all of class 0, with the output of class 1 as their input. */
  private static WorstExamples of(int most, float... outputs) {
    FloatMatrix inputs = FloatMatrix.of(outputs, outputs.length, 1);
    FloatMatrix logits = FloatMatrix.zeros(outputs.length, 2);
    for (int row = 0; row < outputs.length; row++) {
      logits.set(2 * row + 1, outputs[row]);
    }
    WorstExamples worst = new WorstExamples(most);
    worst.add(inputs, logits, new double[outputs.length], Loss.SOFTMAX_CROSS_ENTROPY);
    return worst;
  }

  private static List<Float> inputs(WorstExamples worst) {
    return worst.wrong().stream().map(example -> example.input()[0]).toList();
  }

  @Test
  void theGreatestLossesStayInOrder() {
    assertEquals(List.of(9f, 5f, 3f), inputs(of(3, 1, 5, 2, 9, 3)));
  }

  @Test
  void partsMergeToTheWhole() {
    assertEquals(inputs(of(3, 1, 5, 2, 9, 3)), inputs(of(3, 1, 5, 2).merge(of(3, 9, 3))));
  }

  @Test
  void whatIsRightIsNotAmongTheWrong() {
    assertEquals(List.of(2f), inputs(of(3, -4, 2, -1)));
  }

  @Test
  void anExampleTellsWhatThoughtOfIt() {
    WorstExamples.Example example = of(1, (float) Math.log(3)).wrong().get(0);

    assertEquals(0, example.target());
    assertEquals(1, example.predicted());
    assertEquals(0.75, example.probability(), 1e-6);
    assertEquals(Math.log(4), example.loss(), 1e-6);
    assertArrayEquals(new float[] {(float) Math.log(3)}, example.input());
  }

  @Test
  void ofNumbersThoseOfTheGreatestErrorStay() {
    FloatMatrix outputs = FloatMatrix.of(new float[] {1, 2, 3, 4}, 4, 1);
    WorstExamples worst = new WorstExamples(2);

    worst.add(outputs, outputs, new double[] {1, 7, 2.5, 0}, Loss.MEAN_SQUARED_ERROR);

    List<WorstExamples.Example> wrong = worst.wrong();
    assertEquals(List.of(7.0, 0.0), wrong.stream().map(WorstExamples.Example::target).toList());
    assertEquals(List.of(2.0, 4.0), wrong.stream().map(WorstExamples.Example::predicted).toList());
  }
}
