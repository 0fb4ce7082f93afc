package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Features;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScalingFitTest {
  private static final int FEATURES = 3;
  private static final FeatureLayout LAYOUT = FeatureLayout.columns(Shape.of(FEATURES));

  /** Rows with means near 0, 1e9 and -50 and deviations near 1, 1 and 20. */
  private static double[][] rows(int count) {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new double[] {
                  random.nextGaussian(),
                  1e9 + random.nextGaussian(),
                  -50 + 20 * random.nextGaussian()
                })
        .toArray(double[][]::new);
  }

  private static ScalingFit fit(double[][] rows, int from, int to) {
    List<byte[]> encoded = new ArrayList<>();
    for (int row = from; row < to; row++) {
      encoded.add(DealtRows.encode(row, 0, 1, new Features.Dense(rows[row]), LAYOUT));
    }
    return ScalingFit.of(DealtRows.sorted(encoded, LAYOUT));
  }

  private static ScalingFit merged(List<ScalingFit> parts) {
    return parts.stream().reduce(ScalingFit::merge).orElseThrow();
  }

  private static double scaled(FeatureScaling scaling, double[] row, int feature) {
    Matrix into = Precision.DOUBLE.zeros(1, FEATURES);
    scaling.apply(row, 0, into, 0);
    return into.get(feature);
  }

  /** Two passes over centred values: no digits are lost to a large mean. */
  private static double[] meanAndDeviation(double[][] rows, int feature) {
    double first = rows[0][feature];
    double shift = 0;
    for (double[] row : rows) {
      shift += (row[feature] - first) / rows.length;
    }
    double squares = 0;
    for (double[] row : rows) {
      double centred = row[feature] - first - shift;
      squares += centred * centred;
    }
    return new double[] {first + shift, Math.sqrt(squares / rows.length)};
  }

  @Test
  void partsOfAnySizeGiveTheMeanAndTheDeviationOfAllRows() {
    double[][] rows = rows(1000);
    int[][] cuts = {{0, 1000}, {0, 1, 1000}, {0, 0, 500, 500, 501, 1000}, {0, 999, 1000, 1000}};
    for (int[] cut : cuts) {
      List<ScalingFit> parts = new ArrayList<>();
      for (int p = 1; p < cut.length; p++) {
        parts.add(fit(rows, cut[p - 1], cut[p]));
      }
      FeatureScaling scaling = merged(parts).scaling(Scaling.STANDARDIZE);
      for (int feature = 0; feature < FEATURES; feature++) {
        double[] expected = meanAndDeviation(rows, feature);
        double[] probe = rows[17].clone();
        double z = (probe[feature] - expected[0]) / expected[1];
        assertEquals(z, scaled(scaling, probe, feature), 1e-5, cut.length + " parts");
        probe[feature] += expected[1];
        assertEquals(z + 1, scaled(scaling, probe, feature), 1e-5, cut.length + " parts");
      }
    }
  }

  @Test
  void minmaxTakesTheSmallestToZeroAndTheGreatestToOne() {
    double[][] rows = {{3, 5, -1}, {1, 5, 7}, {2, 5, 3}};
    FeatureScaling scaling =
        merged(List.of(fit(rows, 0, 0), fit(rows, 0, 1), fit(rows, 1, 3))).scaling(Scaling.MINMAX);
    assertEquals(0, scaled(scaling, rows[1], 0));
    assertEquals(1, scaled(scaling, rows[0], 0));
    assertEquals(0.5, scaled(scaling, rows[2], 0));
    assertEquals(0, scaled(scaling, rows[0], 1), "a constant feature is 0");
    assertEquals(0.5, scaled(scaling, rows[2], 2));
  }

  /** The fit of images of two channels of three pixels, in two parts. */
  private static ScalingFit images(double[]... rows) {
    FeatureLayout layout = FeatureLayout.pixels(2, 3);
    List<ScalingFit> parts = new ArrayList<>();
    for (double[] row : rows) {
      byte[] encoded = DealtRows.encode(0, 0, 1, new Features.Dense(row), layout);
      parts.add(ScalingFit.of(DealtRows.sorted(List.of(encoded), layout)));
    }
    return merged(parts);
  }

  @Test
  void allPixelsOfAChannelShareAScaling() {
    double[][] images = {{0, 1, 2, 200, 200, 200}, {3, 4, 5, 200, 200, 206}};
    double deviation = Math.sqrt(35 / 12.0); // of 0, 1, ..., 5
    assertEquals(
        FeatureScaling.standardize(new double[] {2.5, 201}, new double[] {deviation, Math.sqrt(5)})
            .ofChannels(3),
        images(images).scaling(Scaling.STANDARDIZE));
  }

  @Test
  void minmaxOfPixelsIsFrom0To255WhateverTheImagesHold() {
    double[][] images = {{7, 7, 7, 1, 2, 3}, {7, 7, 7, 1, 2, 3}};
    assertEquals(
        FeatureScaling.minmax(new double[2], new double[] {255, 255}).ofChannels(3),
        images(images).scaling(Scaling.MINMAX));
  }

  @Test
  void noneChangesNothing() {
    double[][] rows = rows(10);
    FeatureScaling scaling = merged(List.of(fit(rows, 0, 10))).scaling(Scaling.NONE);
    assertEquals(rows[3][1], scaled(scaling, rows[3], 1));
  }

  @Test
  void theProfileCountsConstantFeaturesAndCoversTheRangeOfAll() {
    double[][] rows = {{1, 7, -3}, {2, 7, 10}};

    DataProfile.OfFeatures profile =
        fit(rows, 0, 2).fitted(Scaling.STANDARDIZE).profile().features();

    assertEquals(3, profile.features());
    assertEquals(1, profile.constant());
    assertEquals(-3, profile.values().min());
    assertEquals(10, profile.values().max());
    assertEquals(4, profile.values().mean(), 1e-12);
  }
}
