package dev.kindling.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureScalingTest {
  private static double[] scaled(FeatureScaling scaling, double... raw) {
    Matrix into = Precision.DOUBLE.zeros(1, scaling.features());
    scaling.apply(raw, 0, into, 0);
    double[] values = new double[into.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = into.get(i);
    }
    return values;
  }

  @Test
  void noneLeavesEveryBitAsItIs() {
    double[] raw = {0.1, -0.0, 1e300, -7};
    assertArrayEquals(raw, scaled(FeatureScaling.none(4), raw));
  }

  @Test
  void standardizingSubtractsTheMeanAndDividesByTheDeviation() {
    FeatureScaling scaling =
        FeatureScaling.standardize(new double[] {10, -4}, new double[] {2, 0.5});
    assertArrayEquals(new double[] {1.5, -8}, scaled(scaling, 13, -8));
  }

  @Test
  void minmaxTakesTheExtremesToZeroAndOne() {
    FeatureScaling scaling = FeatureScaling.minmax(new double[] {-1, 0}, new double[] {3, 16});
    assertArrayEquals(new double[] {0, 1}, scaled(scaling, -1, 16));
    assertArrayEquals(new double[] {0.5, 0.25}, scaled(scaling, 1, 4));
  }

  @Test
  void aConstantFeatureBecomesZero() {
    assertArrayEquals(
        new double[] {0},
        scaled(FeatureScaling.standardize(new double[] {5}, new double[] {0}), 5));
    assertArrayEquals(
        new double[] {0}, scaled(FeatureScaling.minmax(new double[] {5}, new double[] {5}), 5));
  }

  @Test
  void roundingOfAConstantFeatureIsNotBlownUp() {
    double mean = Math.nextUp(0.1); // of many times 0.1
    FeatureScaling scaling =
        FeatureScaling.standardize(new double[] {mean}, new double[] {mean - 0.1});
    assertEquals(0, scaled(scaling, 0.1)[0], 1e-15);
  }

  @Test
  void aSmallButRealDeviationCounts() {
    FeatureScaling scaling = FeatureScaling.standardize(new double[] {1e9}, new double[] {1e-3});
    assertEquals(1, scaled(scaling, 1e9 + 1e-3)[0], 1e-3);
  }

  @Test
  void aSpreadWhoseInverseOverflowsIsConstant() {
    FeatureScaling scaling =
        FeatureScaling.minmax(new double[] {0}, new double[] {Double.MIN_VALUE});
    assertArrayEquals(new double[] {0}, scaled(scaling, 0));
  }

  @Test
  void oneRowOfABlockIsWrittenAndFloatsAreRoundedAtTheEnd() {
    FeatureScaling scaling = FeatureScaling.standardize(new double[] {1e8, 0}, new double[] {1, 1});
    Matrix into = Precision.FLOAT.zeros(3, 2);
    scaling.apply(new double[] {9, 9, 1e8 + 0.5, 7}, 2, into, 1);
    double[] expected = {0, 0, 0.5, 7, 0, 0}; // in float, 1e8 + 0.5 - 1e8 would be 0
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], into.get(i));
    }
  }

  @Test
  void theFeaturesOfAChannelShareItsScaling() {
    FeatureScaling scaling =
        FeatureScaling.minmax(new double[] {0, 100}, new double[] {255, 200}).ofChannels(2);
    assertEquals(4, scaling.features());
    assertArrayEquals(new double[] {0, 1, 0.5, -1}, scaled(scaling, 0, 255, 150, 0));
    Matrix fromBytes = Precision.DOUBLE.zeros(2, 4);
    scaling.applyToBytes(new byte[] {9, 0, (byte) 255, (byte) 150, 0}, 1, fromBytes, 1);
    double[] expected = {0, 0, 0, 0, 0, 1, 0.5, -1};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], fromBytes.get(i));
    }
  }

  @Test
  void laterChangesOfTheArraysDoNotReachIt() {
    double[] mean = {1};
    FeatureScaling scaling = FeatureScaling.standardize(mean, new double[] {1});
    mean[0] = 100;
    scaling.shift()[0] = 100;
    assertArrayEquals(new double[] {2}, scaled(scaling, 3));
  }

  @Test
  void valuesThatMakeNoScalingAreNamed() {
    assertMessage(
        "mean has 2 features but deviation has 1",
        () -> FeatureScaling.standardize(new double[2], new double[1]));
    assertMessage(
        "feature 1 has the mean NaN but it must be finite",
        () -> FeatureScaling.standardize(new double[] {0, Double.NaN}, new double[2]));
    assertMessage(
        "feature 0 has the deviation -1.0 but it must be finite and not below 0",
        () -> FeatureScaling.standardize(new double[1], new double[] {-1}));
    assertMessage(
        "feature 0 has the deviation NaN but it must be finite and not below 0",
        () -> FeatureScaling.standardize(new double[1], new double[] {Double.NaN}));
    assertMessage(
        "feature 0 has the range Infinity but it must be finite and not below 0",
        () -> FeatureScaling.minmax(new double[] {-1e308}, new double[] {1e308}));
  }

  @Test
  void itTravelsToExecutors() throws Exception {
    FeatureScaling scaling = FeatureScaling.minmax(new double[] {1, 2}, new double[] {3, 4});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(scaling);
    assertEquals(
        scaling, new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void rawValuesAreReadBackFromInputs() {
    FeatureScaling scaling =
        FeatureScaling.standardize(new double[] {4.3, 1e6, 7}, new double[] {3.7, 1e5, 0});
    Matrix into = Precision.FLOAT.zeros(1, 3);
    scaling.apply(new double[] {11, 1234560, 7}, 0, into, 0);
    float[] inputs = {(float) into.get(0), (float) into.get(1), (float) into.get(2)};

    assertEquals(List.of("11", "1234560", "7"), scaling.valuesOf(inputs, 10));
    assertEquals(List.of("11"), scaling.valuesOf(inputs, 1));
    assertEquals(List.of("0.1"), FeatureScaling.none(1).valuesOf(new float[] {0.1f}, 10));
  }
}
