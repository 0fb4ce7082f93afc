package dev.kindling.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures in the form that a page holds them in. */
public final class Pictures {
  private Pictures() {}

  /** The bytes of a PNG file. */
  public static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  /** A picture as a {@code data:} URI of a PNG. */
  public static String uri(BufferedImage picture) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(picture));
  }

  /**
   * An image with its least value in black and its greatest in white: in colour if it has three
   * channels, else the first channel in grey.
   *
   * @param pixels {@code [C x H x W]}
   */
  public static BufferedImage image(float[] pixels, int channels, int height, int width) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float pixel : pixels) {
      least = Math.min(least, pixel);
      greatest = Math.max(greatest, pixel);
    }
    float range = greatest > least ? greatest - least : 1;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int colour = 0;
        for (int c = 0; c < 3; c++) {
          float pixel = pixels[((channels == 3 ? c : 0) * height + y) * width + x];
          colour = colour << 8 | Math.round(255 * (pixel - least) / range);
        }
        picture.setRGB(x, y, colour);
      }
    }
    return picture;
  }
}
