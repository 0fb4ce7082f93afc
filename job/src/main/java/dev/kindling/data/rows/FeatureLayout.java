package dev.kindling.data.rows;

import dev.kindling.nn.Shape;
import java.io.Serializable;

/**
 * What the features of a row are.
 *
 * @param channels how many groups of features share a scaling
 * @param channelSize how many features in a row make a channel
 * @param form how they are kept
 */
public record FeatureLayout(int channels, int channelSize, Form form) implements Serializable {

  /** How features are kept. */
  public enum Form {
    /** Each as a number. */
    NUMBERS,
    /** Whole numbers from 0 to 255, each as a byte. */
    BYTES,
    /** The few that are not 0, each as an index and a number. */
    SPARSE
  }

  /**
   * Columns of a table: the pixels of an image, or features with nothing to do with one another.
   */
  public static FeatureLayout columns(Shape input) {
    return columns(input, Form.NUMBERS);
  }

  /** The same where most are 0. */
  public static FeatureLayout sparse(Shape input) {
    return columns(input, Form.SPARSE);
  }

  private static FeatureLayout columns(Shape input, Form form) {
    int channels = input.isImage() ? input.sides().get(0) : input.size();
    return new FeatureLayout(channels, input.size() / channels, form);
  }

  /** The 8-bit pixels of images, one channel after the other. */
  public static FeatureLayout pixels(int channels, int perChannel) {
    return new FeatureLayout(channels, perChannel, Form.BYTES);
  }

  public boolean bytes() {
    return form == Form.BYTES;
  }

  public int features() {
    return channels * channelSize;
  }
}
