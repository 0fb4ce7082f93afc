package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.FeatureLayout.Form;
import dev.kindling.data.rows.Features;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomShiftTest {
  private static final Shape IMAGE = Shape.of(2, 3, 4);
  private static final FeatureScaling SCALING =
      FeatureScaling.standardize(new double[] {7, 2}, new double[] {0.5, 3}).ofChannels(12);

  /** The pixels of image n, never 0. */
  private static double[] raw(int n) {
    double[] pixels = new double[IMAGE.size()];
    for (int j = 0; j < pixels.length; j++) {
      pixels[j] = 100 * n + j + 1;
    }
    return pixels;
  }

  private static List<Double> row(Matrix matrix, int row) {
    List<Double> values = new ArrayList<>();
    for (int j = 0; j < matrix.cols(); j++) {
      values.add(matrix.get(row * matrix.cols() + j));
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    " 0,  0, 1  2  3  4 | 5  6  7  8 | 9 10 11 12",
    " 1,  0, 0  0  0  0 | 1  2  3  4 | 5  6  7  8",
    "-1,  0, 5  6  7  8 | 9 10 11 12 | 0  0  0  0",
    " 0,  1, 0  1  2  3 | 0  5  6  7 | 0  9 10 11",
    " 0, -2, 3  4  0  0 | 7  8  0  0 |11 12  0  0",
    " 2,  1, 0  0  0  0 | 0  0  0  0 | 0  1  2  3",
    "-2, -2,11 12  0  0 | 0  0  0  0 | 0  0  0  0",
  })
  void everyChannelMovesAndBackgroundComesIn(int down, int right, String picture) {
    RandomShift shift = RandomShift.of(2, IMAGE, FeatureScaling.none(24));
    Matrix batch = Precision.FLOAT.zeros(3, 24);
    for (int n = 0; n < 3; n++) {
      FeatureScaling.none(24).apply(raw(n), 0, batch, n);
    }
    shift.move(batch, 1, down, right);
    List<Double> expected = new ArrayList<>();
    for (int channel = 0; channel < 2; channel++) {
      for (String pixel : picture.replace('|', ' ').trim().split(" +")) {
        expected.add(pixel.equals("0") ? 0 : Double.parseDouble(pixel) + 100 + 12 * channel);
      }
    }
    assertEquals(expected, row(batch, 1));
    for (int n : new int[] {0, 2}) {
      assertEquals(row(batch, n).get(0), raw(n)[0]);
      assertEquals(row(batch, n).get(23), raw(n)[23]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScaledImageThatMovesIsAMovedImageScaled(Precision precision) {
    RandomShift shift = RandomShift.of(2, IMAGE, SCALING);
    Matrix moved = precision.zeros(1, 24);
    Matrix expected = precision.zeros(1, 24);
    double[] pixels = new double[24];
    for (int down = -2; down <= 2; down++) {
      for (int right = -2; right <= 2; right++) {
        for (int j = 0; j < 24; j++) {
          int y = j / 4 % 3 - down;
          int x = j % 4 - right;
          boolean inside = y >= 0 && y < 3 && x >= 0 && x < 4;
          pixels[j] = inside ? raw(1)[j / 12 * 12 + y * 4 + x] : 0;
        }
        SCALING.apply(pixels, 0, expected, 0);
        SCALING.apply(raw(1), 0, moved, 0);
        shift.move(moved, 0, down, right);
        assertEquals(row(expected, 0), row(moved, 0));
      }
    }
  }

  @Test
  void eachWayIsAsLikelyAsTheOthers() {
    RandomShift shift = RandomShift.of(1, IMAGE, FeatureScaling.none(24));
    SplittableRandom random = new SplittableRandom(1);
    Matrix image = Precision.FLOAT.zeros(1, 24);
    Map<List<Double>, Integer> counts = new HashMap<>();
    for (int n = 0; n < 9000; n++) {
      FeatureScaling.none(24).apply(raw(0), 0, image, 0);
      shift.apply(image, 0, random);
      counts.merge(row(image, 0), 1, Integer::sum);
    }
    assertEquals(9, counts.size());
    counts.values().forEach(count -> assertEquals(1000, count, 150));
  }

  @Test
  void seedAndExampleDecideHowTrainingDrawsAndCopiesStayAsTheyAre() {
    for (FeatureLayout layout :
        List.of(FeatureLayout.pixels(2, 12), FeatureLayout.columns(IMAGE))) {
      List<byte[]> rows = new ArrayList<>();
      for (int n = 0; n < 2; n++) {
        rows.add(DealtRows.encode(n, n, 1, new Features.Dense(raw(1)), layout));
      }
      DealtRows dealt = DealtRows.sorted(rows, layout);
      Examples still = Examples.pack(dealt, SCALING, null);
      Examples moving = Examples.pack(dealt, SCALING, RandomShift.of(2, IMAGE, SCALING));
      assertEquals(drawn(still, 0, 5), drawn(still, 1, 6));
      assertEquals(drawn(moving, 0, 5), drawn(moving, 0, 5));
      assertNotEquals(drawn(moving, 0, 5), drawn(moving, 1, 5));
      assertNotEquals(drawn(moving, 0, 5), drawn(moving, 0, 6));
      Matrix copied = Precision.FLOAT.zeros(1, 24);
      moving.copy(0, copied, Targets.room(1), 0);
      assertEquals(drawn(still, 0, 5), row(copied, 0));
      assertEquals(drawn(still, 0, 5), drawn(moving.range(0, 1), 0, 5));
    }
  }

  private static List<Double> drawn(Examples examples, int example, long seed) {
    Matrix input = Precision.FLOAT.zeros(1, 24);
    Targets label = Targets.room(1);
    examples.draw(example, input, label, 0, seed);
    assertEquals(example, label.values()[0]);
    return row(input, 0);
  }

  @Test
  void aScalingOfEachPixelIsRefused() {
    FeatureScaling ofPixels = FeatureScaling.standardize(new double[24], new double[24]);
    assertEquals(
        "data.augment.shift needs one feature scaling for each channel, but that of"
            + " training.initial_model differs from pixel to pixel",
        assertThrows(ConfigException.class, () -> RandomShift.of(2, IMAGE, ofPixels)).getMessage());
  }

  @Test
  void theColumnsOfAnImageShareTheirChannelsScaling() {
    assertEquals(new FeatureLayout(2, 12, Form.NUMBERS), FeatureLayout.columns(IMAGE));
    assertEquals(new FeatureLayout(24, 1, Form.NUMBERS), FeatureLayout.columns(Shape.of(24)));
  }
}
