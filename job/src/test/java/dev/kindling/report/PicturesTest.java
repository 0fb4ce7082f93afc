package dev.kindling.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static int colour(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xffffff;
  }

  @Test
  void theLeastValueIsBlackAndTheGreatestWhite() {
    BufferedImage picture = Pictures.image(new float[] {-1, 0, 1, 3, -1, -1}, 1, 2, 3);

    assertEquals(0x000000, colour(picture, 0, 0));
    assertEquals(0x404040, colour(picture, 1, 0));
    assertEquals(0x808080, colour(picture, 2, 0));
    assertEquals(0xffffff, colour(picture, 0, 1));
  }

  @Test
  void threeChannelsAreRedGreenAndBlue() {
    BufferedImage picture = Pictures.image(new float[] {1, 0, 0, 1, 0, 0}, 3, 1, 2);

    assertEquals(0xff0000, colour(picture, 0, 0));
    assertEquals(0x00ff00, colour(picture, 1, 0));
  }

  @Test
  void anImageOfOneValueIsBlack() {
    assertEquals(0, colour(Pictures.image(new float[] {7, 7}, 2, 1, 1), 0, 0));
  }

  @Test
  void aPictureSurvivesTheWayIntoThePage() throws IOException {
    BufferedImage picture = Pictures.image(new float[] {0, 1, 2, 4}, 1, 2, 2);

    String uri = Pictures.uri(picture);

    BufferedImage read =
        ImageIO.read(
            new ByteArrayInputStream(
                Base64.getDecoder().decode(uri.substring("data:image/png;base64,".length()))));
    assertEquals(colour(picture, 0, 1), colour(read, 0, 1));
    assertEquals(2, read.getWidth());
  }
}
