package dev.kindling.data;

import dev.kindling.config.ConfigException;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Moves images by a few pixels, as training draws them, so that a network learns what does not
 * depend on their place. What comes in at the edges is background: a raw 0 of each channel.
 */
final class RandomShift implements Serializable {
  private static final long serialVersionUID = 1;

  private final int most;
  private final int height;
  private final int width;
  private final double[] background; // of each channel, scaled

  private RandomShift(int most, int height, int width, double[] background) {
    this.most = most;
    this.height = height;
    this.width = width;
    this.background = background;
  }

  /**
   * A shift of scaled images.
   *
   * @param most how many pixels images move at most, up or down and to the left or right; less than
   *     they have
   * @param image {@code [C x H x W]}
   * @throws ConfigException if the scaling is not one for each channel: a pixel that has moved
   *     would be scaled as those of its old place
   */
  static RandomShift of(int most, Shape image, FeatureScaling scaling) {
    List<Integer> sides = image.sides();
    int plane = sides.get(1) * sides.get(2);
    if (!scaling.isSharedBy(plane)) {
      throw new ConfigException(
          "data.augment.shift needs one feature scaling for each channel, but that of"
              + " training.initial_model differs from pixel to pixel");
    }
    Matrix black = Precision.DOUBLE.vector(image.size());
    scaling.apply(new double[image.size()], 0, black, 0);
    double[] background = new double[sides.get(0)];
    for (int c = 0; c < background.length; c++) {
      background[c] = black.get(c * plane);
    }
    return new RandomShift(most, sides.get(1), sides.get(2), background);
  }

  /** Moves the image in a row of a batch {@code [N x CHW]}, each way with the same probability. */
  void apply(Matrix batch, int row, SplittableRandom random) {
    move(batch, row, random.nextInt(-most, most + 1), random.nextInt(-most, most + 1));
  }

  void move(Matrix batch, int row, int down, int right) {
    for (int c = 0; c < background.length; c++) {
      int plane = (row * background.length + c) * height * width;
      movePlane(batch, plane, down, right, background[c]);
    }
  }

  private void movePlane(Matrix batch, int plane, int down, int right, double fill) {
    int kept = width - Math.abs(right);
    for (int i = 0; i < height; i++) {
      int y = down > 0 ? height - 1 - i : i; // so that every row is read before it is written
      int to = plane + y * width;
      if (y - down < 0 || y - down >= height) {
        batch.view(to, 1, width).fill(fill);
      } else {
        int from = to - down * width;
        batch.copyRange(to + Math.max(0, right), batch, from + Math.max(0, -right), kept);
        batch.view(right > 0 ? to : to + kept, 1, width - kept).fill(fill);
      }
    }
  }
}
