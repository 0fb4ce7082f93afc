package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.data.DataFormat;
import dev.kindling.data.Source;
import dev.kindling.data.Wanted;
import dev.kindling.model.Model;
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
    Section format = Section.of("the model's description of its data", model.data());
    return DataFormat.read(format).open(spark, data, wanted, 1);
  }
}
