package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterPictureTest {
  private static final int WHITE = 0xffffffff;

  /** A model whose first weights are 1, -1/2, 0, then zeros. */
  private static Model model(String input, String layer) {
    Section root =
        Section.parse(
            "x.yaml", "{input: " + input + ", layers: [" + layer + ", dense: {units: 2}]}");
    Network network = NetworkConfig.read(root, Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = Precision.FLOAT.vector(network.parameterCount());
    parameters.set(0, 1);
    parameters.set(1, -0.5);
    FeatureScaling none = FeatureScaling.none(network.inputShape().size());
    return new Model(network, parameters, none, List.of("a", "b"), Map.of(), Map.of());
  }

  private static int grey(int level) {
    return 0xff000000 | level << 16 | level << 8 | level;
  }

  private static void write(Path file, boolean overwrite, Model model) {
    FilterPicture.write(
        new Configuration(), new org.apache.hadoop.fs.Path(file.toString()), overwrite, model);
  }

  @Test
  void aGreyTileForEachFilterInASquare() {
    BufferedImage picture =
        FilterPicture.draw(model("[1, 5, 5]", "conv2d: {filters: 5, kernel: [2, 3]}"));
    // A tile is 3 x 20 wide and 2 x 20 high; five of them make rows of three.
    assertEquals(6 + 3 * (60 + 6), picture.getWidth());
    assertEquals(6 + 2 * (40 + 6), picture.getHeight());
    assertEquals(WHITE, picture.getRGB(5, 5), "the gap");
    assertEquals(grey(255), picture.getRGB(6, 6));
    assertEquals(grey(255), picture.getRGB(25, 25));
    assertEquals(grey(64), picture.getRGB(26, 6));
    assertEquals(grey(128), picture.getRGB(46, 6));
    assertEquals(grey(128), picture.getRGB(6, 26));
    assertEquals(grey(128), picture.getRGB(6 + 66, 6), "the second filter");
    assertEquals(WHITE, picture.getRGB(6 + 2 * 66, 6 + 46), "no sixth filter");
  }

  @Test
  void ofSeveralConvolutionsTheFirstIsDrawn() {
    BufferedImage picture =
        FilterPicture.draw(
            model(
                "[1, 5, 5]",
                "conv2d: {filters: 1, kernel: [2, 3]}, conv2d: {filters: 4, kernel: 1}"));
    assertEquals(6 + 60 + 6, picture.getWidth());
    assertEquals(6 + 40 + 6, picture.getHeight());
    assertEquals(grey(255), picture.getRGB(6, 6));
  }

  @Test
  void threeChannelsAreColours() {
    BufferedImage picture =
        FilterPicture.draw(model("[3, 4, 4]", "conv2d: {filters: 1, kernel: 1}"));
    assertEquals(6 + 66, picture.getWidth());
    assertEquals(0xffff4080, picture.getRGB(6, 6));
  }

  @Test
  void otherChannelsAreTilesOfTheirOwn() {
    BufferedImage picture =
        FilterPicture.draw(model("[2, 4, 4]", "conv2d: {filters: 3, kernel: 1}"));
    assertEquals(6 + 2 * 66, picture.getWidth());
    assertEquals(6 + 3 * 66, picture.getHeight());
    assertEquals(grey(255), picture.getRGB(6, 6));
    assertEquals(grey(64), picture.getRGB(6 + 66, 6));
    assertEquals(grey(128), picture.getRGB(6, 6 + 66));
  }

  @Test
  void thePngIsReplacedWholeAndOnlyWhenAsked(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("filters.png"), "old");
    Model model = model("[1, 5, 5]", "conv2d: {filters: 5, kernel: [2, 3]}");
    assertEquals(
        file + " (--filters) exists; choose another file, or --overwrite to replace it",
        assertThrows(ConfigException.class, () -> write(file, false, model)).getMessage());
    assertEquals("old", Files.readString(file));
    write(file, true, model);
    assertEquals(204, ImageIO.read(file.toFile()).getWidth());
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed(@TempDir Path folder) throws Exception {
    Model model = model("[1, 5, 5]", "conv2d: {filters: 5, kernel: [2, 3]}");
    assertEquals(
        folder + " (--filters) is a folder but must be a file",
        assertThrows(ConfigException.class, () -> write(folder, true, model)).getMessage());
    assertTrue(Files.isDirectory(folder), "an empty folder stays, too");
    Path below = Files.writeString(folder.resolve("file"), "").resolve("filters.png");
    var e = assertThrows(OutputException.class, () -> write(below, false, model));
    assertTrue(e.getMessage().startsWith(below + " cannot be written: "), e.getMessage());
  }

  @Test
  void aModelWithoutConvolutionIsRefused() {
    var e =
        assertThrows(
            ConfigException.class, () -> FilterPicture.draw(model("4", "dense: {units: 3}")));
    assertEquals(
        "the model has no conv2d layer, so no filters to draw (--filters)", e.getMessage());
  }
}
