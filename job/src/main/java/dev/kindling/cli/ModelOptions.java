package dev.kindling.cli;

import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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
    return ModelFolder.read(hadoop, folder);
  }
}
