package dev.kindling.ml;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.rows.BadRows;
import dev.kindling.nn.Loss;
import dev.kindling.train.RunConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;

/**
 * The configuration of a fit: the stage's {@code configuration}, over it its {@code settings}, over
 * these its other Params, and for what is missing what the DataFrame says.
 *
 * @param classes whether labels are classes, not numbers
 */
record FitConfig(KindlingParams<?> params, FrameRows frame, boolean classes) {
  /** What messages call the rows. */
  static final String DATA = "the DataFrame";

  private static final String SOURCE = "configuration";
  private static final String OPTIMIZER = "adam"; // which needs no learning rate
  private static final String ACTIVATION = "relu";

  /**
   * Reads and checks it.
   *
   * @throws ConfigException naming the key or Param that is wrong
   */
  RunConfig read() {
    Section root =
        params.isSet(params.configuration())
            ? Section.parse(SOURCE, params.getOrDefault(params.configuration()))
            : Section.of(SOURCE, Map.of());
    if (params.isSet(params.settings())) {
      for (String assignment : params.getOrDefault(params.settings())) {
        root = root.with(assignment);
      }
    }
    RunConfig config = RunConfig.read(withParams(withNetwork(withDefaults(withData(root)))));
    if (config.data().badRows().handling() == BadRows.Handling.QUARANTINE) {
      throw new ConfigException(
          SOURCE + ": data.bad_rows must be fail or skip: fit has no folder to keep them in");
    }
    if (!config.data().columns().isEmpty()) {
      throw new ConfigException(
          SOURCE + ": data.columns must be left out: the vectors of fit are numbers already");
    }
    return config;
  }

  /** How files are read is for the model, which may meet some later. */
  private Section withData(Section root) {
    Section named = root.with("the rows of fit", "data.train", DATA);
    return has(root, "data", "format") || has(root, "data", "label")
        ? named
        : named.with("labelCol", "data.label", frame.labelCol());
  }

  private Section withDefaults(Section root) {
    Section result = root;
    if (!has(root, "training", "optimizer")) {
      result = result.with("the default", "training.optimizer", OPTIMIZER);
    }
    if (!classes && !has(root, "training", "loss")) {
      result =
          result.with("KindlingRegressor", "training.loss", Loss.MEAN_SQUARED_ERROR.toString());
    }
    return result;
  }

  private Section withNetwork(Section root) {
    Section result = root;
    if (!has(root, "network", "input")) {
      result = result.with("the vectors", "network.input", frame.vectorSize());
    }
    if (params.isSet(params.hiddenLayers())) {
      result = result.with("hiddenLayers", "network.layers", layers(result));
    } else if (!has(root, "network", "layers")) {
      throw new ConfigException(
          "%s: set hiddenLayers, or a configuration with network.layers".formatted(params.uid()));
    }
    return result;
  }

  /** The units of the last dense layer. */
  private int outputs(Section root) {
    return !classes || isLoss(root, Loss.BINARY_CROSS_ENTROPY) ? 1 : frame.classCount();
  }

  private static boolean isLoss(Section root, Loss loss) {
    return loss.toString().equals(get(root, "training", "loss"));
  }

  private List<Map<String, Object>> layers(Section root) {
    String activation =
        params.isSet(params.activation()) ? params.getOrDefault(params.activation()) : ACTIVATION;
    List<Map<String, Object>> layers = new ArrayList<>();
    for (int units : params.getOrDefault(params.hiddenLayers())) {
      Map<String, Object> options = new LinkedHashMap<>();
      options.put("units", units);
      options.put("activation", activation);
      layers.add(Map.of("dense", options));
    }
    layers.add(Map.of("dense", Map.of("units", outputs(root))));
    if (isLoss(root, Loss.MEAN_SQUARED_ERROR)) {
      layers.add(Map.of("denormalize", Map.of()));
    }
    return layers;
  }

  private Section withParams(Section root) {
    Section result = root;
    result = with(result, params.batchSize(), "training.batch_size");
    result = with(result, params.maxIter(), "training.epochs");
    result = with(result, params.seed(), "training.seed");
    result = with(result, params.partitions(), "training.partitions");
    result = with(result, params.localSteps(), "training.local_steps");
    return params.isSet(params.learningRate())
        ? with(
            result,
            params.learningRate(),
            "training.optimizer." + optimizer(result) + ".learning_rate")
        : result;
  }

  private Section with(Section section, Param<?> param, String key) {
    if (!params.isSet(param)) {
      return section;
    }
    Object value = params.getOrDefault(param);
    return section.with(param.name() + " " + value, key, value);
  }

  /** The kind of the optimizer, which may have options. */
  private static String optimizer(Section root) {
    Object optimizer = get(root, "training", "optimizer");
    return optimizer instanceof Map<?, ?> map && !map.isEmpty()
        ? (String) map.keySet().iterator().next()
        : String.valueOf(optimizer);
  }

  private static boolean has(Section root, String section, String key) {
    return get(root, section, key) != null;
  }

  private static Object get(Section root, String section, String key) {
    return root.asMap().get(section) instanceof Map<?, ?> map ? map.get(key) : null;
  }
}
