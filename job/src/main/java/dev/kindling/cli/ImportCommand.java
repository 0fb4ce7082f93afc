package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.config.Wording;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.onnx.OnnxImport;
import dev.kindling.session.SparkSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "import",
    description = "Makes a model folder of an ONNX model, to predict with it on Spark.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "It reads chains of dense and convolutional layers, as PyTorch, Keras (tf2onnx) and"
          + " scikit-learn (skl2onnx) write them.",
      "",
      "Examples:",
      "  kindling import --onnx model.onnx --output model",
      "  kindling import --onnx model.onnx --output model --classes cat,dog \\",
      "    --set data.label=animal"
    })
final class ImportCommand implements Callable<Integer> {
  @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "The ONNX model.")
  private Path file;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder to write.")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces the model folder that is there.")
  private boolean overwrite;

  @Option(
      names = "--classes",
      paramLabel = "NAME",
      split = ",",
      description =
          "The names of the classes, in the order of the outputs; by default those of the file, or"
              + " numbers from 0.")
  private final List<String> classes = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "data.KEY=value",
      description =
          "How rows for the model are read, as in a configuration, such as data.label=species; by"
              + " default CSV whose label, if any, comes after the features.")
  private final List<String> assignments = new ArrayList<>();

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkSettings.hadoop();
    Model read = OnnxImport.read(hadoop, file, classes);
    Model model = read.with(data(read.features().features()));
    ModelFolder.check(hadoop, output, "--output", overwrite);
    ModelFolder.replace(output.getFileSystem(hadoop), output, model);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("layers", model.network().layers().size());
    result.put("parameters", model.network().parameterCount());
    result.put("classes", model.classes());
    result.put("output", output.toString());
    json.print(
        result,
        String.format(
            Locale.ROOT,
            "%s with %,d parameters, %s: %s",
            Wording.counted(model.network().layers().size(), "layer"),
            model.network().parameterCount(),
            model.classes().isEmpty() ? "for a number" : model.classes().size() + " classes",
            output));
    return 0;
  }

  private Map<String, Object> data(int features) {
    Section root = Section.of("--set", Map.of("data", Map.of()));
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    Section data = root.section("data");
    if (data.string("format", "csv").equals("csv") && !data.has("label")) {
      root = root.with("data.label=" + features);
    }
    Map<String, Object> map = DataFormats.read(root.section("data")).toMap();
    root.done();
    return map;
  }
}
