package dev.kindling.nn;

import dev.kindling.config.Section;
import java.util.List;
import java.util.Map;

/** What the pooling layers have in common: windows without padding over each channel alone. */
final class Pooling {
  private Pooling() {}

  /**
   * What to do with one line of outputs and one element of the window: output {@code i} of the line
   * meets input {@code in + i * stride}.
   */
  interface LineVisitor {
    void visit(int in, int out);
  }

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

  /**
   * Visits every line of outputs of so many images with every element of the window, which come in
   * row-major order.
   */
  static void forEachLine(Window window, int images, LineVisitor visitor) {
    int out = 0;
    for (int plane = 0; plane < images * window.channels(); plane++) {
      for (int outRow = 0; outRow < window.outHeight(); outRow++) {
        int corner = (plane * window.height() + outRow * window.stride()) * window.width();
        for (int row = 0; row < window.kernelHeight(); row++) {
          for (int column = 0; column < window.kernelWidth(); column++) {
            visitor.visit(corner + row * window.width() + column, out);
          }
        }
        out += window.outWidth();
      }
    }
  }
}
