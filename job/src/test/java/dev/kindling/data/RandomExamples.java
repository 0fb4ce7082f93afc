package dev.kindling.data;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Features;
import dev.kindling.features.FeatureScaling;
import dev.kindling.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Examples for tests, without files and Spark. */
public final class RandomExamples {
  private RandomExamples() {}

  /** So many, of standard normal features and random classes. */
  public static Examples of(int count, Shape input, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FeatureLayout layout = FeatureLayout.columns(input);
    List<byte[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      double[] features = random.doubles(input.size()).map(x -> random.nextGaussian()).toArray();
      rows.add(
          DealtRows.encode(row, random.nextInt(classes), 1, new Features.Dense(features), layout));
    }
    return Examples.pack(DealtRows.sorted(rows, layout), FeatureScaling.none(input.size()), null);
  }
}
