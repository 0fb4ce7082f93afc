package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Grid;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/** What the pooling layers have in common: windows without padding over each channel alone. */
final class Pooling {
  private Pooling() {}

  /** Reads {@code size}, a number or [height, width], and {@code stride}, by default the height. */
  static Window window(String kind, Section options, Shape input) {
    List<Integer> size = Window.sides(options, "size");
    int stride = options.integer("stride", size.get(0), 1, Integer.MAX_VALUE);
    return Window.over(kind, input, size.get(0), size.get(1), stride, 0);
  }

  static Map<String, Object> options(Window window) {
    return Map.of(
        "size", List.of(window.kernelHeight(), window.kernelWidth()), "stride", window.stride());
  }

  static Shape outputShape(Window window) {
    return Shape.of(window.channels(), window.outHeight(), window.outWidth());
  }

  /** The number of elements of the window; they come in row-major order. */
  static int elements(Window window) {
    return window.kernelHeight() * window.kernelWidth();
  }

  /** Copies what one element of the window meets in an image to {@code met [1 x CH'W']}. */
  static void gather(Window window, Grid grid, int element, Matrix x, int image, Matrix met) {
    for (int channel = 0; channel < window.channels(); channel++) {
      met.gather(channel * outputs(window), x, first(window, element, image, channel), grid);
    }
  }

  /** The transpose of {@link #gather}: adds to what the element meets in an image. */
  static void scatterAdd(Window window, Grid grid, int element, Matrix dmet, Matrix dx, int image) {
    for (int channel = 0; channel < window.channels(); channel++) {
      dx.scatterAdd(first(window, element, image, channel), grid, dmet, channel * outputs(window));
    }
  }

  private static int outputs(Window window) {
    return window.outHeight() * window.outWidth();
  }

  private static int first(Window window, int element, int image, int channel) {
    int row = (image * window.channels() + channel) * window.height();
    return (row + element / window.kernelWidth()) * window.width() + element % window.kernelWidth();
  }

  /** The inputs that an element of the window meets in a channel. */
  static Grid grid(Window window) {
    return new Grid(
        window.outHeight(), window.outWidth(), window.stride() * window.width(), window.stride());
  }
}
