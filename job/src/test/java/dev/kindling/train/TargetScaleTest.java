package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class TargetScaleTest {

  @Test
  void labelsThatFloatKeepsLittleOfAreRemarkedOn() {
    assertEquals(
        "the training labels are 1.700e+09 on average and only 23.00 from one another (standard"
            + " deviation), of which float keeps little: subtract a number from them all",
        new TargetScale(1.7e9, 23).remark());
    assertNull(new TargetScale(-2.3e7, 23).remark());
    assertNull(new TargetScale(1e-9, 1e-12).remark());
  }

  @Test
  void labelsThatAreAllTheSameAreRemarkedOn() {
    assertEquals(
        "all training labels are 0.1: there is nothing to learn", new TargetScale(0.1, 0).remark());
    assertEquals(1, new TargetScale(0.1, 0).unit());
  }

  @Test
  void labelsOfAboutTheModelsDeviationAreNot() {
    assertNull(new TargetScale(5, 2).remark(0.25));
    assertNull(new TargetScale(5, 2).remark(19));
    String other =
        "the standard deviation of the training labels is %s, but the last layer of the model to"
            + " train on keeps %s (training.initial_model): are they in another unit?";
    assertEquals(other.formatted("2.000", "0.1900"), new TargetScale(5, 2).remark(0.19));
    assertEquals(other.formatted("0.000", "3.000"), new TargetScale(5, 0).remark(3));
  }
}
