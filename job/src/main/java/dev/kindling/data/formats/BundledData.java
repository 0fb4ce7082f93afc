package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import dev.kindling.nn.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The data sets that need no file.
 *
 * <ul>
 *   <li>{@code digits}: 1,797 handwritten digits of 8 x 8 pixels from 0 to 16, the digit in column
 *       64 (UCI, "Optical Recognition of Handwritten Digits", CC BY 4.0).
 *   <li>{@code breast-cancer}: 569 tumours, each with 30 measurements of its cells' nuclei, {@code
 *       malignant} or {@code benign} in column {@code diagnosis} (UCI, "Breast Cancer Wisconsin
 *       (Diagnostic)", CC BY 4.0).
 *   <li>{@code customers}: 800 made-up customers with numbers, categories and missing values, and
 *       in column {@code churned} whether they left.
 *   <li>{@code clouds}: the four Gaussian clouds of ten points each on which the course notebook
 *       trains, drawn from the seed; the cloud in column 2.
 * </ul>
 */
public final class BundledData {
  private static final List<String> FILES = List.of("digits", "breast-cancer", "customers");
  private static final String FOLDER = "/dev/kindling/data/"; // of the resources
  private static final double[][] CLOUD_MEANS = {{3.6, 40}, {3.9, 10}, {3.4, 30}, {2.0, 10}};
  private static final double[][] CLOUD_VARIANCES = {{0.05, 10}, {0.01, 5}, {0.25, 5}, {0.5, 10}};
  private static final int CLOUD_POINTS = 10;

  private BundledData() {}

  public static boolean has(String name) {
    return FILES.contains(name) || name.equals("clouds");
  }

  static JavaRDD<Records<String>> lines(JavaSparkContext spark, String name, long seed) {
    List<String> lines = FILES.contains(name) ? file(name) : clouds(seed);
    return spark
        .parallelize(lines, 1)
        .mapPartitions(
            (Iterator<String> all) ->
                List.of(new Records<>(name, Records.LINE, true, all)).iterator());
  }

  private static List<String> file(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    BundledData.class.getResourceAsStream(FOLDER + name + ".csv.gz")),
                StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new DataException("the bundled " + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> clouds(long seed) {
    SplittableRandom random = Seeds.generator(seed, "clouds");
    List<String> lines = new ArrayList<>();
    for (int cloud = 0; cloud < CLOUD_MEANS.length; cloud++) {
      for (int point = 0; point < CLOUD_POINTS; point++) {
        double[] x = new double[2];
        for (int axis = 0; axis < x.length; axis++) {
          double deviation = Math.sqrt(CLOUD_VARIANCES[cloud][axis]);
          x[axis] = CLOUD_MEANS[cloud][axis] + deviation * random.nextGaussian();
        }
        lines.add(x[0] + "," + x[1] + "," + cloud);
      }
    }
    return lines;
  }
}
