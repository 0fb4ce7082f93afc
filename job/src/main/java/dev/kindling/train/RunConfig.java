package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.data.Dataset;
import dev.kindling.model.FeatureScaling;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.optim.Lbfgs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A whole configuration file, checked.
 *
 * @param source everything that was configured, as plain maps, for the record
 */
public record RunConfig(
    DataConfig data, Network network, TrainingConfig training, Map<String, Object> source) {

  /**
   * Reads and checks all of a configuration, without Spark.
   *
   * @throws ConfigException naming the file, the key and what would be legal
   */
  public static RunConfig read(Section root) {
    TrainingConfig training = TrainingConfig.read(root.section("training"));
    Network network = NetworkConfig.read(root.section("network"), training.loss());
    DataConfig data = DataConfig.read(root.section("data"), network.inputShape());
    if (training.optimizer() instanceof Lbfgs) {
      LbfgsRules.check(root.section("training"), training, network, data);
    }
    if (training.outerOptimizer() != null && training.localSteps() == 1) {
      throw root.section("training")
          .error("outer_optimizer", "needs local_steps above 1: it takes steps between averages");
    }
    checkMeasured(root.section("training"), training, data);
    if (network.outputs() < 2) {
      throw root.section("network")
          .error("layers", "must end with at least two units, one for each class");
    }
    root.done();
    return new RunConfig(data, network, training, root.asMap());
  }

  /** Refuses to watch or ask for what is not measured. */
  private static void checkMeasured(Section section, TrainingConfig training, DataConfig data) {
    boolean validation = data.validationPath() != null || data.validationFraction() > 0;
    training.gate().check(section, validation, training.epochs());
    if (training.earlyStopping() != null) {
      training.earlyStopping().check(section.section("early_stopping"), validation);
    }
    if (training.plateau() != null) {
      training.plateau().watch().check(section.section("reduce_on_plateau"), validation);
    }
  }

  /** What was configured, apart from some keys of a section. */
  Map<String, Object> sourceWithout(String section, Set<String> keys) {
    Map<String, Object> copy = new LinkedHashMap<>(source);
    Map<Object, Object> inner = new LinkedHashMap<>((Map<?, ?>) source.get(section));
    inner.keySet().removeAll(keys);
    copy.put(section, inner);
    return copy;
  }

  /** Reads and prepares the data for the network, see {@link Dataset#load}. */
  public Dataset load(JavaSparkContext spark) {
    return load(spark, null);
  }

  /**
   * The same with a scaling that was fitted before.
   *
   * @param scaling null to fit one
   */
  Dataset load(JavaSparkContext spark, FeatureScaling scaling) {
    return Dataset.load(
        spark,
        data,
        network.inputShape(),
        network.outputs(),
        training.partitions(),
        training.seed(),
        scaling);
  }
}
