package dev.kindling.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kindling.report.Pictures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The files of a learning-rate range test: its numbers as JSON, and a picture of them. */
public final class LearningRateReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private LearningRateReport() {}

  /** Writes {@code learning-rate.json} and {@code learning-rate.png}. */
  public static void write(RunOutput output, LossCurve curve) {
    output.file("learning-rate.json", out -> out.write(JSON.writeValueAsBytes(toMap(curve))));
    byte[] png = Pictures.png(BitmapEncoder.getBufferedImage(chart(curve)));
    output.file("learning-rate.png", out -> out.write(png));
  }

  /** What {@code learning-rate.json} holds. */
  public static Map<String, Object> toMap(LossCurve curve) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("suggestion", curve.suggestion());
    map.put("lowest", toMap(curve.lowest()));
    map.put("steps", curve.points().stream().map(LearningRateReport::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(LossCurve.Point point) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("learning_rate", point.rate());
    map.put("loss", point.loss());
    map.put("smoothed_loss", point.smoothed());
    return map;
  }

  static XYChart chart(LossCurve curve) {
    List<LossCurve.Point> points = curve.points();
    // The last losses would press all others to the ground.
    double most = 1.5 * points.get(0).smoothed();
    // XChart labels axes of losses around 1e-15 with one tick of 16 digits.
    int exponent = most > 0 && most < 1e-3 ? (int) Math.floor(StrictMath.log10(most)) : 0;
    double unit = StrictMath.pow(10, exponent);
    double top = most / unit;
    double[] rates = points.stream().mapToDouble(LossCurve.Point::rate).toArray();
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title("learning-rate range test")
            .xAxisTitle("learning rate")
            .yAxisTitle("mean loss of a mini-batch" + (exponent == 0 ? "" : ", in 1e" + exponent))
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(top);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSW);
    line(
        chart.addSeries(
            "loss",
            rates,
            points.stream().mapToDouble(point -> Math.min(point.loss() / unit, top)).toArray()),
        Color.LIGHT_GRAY,
        1);
    line(
        chart.addSeries(
            "smoothed",
            rates,
            points.stream().mapToDouble(point -> Math.min(point.smoothed() / unit, top)).toArray()),
        new Color(0x1f77b4),
        2.5f);
    String suggested = String.format(Locale.ROOT, "suggested: %.2g", curve.suggestion());
    double[] at = {curve.suggestion(), curve.suggestion()};
    line(chart.addSeries(suggested, at, new double[] {0, top}), new Color(0xd62728), 1.5f);
    return chart;
  }

  private static void line(XYSeries series, Color colour, float width) {
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width));
  }
}
