package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Grid;
import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.List;

/**
 * A kernel of HH x WW that slides over images of C x H x W, zero padding around them. There are
 * {@code H' = 1 + (H + 2 padding - HH) / stride} positions downwards and {@code W'} across,
 * likewise; the division drops what is left over at the bottom and on the right.
 *
 * <p>It lays images out in columns, one for each position of the kernel, so that a convolution is a
 * matrix product (im2col; Chellapilla, Puri and Simard 2006). With a stride of 1, the inputs that
 * one kernel element meets at all positions are the padded image from some element on: a row of the
 * columns is one contiguous copy. It runs on through the padding at the end of each image row; in
 * these gaps, {@code pitch - W'} columns after each W', stands something finite that nobody uses.
 */
record Window(
    int channels, int height, int width, int kernelHeight, int kernelWidth, int stride, int padding)
    implements Serializable {

  /** The window for images of a shape, C x H x W. */
  static Window over(
      String kind, Shape image, int kernelHeight, int kernelWidth, int stride, int padding) {
    if (image.sides().size() != 3) {
      throw new IllegalArgumentException(
          kind + " takes images of [C x H x W], not an input of " + image);
    }
    int height = image.sides().get(1);
    int width = image.sides().get(2);
    if (height + 2L * padding < kernelHeight || width + 2L * padding < kernelWidth) {
      throw new IllegalArgumentException(
          "%s %dx%d with stride %d%s does not fit a %dx%d input"
              .formatted(
                  kind,
                  kernelHeight,
                  kernelWidth,
                  stride,
                  padding == 0 ? "" : " and padding " + padding,
                  height,
                  width));
    }
    double plane = (height + 2.0 * padding) * (width + 2.0 * padding) + padding;
    if (image.sides().get(0) * plane > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s with padding %d makes more than %d elements of an input of %s"
              .formatted(kind, padding, Integer.MAX_VALUE, image));
    }
    return new Window(
        image.sides().get(0), height, width, kernelHeight, kernelWidth, stride, padding);
  }

  /** The height and width of a kernel; one number stands for both. */
  static List<Integer> sides(Section options, String key) {
    List<Integer> sides = options.integers(key, 1, Integer.MAX_VALUE);
    return switch (sides.size()) {
      case 1 -> List.of(sides.get(0), sides.get(0));
      case 2 -> sides;
      default -> throw options.error(key, "must be one number or [height, width]");
    };
  }

  Shape inputShape() {
    return Shape.of(channels, height, width);
  }

  /** H'. */
  int outHeight() {
    return 1 + (height + 2 * padding - kernelHeight) / stride;
  }

  /** W'. */
  int outWidth() {
    return 1 + (width + 2 * padding - kernelWidth) / stride;
  }

  /** Elements of an image: C H W. */
  int imageSize() {
    return channels * height * width;
  }

  /** Kernel elements in all channels, which is the height of a column: C HH WW. */
  int taps() {
    return channels * kernelHeight * kernelWidth;
  }

  /** Columns of one image, gaps included. */
  int positions() {
    return (outHeight() - 1) * pitch() + outWidth();
  }

  /** Columns from one image row to the next. */
  private int pitch() {
    return stride == 1 ? paddedWidth() : outWidth();
  }

  /**
   * An image row and the zeros after it, which are those before the next row as well; more of them
   * where the kernel is so narrow that it finds more positions in a row than that.
   */
  private int paddedWidth() {
    return width + Math.max(padding, 2 * padding - kernelWidth + 1);
  }

  private int planeSize() {
    return (height + 2 * padding) * paddedWidth() + padding;
  }

  /** Elements of a padded image. */
  int paddedSize() {
    return channels * planeSize();
  }

  /**
   * Lays out some images in columns.
   *
   * @param x images {@code [N x CHW]}
   * @param from the first of them
   * @param padded room for one padded image, zero in its margins
   * @param columns receives {@code [taps x (images * positions)]}
   */
  void toColumns(Matrix x, int from, Matrix padded, Matrix columns) {
    Grid inside = inside();
    Grid strides = strides();
    for (int at = 0, image = from; at < columns.cols(); at += positions(), image++) {
      copyRows(inside, x, image, padded, true);
      for (int tap = 0; tap < taps(); tap++) {
        int to = tap * columns.cols() + at;
        int start = start(tap);
        if (stride == 1) {
          columns.copyRange(to, padded, start, positions());
        } else {
          columns.gather(to, padded, start, strides);
        }
      }
    }
  }

  /**
   * The transpose of {@link #toColumns}: sums columns, zero in their gaps, into the images {@code
   * dx} from the given one on, overwriting them.
   */
  void fromColumns(Matrix columns, Matrix padded, Matrix room, Matrix dx, int from) {
    Grid inside = inside();
    Grid strides = strides();
    for (int at = 0, image = from; at < columns.cols(); at += positions(), image++) {
      padded.fill(0);
      for (int tap = 0; tap < taps(); tap++) {
        int source = tap * columns.cols() + at;
        int start = start(tap);
        if (stride == 1) {
          room.copyRange(start, columns, source, positions());
          padded.addRange(start, room, start, positions());
        } else {
          padded.scatterAdd(start, strides, columns, source);
        }
      }
      copyRows(inside, dx, image, padded, false);
    }
  }

  /** Where in a padded image the kernel element is at the first position. */
  private int start(int tap) {
    int channel = tap / (kernelHeight * kernelWidth);
    int row = tap / kernelWidth % kernelHeight;
    return channel * planeSize() + row * paddedWidth() + tap % kernelWidth;
  }

  /** The inputs that a kernel element meets, for a stride that leaves no gaps. */
  private Grid strides() {
    return new Grid(outHeight(), outWidth(), stride * paddedWidth(), stride);
  }

  /** Where a channel of an image is in its padded plane. */
  private Grid inside() {
    return new Grid(height, width, paddedWidth(), 1);
  }

  private void copyRows(Grid inside, Matrix images, int image, Matrix padded, boolean in) {
    for (int channel = 0; channel < channels; channel++) {
      int outside = (image * channels + channel) * height * width;
      int corner = channel * planeSize() + padding * paddedWidth() + padding;
      if (in) {
        padded.scatter(corner, inside, images, outside);
      } else {
        images.gather(outside, padded, corner, inside);
      }
    }
  }

  /**
   * Copies results out of the rows they were computed in.
   *
   * @param z a row for each position, {@code [(images * positions) x F]}
   * @param y receives images {@code [N x FH'W']} from the given one on
   */
  void closeGaps(Matrix z, Matrix y, int from) {
    int filters = z.cols();
    Grid results = new Grid(outHeight(), outWidth(), pitch() * filters, filters);
    int out = from * y.cols();
    for (int at = 0; at < z.rows(); at += positions()) {
      for (int filter = 0; filter < filters; filter++, out += outHeight() * outWidth()) {
        y.gather(out, z, at * filters + filter, results);
      }
    }
  }

  /**
   * Copies gradients to where their columns are, with zeros in the gaps.
   *
   * @param dy of images {@code [N x FH'W']}, from the given one on
   * @param dz receives a row for each filter, {@code [F x (images * positions)]}
   */
  void openGaps(Matrix dy, int from, Matrix dz) {
    dz.fill(0);
    Grid results = new Grid(outHeight(), outWidth(), pitch(), 1);
    int in = from * dy.cols();
    for (int at = 0; at < dz.cols(); at += positions()) {
      for (int filter = 0; filter < dz.rows(); filter++, in += outHeight() * outWidth()) {
        dz.scatter(filter * dz.cols() + at, results, dy, in);
      }
    }
  }
}
