package dev.kindling.cli;

import dev.kindling.model.Model;
import dev.kindling.onnx.OnnxExport;
import dev.kindling.session.SparkSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = "Writes a model, with its feature preparation, in a format that others read.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The input of the ONNX model is features, raw values as they are in the data, [N, D] or"
          + " [N, C, H, W], or one of the name of each of data.columns, [N, 1]; its outputs are probabilities, [N, K], and prediction, [N], the index"
          + " of a class. The metadata classes has their names.",
      "",
      "Example:",
      "  kindling export --model runs/a/model --format onnx --output model.onnx"
    })
final class ExportCommand implements Callable<Integer> {
  static final String ONNX = "onnx";

  @Mixin private ModelOptions options;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      completionCandidates = Candidates.Models.class,
      description = "The format; onnx.")
  private String format;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces the file that is there.")
  private boolean overwrite;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    if (!format.equals(ONNX)) {
      throw new ParameterException(
          command.commandLine(), "--format is " + format + " but must be " + ONNX);
    }
    Configuration hadoop = SparkSettings.hadoop();
    Model model = options.read(hadoop);
    OnnxExport.write(hadoop, output, overwrite, model);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("format", format);
    result.put("parameters", model.network().parameterCount());
    result.put("output", output.toString());
    json.print(result, format + " model: " + output);
    return 0;
  }
}
