package dev.kindling.onnx;

import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.nn.Shape;
import java.util.Arrays;

/**
 * Feature preparation of an ONNX graph that is read: constants subtracted from the input and
 * multiplied with it come to {@code (x - shift) * scale}. An entry of either serves as many
 * neighbouring features as there are for each.
 */
final class InputScaling {
  private double[] shift = {0};
  private double[] scale = {1};
  private boolean used;

  /** {@code x' = x' - c}. */
  void subtract(Node node, double[] c) {
    double[] all = fit(node, c);
    for (int i = 0; i < all.length; i++) {
      shift[i] += all[i] / scale[i];
    }
  }

  /** {@code x' = x' * c}. */
  void multiply(Node node, double[] c) {
    double[] all = fit(node, c);
    for (int i = 0; i < all.length; i++) {
      scale[i] *= all[i];
      if (scale[i] == 0 || !Double.isFinite(scale[i])) {
        throw node.error(
            "multiplies feature " + i + " by " + scale[i] + ", after which nothing is left of it");
      }
      if (scale[i] < 0) {
        throw node.error(
            "multiplies feature " + i + " by " + scale[i] + "; supported are numbers above 0");
      }
    }
  }

  /**
   * The scaling of so many features.
   *
   * @throws IllegalArgumentException if it is none of them, or of groups that are no channels
   */
  FeatureScaling of(Shape input, Scaling kind) {
    if (!used) {
      return FeatureScaling.none(input.size());
    }
    int channels = input.isImage() ? input.sides().get(0) : 1;
    if (shift.length == 1) {
      expand(channels);
    } else if (input.isImage() && shift.length != channels && shift.length != input.size()) {
      throw new IllegalArgumentException(
          "the feature preparation has " + shift.length + " entries for images of " + input);
    }
    return new FeatureScaling(kind, shift, scale).ofChannels(input.size() / shift.length);
  }

  private double[] fit(Node node, double[] c) {
    used = true;
    int entries = Math.max(c.length, shift.length);
    if (c.length == 0 || entries % c.length != 0 || entries % shift.length != 0) {
      throw node.error("has " + c.length + " constants where " + shift.length + " were before");
    }
    expand(entries);
    return repeat(c, entries);
  }

  private void expand(int entries) {
    shift = repeat(shift, entries);
    scale = repeat(scale, entries);
  }

  private static double[] repeat(double[] values, int entries) {
    if (values.length == entries) {
      return values;
    }
    double[] all = new double[entries];
    int run = entries / values.length;
    Arrays.setAll(all, i -> values[i / run]);
    return all;
  }
}
