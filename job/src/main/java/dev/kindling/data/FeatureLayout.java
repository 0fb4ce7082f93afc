package dev.kindling.data;

import dev.kindling.nn.Shape;
import java.io.Serializable;

/**
 * What the features of a row are.
 *
 * @param channels how many groups of features share a scaling
 * @param channelSize how many features in a row make a channel
 * @param bytes whether all values are whole numbers from 0 to 255, which are kept as bytes
 */
public record FeatureLayout(int channels, int channelSize, boolean bytes) implements Serializable {

  /**
   * Columns of a table: the pixels of an image, or features with nothing to do with one another.
   */
  static FeatureLayout columns(Shape input) {
    int channels = input.isImage() ? input.sides().get(0) : input.size();
    return new FeatureLayout(channels, input.size() / channels, false);
  }

  /** The 8-bit pixels of images, one channel after the other. */
  static FeatureLayout pixels(int channels, int perChannel) {
    return new FeatureLayout(channels, perChannel, true);
  }

  int features() {
    return channels * channelSize;
  }
}
