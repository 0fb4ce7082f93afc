package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Grid;
import java.util.List;
import java.util.Map;

/** What the pooling layers have in common: windows without padding over each channel alone. */
final class Pooling {
  private Pooling() {}

  /** What to do with one channel of an image and one element of the window. */
  interface Visitor {
    /**
     * @param in the first input that the element meets, in the whole batch
     * @param out the first output of the channel
     */
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

  /** The inputs that one element of the window meets in one channel. */
  static Grid grid(Window window) {
    return new Grid(
        window.outHeight(), window.outWidth(), window.stride() * window.width(), window.stride());
  }

  /**
   * Visits every channel of so many images with every element of the window, which come in
   * row-major order.
   */
  static void forEach(Window window, int images, Visitor visitor) {
    int plane = window.height() * window.width();
    int outputs = window.outHeight() * window.outWidth();
    for (int channel = 0; channel < images * window.channels(); channel++) {
      for (int row = 0; row < window.kernelHeight(); row++) {
        for (int column = 0; column < window.kernelWidth(); column++) {
          visitor.visit(channel * plane + row * window.width() + column, channel * outputs);
        }
      }
    }
  }
}
