package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.data.Dataset;
import dev.kindling.data.Fold;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Source;
import dev.kindling.features.Column;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.optim.Lbfgs;
import dev.kindling.optim.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Network network = network(root, training.loss());
    DataConfig data = DataConfig.read(root.section("data"), network.inputShape());
    if (training.optimizer() instanceof Lbfgs) {
      LbfgsRules.check(root.section("training"), training, network, data);
    }
    if (training.outerOptimizer() != null && training.localSteps() == 1) {
      throw root.section("training")
          .error("outer_optimizer", "needs local_steps above 1: it takes steps between averages");
    }
    checkWarmUp(root.section("training"), training);
    checkShares(root.section("training"), training, network);
    checkOutputs(root.section("network"), network);
    checkAdapting(root.section("network"), network);
    if (network.classes() == 0) {
      checkNoClasses(root, training, data);
    }
    checkMeasured(root.section("training"), training, data, network);
    root.done();
    return new RunConfig(data, network, training, root.asMap());
  }

  private static Network network(Section root, Loss loss) {
    List<Column> columns = DataConfig.columns(root.section("data"));
    Section section = root.section("network");
    return columns.isEmpty()
        ? NetworkConfig.read(section, loss)
        : NetworkConfig.read(
            section, loss, Column.inputs(columns), "the inputs that data.columns makes");
  }

  /** Refuses a warm-up that no epoch comes after. */
  private static void checkWarmUp(Section section, TrainingConfig training) {
    if (training.epochs() > 0
        && training.schedule() instanceof Schedule.WarmUp warmUp
        && warmUp.warmUpEpochs() >= training.epochs()) {
      throw section
          .section("warmup")
          .error("epochs", "must be below training.epochs, which is " + training.epochs());
    }
  }

  private static void checkOutputs(Section section, Network network) {
    Loss loss = network.loss();
    if (!loss.fits(network.outputs())) {
      throw section.error(
          "layers", "must end with %s (training.loss: %s)".formatted(loss.units(), loss));
    }
    Layer last = network.layers().get(network.layers().size() - 1);
    if (loss == Loss.BINARY_CROSS_ENTROPY && "sigmoid".equals(last.options().get("activation"))) {
      throw section.error(
          "layers", "must end with a linear layer: binary_cross_entropy has the sigmoid in it");
    }
  }

  /** Refuses a layer in the unit of the targets that others follow, or where there is no unit. */
  private static void checkAdapting(Section section, Network network) {
    for (int l = 0; l < network.layers().size(); l++) {
      Layer layer = network.layers().get(l);
      if (layer.adaptsToTargets() && (network.classes() > 0 || l + 1 < network.layers().size())) {
        throw section.error(
            "layers",
            "must have %s as the last one, and with training.loss: mean_squared_error, or not at all"
                .formatted(layer.kind()));
      }
    }
  }

  /** Refuses what only classes have. */
  private static void checkNoClasses(Section root, TrainingConfig training, DataConfig data) {
    String problem = "must be left out: training.loss is %s".formatted(training.loss());
    if (training.classWeights() != null) {
      throw root.section("training").error("class_weights", problem);
    }
    if (training.labelSmoothing() > 0) {
      throw root.section("training").error("label_smoothing", problem);
    }
    if (data.stratify()) {
      throw root.section("data").error("stratify", problem);
    }
  }

  /** Refuses to watch or ask for what is not measured. */
  private static void checkMeasured(
      Section section, TrainingConfig training, DataConfig data, Network network) {
    boolean validation = data.holdsOut();
    if (training.gate() != null) {
      training.gate().check(section, validation, training.epochs());
    }
    if (training.earlyStopping() != null) {
      training.earlyStopping().check(section.section("early_stopping"), validation, network);
    }
    if (training.plateau() != null) {
      training.plateau().watch().check(section.section("reduce_on_plateau"), validation, network);
    }
  }

  /** Refuses shares of a step that are single examples, for layers that learn nothing of one. */
  private static void checkShares(Section section, TrainingConfig training, Network network) {
    String needy = needsTwo(network);
    if (needy != null && training.batchSize() < 2L * training.partitions()) {
      throw section.error(
          "batch_size",
          "must be at least %d, two examples for each of the %d partitions (training.partitions): %s"
              .formatted(2L * training.partitions(), training.partitions(), needy));
    }
  }

  /**
   * The same for the rows that there are.
   *
   * @throws DataException if they are too few
   */
  public void checkShares(long trainingRows) {
    String needy = needsTwo(network);
    if (needy != null && trainingRows < 2L * training.partitions()) {
      throw new DataException(
          "%s: %d training rows are too few for %d partitions (training.partitions): %s"
              .formatted(data.train(), trainingRows, training.partitions(), needy));
    }
  }

  /** The first layer that a single example is too few for, and why; null for none. */
  private static String needsTwo(Network network) {
    for (int l = 0; l < network.layers().size(); l++) {
      if (network.layers().get(l).leastBatch() > 1) {
        return "layer %d (%s) has nothing to normalise a single one by"
            .formatted(l + 1, network.layers().get(l).kind());
      }
    }
    return null;
  }

  /** What was configured, apart from some keys of a section. */
  static Map<String, Object> without(Map<String, Object> source, String section, Set<String> keys) {
    Map<String, Object> copy = new LinkedHashMap<>(source);
    Map<Object, Object> inner = new LinkedHashMap<>((Map<?, ?>) source.get(section));
    inner.keySet().removeAll(keys);
    copy.put(section, inner);
    return copy;
  }

  /** Equal for configurations of which {@link #load} makes the same. */
  public Object loadKey() {
    return List.of(
        data,
        network.inputShape(),
        network.outputs(),
        network.loss(), // whether labels are classes or numbers
        training.partitions(),
        training.seed(),
        Optional.ofNullable(training.initialModel())); // may bring its preparation
  }

  /** Reads and prepares the data for the network, see {@link Dataset#load}. */
  public Dataset load(JavaSparkContext spark) {
    return load(spark, null, null);
  }

  /**
   * The same with a preparation that was fitted before, or with a fold held out.
   *
   * @param fitted null to fit one
   * @param fold null to hold out what is configured
   */
  public Dataset load(JavaSparkContext spark, FeaturePreparation fitted, Fold fold) {
    return checked(
        Dataset.load(spark, data, network, training.partitions(), training.seed(), fitted, fold));
  }

  /** The same of training rows that are there already, with nothing more held out. */
  Dataset prepare(JavaSparkContext spark, Source rows, FeaturePreparation fitted) {
    return checked(
        Dataset.load(
            spark, rows, data, network, training.partitions(), training.seed(), fitted, null));
  }

  private Dataset checked(Dataset loaded) {
    try {
      checkShares(loaded.trainingRows());
      return loaded;
    } catch (DataException e) {
      loaded.close();
      throw e;
    }
  }
}
