package dev.kindling.model;

import dev.kindling.config.ConfigException;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network.Tensor;
import dev.kindling.nn.Shape;
import dev.kindling.report.Pictures;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The filters {@code [F x C x HH x WW]} of a network's first convolution as a picture: a tile for
 * each filter, in colour where images have three channels; with other channels than one or three, a
 * row for each filter with a tile for each channel. Middle grey is a weight of zero, white the
 * greatest absolute value of all weights, black its negative.
 */
public final class FilterPicture {
  private static final int TILE = 60; // pixels that a tile has at least
  private static final int GAP = 6;

  private FilterPicture() {}

  /**
   * Writes a PNG file.
   *
   * @param overwrite whether to replace a file that exists
   * @throws ConfigException if the model has no convolution, or the file exists and is to stay
   * @throws OutputException if the file cannot be written
   */
  public static void write(Configuration hadoop, Path file, boolean overwrite, Model model) {
    // To memory first: ImageIO closes its stream at the end of the JVM, and fails aloud then.
    byte[] png = Pictures.png(draw(model));
    OutputFile.write(hadoop, file, "--filters", overwrite, out -> out.write(png));
  }

  /** Whether the model has a convolution. */
  public static boolean canDraw(Model model) {
    return firstFilters(model).isPresent();
  }

  /**
   * Draws the filters.
   *
   * @throws ConfigException if the model has no convolution
   */
  public static BufferedImage draw(Model model) {
    Tensor tensor =
        firstFilters(model)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "the model has no conv2d layer, so no filters to draw (--filters)"));
    Shape shape = tensor.shape();
    int filters = shape.sides().get(0);
    int channels = shape.sides().get(1);
    int height = shape.sides().get(2);
    int width = shape.sides().get(3);
    Matrix weights = model.parameters().view(tensor.offset(), filters, channels * height * width);
    double most = greatest(weights);
    int perTile = channels == 3 ? 3 : 1; // channels
    int tiles = weights.size() / (perTile * height * width);
    int across = tiles == filters ? (int) Math.ceil(Math.sqrt(tiles)) : channels;
    int down = (tiles + across - 1) / across;
    int zoom = Math.max(1, (TILE + Math.max(height, width) - 1) / Math.max(height, width));
    BufferedImage picture =
        new BufferedImage(
            across * (width * zoom + GAP) + GAP,
            down * (height * zoom + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    picture.createGraphics().fillRect(0, 0, picture.getWidth(), picture.getHeight());
    for (int tile = 0; tile < tiles; tile++) {
      int left = GAP + tile % across * (width * zoom + GAP);
      int top = GAP + tile / across * (height * zoom + GAP);
      int first = tile * perTile * height * width;
      for (int y = 0; y < height * zoom; y++) {
        for (int x = 0; x < width * zoom; x++) {
          int at = first + y / zoom * width + x / zoom;
          picture.setRGB(left + x, top + y, colour(weights, at, perTile, height * width, most));
        }
      }
    }
    return picture;
  }

  private static int colour(Matrix weights, int at, int channels, int step, double most) {
    int colour = 0;
    for (int c = 0; c < 3; c++) {
      double weight = weights.get(at + (channels == 3 ? c * step : 0));
      colour = colour << 8 | (int) Math.round(127.5 + 127.5 * weight / most);
    }
    return colour;
  }

  private static double greatest(Matrix weights) {
    double most = Double.MIN_NORMAL;
    for (int i = 0; i < weights.size(); i++) {
      most = Math.max(most, Math.abs(weights.get(i)));
    }
    return most;
  }

  /** The first tensor of four sides: only convolutions have such. */
  private static Optional<Tensor> firstFilters(Model model) {
    return model.network().tensors().stream()
        .filter(tensor -> tensor.shape().sides().size() == 4)
        .findFirst();
  }
}
