package dev.kindling.train;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import dev.kindling.config.ConfigException;
import dev.kindling.model.OutputException;
import dev.kindling.train.Scoring.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;

/**
 * Predictions as CSV: {@code row,prediction,probability_<class>...}, a header in each file. Where
 * there are no classes, the prediction is a number.
 */
public final class PredictionFile {
  private PredictionFile() {}

  /**
   * Makes sure of the folder before anything is computed for it.
   *
   * @throws ConfigException if it exists or cannot be made
   */
  public static void check(Configuration hadoop, Path folder) {
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      if (fs.exists(folder)) {
        throw new ConfigException(folder + " (--output) exists; choose another folder");
      }
      if (!fs.mkdirs(folder)) {
        throw new IOException("the folder cannot be made");
      }
      fs.delete(folder, true);
    } catch (IOException | FSError e) {
      throw new ConfigException(folder + " (--output) cannot be written: " + e.getMessage());
    }
  }

  /** Writes the folder, which does not exist; its {@code _SUCCESS} appears when it is whole. */
  public static void write(JavaRDD<Prediction> predictions, List<String> classes, Path folder) {
    List<String> names = new ArrayList<>(classes); // a list that every serializer knows
    try {
      predictions.mapPartitions(rows -> lines(rows, names)).saveAsTextFile(folder.toString());
    } catch (Exception e) { // Spark wraps what a task throws, and declares nothing
      discard(predictions.context().hadoopConfiguration(), folder, e);
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof FSError) {
          throw new OutputException(folder.toString(), cause);
        }
      }
      throw e;
    }
  }

  private static void discard(Configuration hadoop, Path folder, Exception reason) {
    try {
      folder.getFileSystem(hadoop).delete(folder, true);
    } catch (IOException | FSError e) {
      reason.addSuppressed(e);
    }
  }

  private static Iterator<String> lines(Iterator<Prediction> rows, List<String> classes) {
    CsvWriter csv = new CsvWriter(new CsvWriterSettings());
    List<String> header = new ArrayList<>(List.of("row", "prediction"));
    classes.forEach(name -> header.add("probability_" + name));
    return new Iterator<>() {
      private boolean headerAhead = true;

      @Override
      public boolean hasNext() {
        return headerAhead || rows.hasNext();
      }

      @Override
      public String next() {
        if (headerAhead) {
          headerAhead = false;
          return csv.writeRowToString(header);
        }
        return csv.writeRowToString(fields(rows.next(), classes));
      }
    };
  }

  private static List<Object> fields(Prediction prediction, List<String> classes) {
    List<Object> fields = new ArrayList<>();
    fields.add(prediction.row());
    fields.add(
        classes.isEmpty()
            ? (float) prediction.predicted() // what the network computed with
            : classes.get((int) prediction.predicted()));
    for (float probability : prediction.probabilities()) {
      fields.add(probability);
    }
    return fields;
  }
}
