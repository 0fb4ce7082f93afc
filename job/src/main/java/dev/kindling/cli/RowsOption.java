package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.FeatureNames;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;

/** The option that names the rows for a model. */
final class RowsOption {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "The rows: a bundled name, file, folder or glob.")
  private String data;

  /** Opens the rows in the format that the model was trained on. */
  Source open(JavaSparkContext spark, Model model, Wanted wanted) {
    Source rows = format(model).open(spark, data, wanted, 1);
    FeatureNames.check(data, rows.featureNames(), model, "the model");
    return rows;
  }

  private static DataFormat format(Model model) {
    try {
      return DataFormats.read(Section.of("data in model.json", model.data()));
    } catch (ConfigException e) { // of the model, not of the arguments
      throw new ModelException(e.getMessage(), e);
    }
  }
}
