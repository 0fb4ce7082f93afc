package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

class LearningRateReportTest {
  private static LossCurve curve(double unit) {
    LossCurve curve = new LossCurve();
    while (!curve.ended()) {
      double rate = curve.nextRate();
      curve.add(unit * (rate < 1 ? 2.3 / (1 + 10 * rate) : 100 * rate));
    }
    return curve;
  }

  @Test
  void theFileHasEveryStepAndTheSuggestion() {
    LossCurve curve = curve(1);
    var map = LearningRateReport.toMap(curve);
    assertEquals(curve.suggestion(), map.get("suggestion"));
    assertEquals(curve.points().size(), ((List<?>) map.get("steps")).size());
  }

  @Test
  void theRatesAreOnALogarithmicAxisWithAMarkAtTheSuggestion() {
    LossCurve curve = curve(1);
    XYChart chart = LearningRateReport.chart(curve);
    assertTrue(chart.getStyler().isXAxisLogarithmic());
    assertEquals("learning rate", chart.getXAxisTitle());
    assertEquals("mean loss of a mini-batch", chart.getYAxisTitle());
    assertEquals(3, chart.getSeriesMap().size());
    BufferedImage picture = BitmapEncoder.getBufferedImage(chart);
    assertEquals(800, picture.getWidth());
    int mark = new Color(0xd62728).getRGB();
    int atMark = 0; // pixels of the longest column in the mark's colour
    for (int x = 0; x < picture.getWidth(); x++) {
      int inColumn = 0;
      for (int y = 0; y < picture.getHeight(); y++) {
        inColumn += picture.getRGB(x, y) == mark ? 1 : 0;
      }
      atMark = Math.max(atMark, inColumn);
    }
    assertTrue(atMark > 300, atMark + " pixels");
  }

  @Test
  void smallLossesAreDrawnInAUnitOfTheirSize() {
    XYChart chart = LearningRateReport.chart(curve(1e-15));
    assertEquals("mean loss of a mini-batch, in 1e-15", chart.getYAxisTitle());
    assertEquals(2.3, chart.getSeriesMap().get("loss").getYData()[0], 1e-3);
  }
}
