package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.data.CsvFormat;
import dev.kindling.data.CsvSource;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;

/** The option that names a model. */
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The model folder that training wrote, such as runs/a/model.")
  private Path folder;

  Path folder() {
    return folder;
  }

  Model read(Configuration hadoop) {
    try {
      return ModelFolder.read(folder.getFileSystem(hadoop), folder);
    } catch (IOException e) {
      throw new ModelException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Opens rows in the format that the model was trained on. */
  static CsvSource open(
      JavaSparkContext spark, Model model, String data, boolean labelMayBeAbsent) {
    Section format = Section.of("the model's description of its data", model.data());
    return CsvSource.open(
        spark, data, CsvFormat.read(format), model.features().features(), labelMayBeAbsent, 1);
  }
}
