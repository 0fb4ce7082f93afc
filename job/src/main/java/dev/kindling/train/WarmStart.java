package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.data.Classes;
import dev.kindling.data.DataConfig;
import dev.kindling.data.FeatureNames;
import dev.kindling.features.Column;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import dev.kindling.session.SparkSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * What training starts from: new parameters or, with {@code training.initial_model}, those of an
 * existing model and its preparation of features.
 *
 * @param model null for new parameters
 */
public record WarmStart(RunConfig config, Model model) {

  /**
   * Reads {@code training.initial_model}, where it is configured.
   *
   * @throws ConfigException if its network, loss or preparation is not the configured one
   */
  public static WarmStart of(RunConfig config) {
    String folder = config.training().initialModel();
    if (folder == null) {
      return new WarmStart(config, null);
    }
    Model model = ModelFolder.read(SparkSettings.hadoop(), new Path(folder));
    String theirs = architecture(model.network());
    String ours = architecture(config.network());
    if (!theirs.equals(ours)) {
      throw new ConfigException(
          "the network of %s (training.initial_model) is %s but the configured one is %s"
              .formatted(folder, theirs, ours));
    }
    if (model.network().loss() != config.network().loss()) {
      throw new ConfigException(
          "%s (training.initial_model) was trained with training.loss %s, not %s"
              .formatted(folder, model.network().loss(), config.network().loss()));
    }
    String before = preparation(model.features());
    String now = preparation(config.data());
    if (!before.equals(now)) {
      throw new ConfigException(
          "%s (training.initial_model) was trained with %s, and its scaling is kept: set %s to that"
              .formatted(folder, before, before.substring(0, before.indexOf(':'))));
    }
    return new WarmStart(config, model);
  }

  private static String preparation(FeaturePreparation fitted) {
    return fitted instanceof ColumnPreparation columns
        ? columns(columns.declared())
        : features(((FeatureScaling) fitted).kind());
  }

  private static String preparation(DataConfig data) {
    return data.columns().isEmpty() ? features(data.scaling()) : columns(data.columns());
  }

  private static String features(Scaling kind) {
    return "data.features: " + kind.name().toLowerCase(Locale.ROOT);
  }

  private static String columns(List<Column> columns) {
    return columns.stream()
        .map(column -> column.name() + ": " + column)
        .collect(Collectors.joining(", ", "data.columns: {", "}"));
  }

  /** The preparation to use, or null to fit one. */
  public FeaturePreparation preparation() {
    return model == null ? null : model.features();
  }

  /** The parameters before the first step, {@code [1 x P]}. */
  Matrix parameters(TargetScale targets) {
    return model == null
        ? TargetScale.initialize(
            config.network(), Precision.FLOAT, targets, config.training().seed())
        : model.parameters().to(Precision.FLOAT);
  }

  /** A network whose loss is in the unit of its targets, where a layer adapts to them. */
  Network inUnit(Network network, TargetScale targets) {
    if (targets == null) {
      return network;
    }
    return network.minimisingIn(
        model == null ? targets.unit() : network.targetUnit(model.parameters()));
  }

  /** What a user should know of such targets of a network that adapts to them, or null. */
  String remark(TargetScale targets) {
    return model == null
        ? targets.remark()
        : targets.remark(model.network().targetUnit(model.parameters()));
  }

  /** Refuses data with other classes, or in another order: outputs would change their meaning. */
  void checkClasses(Classes ours) {
    if (model != null && !model.classes().equals(ours.names())) {
      throw new ConfigException(
          "the classes of %s (training.initial_model) are %s but the data has %s"
              .formatted(config.training().initialModel(), model.classes(), ours.names()));
    }
  }

  /** Refuses data whose columns have other names, or are in another order, where they have any. */
  void checkFeatures(String input, List<String> names) {
    if (model != null) {
      String folder = config.training().initialModel();
      FeatureNames.check(input, names, model, folder + " (training.initial_model)");
    }
  }

  /** {@code [64] -> dense {activation=linear, units=10}}; how it once began does not matter. */
  private static String architecture(Network network) {
    StringBuilder text = new StringBuilder(network.inputShape().toString());
    for (Layer layer : network.layers()) {
      Map<String, Object> options = new TreeMap<>(layer.options());
      options.remove("initialization");
      text.append(" -> ").append(layer.kind()).append(options.isEmpty() ? "" : " " + options);
    }
    return text.toString();
  }
}
