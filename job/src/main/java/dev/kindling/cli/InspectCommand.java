package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.FittedColumn;
import dev.kindling.model.FilterPicture;
import dev.kindling.model.Model;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import dev.kindling.session.SparkSettings;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "inspect",
    description = "Shows a model's architecture, shapes and parameter counts.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling inspect --model runs/a/model",
      "  kindling inspect --model runs/a/model --filters filters.png"
    })
final class InspectCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--filters",
      paramLabel = "FILE.png",
      description = "Draws the filters of the first conv2d layer as well.")
  private Path filters;

  @Option(names = "--overwrite", description = "Replaces the picture that is there.")
  private boolean overwrite;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Model model = options.read(SparkSettings.hadoop());
    if (overwrite && filters == null) {
      throw new ParameterException(command.commandLine(), "--overwrite needs --filters");
    }
    if (filters != null) {
      FilterPicture.write(SparkSettings.hadoop(), filters, overwrite, model);
    }
    if (json.isOn()) {
      json.print(ModelDescription.of(model));
      return 0;
    }
    Network network = model.network();
    PrintWriter out = command.commandLine().getOut();
    TextTable table = new TextTable("layer", "kind", "options", "output", "tensors", "parameters");
    table.row("0", "input", describe(model.features()), network.inputShape().toString(), "", "0");
    int number = 0;
    for (Layer layer : network.layers()) {
      table.row(
          String.valueOf(++number),
          layer.kind(),
          describe(layer),
          layer.outputShape().toString(),
          layer.parameters().stream()
              .map(p -> p.name() + " " + p.shape())
              .collect(Collectors.joining(", ")),
          count(layer.parameters().stream().mapToInt(p -> p.shape().size()).sum()));
    }
    table.row("", "total", "", "", "", count(network.parameterCount()));
    table.print(out);
    out.println();
    if (model.features() instanceof ColumnPreparation columns) {
      print(out, columns);
    }
    out.println("loss: " + network.loss());
    out.println("precision: " + model.parameters().precision().name().toLowerCase(Locale.ROOT));
    if (!model.classes().isEmpty()) {
      out.println("classes: " + String.join(", ", model.classes()));
    }
    model.made().forEach((key, value) -> out.println(key + ": " + value));
    out.flush();
    return 0;
  }

  private static String describe(FeaturePreparation features) {
    return features instanceof FeatureScaling scaling
        ? scaling.kind().name().toLowerCase(Locale.ROOT)
        : Wording.counted(features.features(), "column");
  }

  /** What becomes of each column, and the categories that have inputs. */
  private static void print(PrintWriter out, ColumnPreparation preparation) {
    TextTable table = new TextTable("column", "preparation", "inputs");
    preparation
        .declared()
        .forEach(
            column -> table.row(column.name(), column.toString(), String.valueOf(column.inputs())));
    table.print(out);
    out.println();
    for (FittedColumn column : preparation.columns()) {
      if (!column.categories().isEmpty()) {
        out.println(column.column().name() + ": " + String.join(", ", column.categories()));
      }
    }
    out.println();
  }

  private static String describe(Layer layer) {
    return new TreeMap<>(layer.options())
        .entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(" "));
  }

  private static String count(int parameters) {
    return String.format(Locale.ROOT, "%,d", parameters);
  }
}
