package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Features;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Targets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedFeaturesTest {
  private static final int SIDE = 28;

  /** A pixel of every value, and some twice. */
  private static double[] image(int number) {
    double[] image = new double[SIDE * SIDE];
    for (int j = 0; j < image.length; j++) {
      image[j] = (number * 31 + j) % 256;
    }
    return image;
  }

  private static DealtRows rows(int count, FeatureLayout layout) {
    List<byte[]> encoded = new ArrayList<>();
    for (int row = count - 1; row >= 0; row--) {
      encoded.add(DealtRows.encode(row, row % 10, 1, new Features.Dense(image(row)), layout));
    }
    return DealtRows.sorted(encoded, layout);
  }

  private static FeatureScaling standardize(int channels) {
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = 33.318 + c;
      deviation[c] = 78.567 + c;
    }
    return FeatureScaling.standardize(mean, deviation).ofChannels(SIDE * SIDE / channels);
  }

  @Test
  void sixtyThousandMnistImagesTake47Megabytes() {
    int images = 600;
    Examples examples =
        Examples.pack(rows(images, FeatureLayout.pixels(1, SIDE * SIDE)), standardize(1), null);
    double each = (double) SizeEstimator.estimate(examples) / images;
    double target = Double.BYTES;
    assertTrue(each * 60_000 < 48e6, each + " bytes for each image");
    assertEquals(SIDE * SIDE + target, each, 2, "and next to nothing beside pixels and target");
  }

  @ParameterizedTest
  @EnumSource
  void pixelsReachABatchToTheBitAsAPredictionScalesThem(Precision precision) {
    for (int channels : new int[] {1, 2, 4}) {
      FeatureScaling scaling = standardize(channels);
      DealtRows rows = rows(5, FeatureLayout.pixels(channels, SIDE * SIDE / channels));
      PackedFeatures packed = PackedFeatures.pack(rows, scaling);
      assertInstanceOf(PackedFeatures.Bytes.class, packed);
      Matrix batch = precision.zeros(3, SIDE * SIDE);
      Matrix predicted = precision.zeros(3, SIDE * SIDE);
      packed.copy(4, batch, 1);
      scaling.apply(image(4), 0, predicted, 1);
      for (int i = 0; i < batch.size(); i++) {
        assertEquals(predicted.get(i), batch.get(i));
      }
    }
  }

  @Test
  void numbersAreScaledOnce() {
    FeatureLayout layout = FeatureLayout.columns(Shape.of(SIDE * SIDE));
    FeatureScaling scaling = standardize(SIDE * SIDE);
    PackedFeatures packed = PackedFeatures.pack(rows(2, layout), scaling);
    assertInstanceOf(PackedFeatures.Floats.class, packed);
    Matrix batch = Precision.FLOAT.zeros(1, SIDE * SIDE);
    Matrix expected = Precision.FLOAT.zeros(1, SIDE * SIDE);
    packed.copy(1, batch, 0);
    scaling.apply(image(1), 0, expected, 0);
    for (int i = 0; i < batch.size(); i++) {
      assertEquals(expected.get(i), batch.get(i));
    }
  }

  /** An image of which one pixel in twenty is not black, and one is a minus zero. */
  private static double[] nearlyBlack(int number) {
    double[] image = image(number);
    for (int j = 0; j < image.length; j++) {
      image[j] = j % 20 == number % 20 ? image[j] / 7 : j == 3 ? -0.0 : 0;
    }
    return image;
  }

  private static DealtRows nearlyBlack(int count, FeatureLayout layout) {
    List<byte[]> encoded = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      Features features = new Features.Dense(nearlyBlack(row));
      encoded.add(DealtRows.encode(row, 0, 1, features, layout));
    }
    return DealtRows.sorted(encoded, layout);
  }

  @ParameterizedTest
  @EnumSource
  void sparseRowsReachABatchToTheBitAsDenseOnes(Precision precision) {
    Shape input = Shape.of(SIDE * SIDE);
    DealtRows dense = nearlyBlack(3, FeatureLayout.columns(input));
    DealtRows sparse = nearlyBlack(3, FeatureLayout.sparse(input));
    for (Scaling kind : Scaling.values()) {
      FeatureScaling scaling = ScalingFit.of(sparse).scaling(kind);
      assertEquals(ScalingFit.of(dense).scaling(kind), scaling);
      PackedFeatures packed = PackedFeatures.pack(sparse, scaling);
      assertInstanceOf(PackedFeatures.Sparse.class, packed);
      for (int row : new int[] {2, 0}) { // into the same room, which holds another row
        Matrix batch = precision.zeros(2, SIDE * SIDE);
        batch.fill(9);
        Matrix expected = precision.zeros(2, SIDE * SIDE);
        packed.copy(1, batch, 1);
        packed.copy(row, batch, 1);
        PackedFeatures.pack(dense, scaling).copy(row, expected, 1);
        for (int j = SIDE * SIDE; j < batch.size(); j++) {
          assertEquals(
              Double.doubleToRawLongBits(expected.get(j)),
              Double.doubleToRawLongBits(batch.get(j)));
        }
        assertEquals(9, batch.get(0), "other rows stay");
      }
    }
  }

  @Test
  void aSparseExampleTakesEightBytesForEachFeatureThatIsNotZero() {
    int rows = 2000;
    FeatureLayout layout = FeatureLayout.sparse(Shape.of(SIDE * SIDE));
    Examples examples =
        Examples.pack(nearlyBlack(rows, layout), FeatureScaling.none(SIDE * SIDE), null);
    double each = (double) SizeEstimator.estimate(examples) / rows;
    double entries = 1 + SIDE * SIDE / 20.0; // with the minus zero
    double target = Double.BYTES;
    double offset = Integer.BYTES;
    assertEquals(8 * entries + offset + target, each, 12, "beside one row of scaled zeros");
  }

  @Test
  void copiesOfExamplesHaveTheScaledFeatures() {
    FeatureScaling scaling = standardize(1);
    Examples examples =
        Examples.pack(rows(10, FeatureLayout.pixels(1, SIDE * SIDE)), scaling, null);
    Examples some = Examples.concatenate(List.of(examples.range(7, 99), examples.range(2, 4)));
    assertEquals(5, some.size());
    Matrix input = Precision.FLOAT.zeros(1, SIDE * SIDE);
    Matrix expected = Precision.FLOAT.zeros(1, SIDE * SIDE);
    Targets label = Targets.room(1);
    some.copy(4, input, label, 0);
    examples.copy(3, expected, Targets.room(1), 0);
    assertEquals(3, label.values()[0]);
    for (int i = 0; i < input.size(); i++) {
      assertEquals(expected.get(i), input.get(i));
    }
  }

  @Test
  void morePixelsThanOneArrayHoldsAskForMorePartitions() {
    FeatureLayout large = FeatureLayout.pixels(1, 1 << 30);
    DealtRows rows = DealtRows.sorted(List.of(new byte[12], new byte[12]), large);
    FeatureScaling scaling = FeatureScaling.none(1 << 30);
    assertEquals(
        "2 rows of 1073741824 inputs do not fit one partition; give more partitions"
            + " (training.partitions)",
        assertThrows(DataException.class, () -> PackedFeatures.pack(rows, scaling)).getMessage());
  }
}
