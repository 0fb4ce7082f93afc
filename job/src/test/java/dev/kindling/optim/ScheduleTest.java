package dev.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  private static Schedule read(String yaml) {
    Section root = Section.parse("x.yaml", "training: {" + yaml + "}");
    Schedule schedule = ScheduleConfig.read(root.section("training"));
    root.done();
    return schedule;
  }

  /** Ten epochs; the factor before any step, in the middle, and before the last of four steps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          schedule: constant                       | 1    | 1     | 1
          schedule: {step: {every: 4, factor: 0.1}}| 1    | 0.1   | 0.01
          schedule: {exponential: {factor: 0.5}}   | 1    | 2^-5  | 2^-9.75
          schedule: cosine                         | 1    | 0.5   | cos
          schedule: {cosine: {end: 0.2}}           | 1    | 0.6   | cos
          warmup: {epochs: 5, start: 0.1}          | 0.1  | 1     | 1
          warmup: {epochs: 10, start: 0}           | 0    | 0.5   | 0.975
          """)
  void factorsFollowTheFormula(String yaml, String first, String middle, String last) {
    Schedule schedule = read(yaml);
    assertEquals(value(first), schedule.factor(0, 10), 1e-12);
    assertEquals(value(middle), schedule.factor(5, 10), 1e-12);
    if (last.equals("cos")) {
      double end = schedule instanceof Schedule.Cosine cosine ? cosine.end() : Double.NaN;
      double expected = end + 0.5 * (1 - end) * (1 + Math.cos(0.975 * Math.PI));
      assertEquals(expected, schedule.factor(9.75, 10), 1e-12);
    } else {
      assertEquals(value(last), schedule.factor(9.75, 10), 1e-12);
    }
  }

  private static double value(String text) {
    int power = text.indexOf('^');
    return power < 0
        ? Double.parseDouble(text)
        : Math.pow(
            Double.parseDouble(text.substring(0, power)),
            Double.parseDouble(text.substring(power + 1)));
  }

  @Test
  void afterWarmUpAScheduleHasTheRestOfTheEpochs() {
    Schedule schedule = read("warmup: {epochs: 2}, schedule: cosine");
    assertEquals(0.01, schedule.factor(0, 10), 1e-12);
    assertEquals(0.505, schedule.factor(1, 10), 1e-12);
    assertEquals(1, schedule.factor(2, 10), 1e-12);
    assertEquals(0.5, schedule.factor(6, 10), 1e-12);
    assertEquals(0, schedule.factor(10, 10), 1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          schedule: cosin                            | x.yaml: training.schedule is "cosin" but must be one of constant, step, exponential, cosine; did you mean cosine?
          schedule: {step: {factor: 0.1}}            | x.yaml: training.schedule.step.every is missing (must be a whole number from 1 to 2147483647)
          schedule: {exponential: {factor: 2}}       | x.yaml: training.schedule.exponential.factor is 2 but must be a number above 0, of at most 1
          schedule: {exponential: {factor: 0}}       | x.yaml: training.schedule.exponential.factor is 0 but must be a number above 0, of at most 1
          schedule: {step: {every: 1, factor: 0}}    | x.yaml: training.schedule.step.factor is 0 but must be a number above 0, of at most 1
          warmup: {epochs: 0}                        | x.yaml: training.warmup.epochs is 0 but must be a number above 0
          warmup: {epochs: 1, steps: 4}              | x.yaml: unknown key training.warmup.steps
          """)
  void aWrongScheduleIsRefused(String yaml, String message) {
    String actual = assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
    assertEquals(message, actual.substring(0, Math.min(message.length(), actual.length())));
  }

  /** 1.4 - 0.4 is less than 1 in double. */
  @Test
  void aStepComesInTimeAfterAWarmUpOfPartsOfAnEpoch() {
    for (int tenths = 1; tenths <= 30; tenths++) {
      Schedule schedule =
          new Schedule.WarmUp(tenths / 10.0, 0, new Schedule.Step(1, 0.5)); // 10 steps an epoch
      for (int step = tenths; step < 300; step++) {
        double epoch = step / 10 + (double) (step % 10) / 10; // as LearningRate has it
        assertEquals(
            Math.pow(0.5, (step - tenths) / 10),
            schedule.factor(epoch, 30),
            "warm-up of " + tenths + ", step " + step);
      }
    }
  }

  @Test
  void noScheduleIsMadeThatStopsTraining() {
    Schedule constant = new Schedule.Constant();
    for (Executable schedule :
        List.<Executable>of(
            () -> new Schedule.Step(0, 0.5),
            () -> new Schedule.Step(1, -3),
            () -> new Schedule.Exponential(0),
            () -> new Schedule.Cosine(1.1),
            () -> new Schedule.WarmUp(0, 0, constant),
            () -> new Schedule.WarmUp(1, -0.1, constant))) {
      assertThrows(IllegalArgumentException.class, schedule);
    }
  }
}
