package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.data.Classes;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** Training that goes on from an existing model: its parameters and its feature scaling. */
final class WarmStart {
  private WarmStart() {}

  /**
   * Reads {@code training.initial_model}.
   *
   * @throws ConfigException if its network, loss or scaling is not the configured one
   */
  static Model read(RunConfig config) {
    String folder = config.training().initialModel();
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
    if (model.features().kind() != config.data().scaling()) {
      throw new ConfigException(
          "%s (training.initial_model) was trained with data.features %s, not %s"
              .formatted(folder, model.features().kind(), config.data().scaling()));
    }
    return model;
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

  /** Refuses data with other classes, or in another order: outputs would change their meaning. */
  static void checkClasses(String folder, List<String> theirs, Classes ours) {
    if (!theirs.equals(ours.names())) {
      throw new ConfigException(
          "the classes of %s (training.initial_model) are %s but the data has %s"
              .formatted(folder, theirs, ours.names()));
    }
  }
}
