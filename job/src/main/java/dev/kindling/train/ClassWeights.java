package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.Classes;
import dev.kindling.data.Dataset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The {@code class_weights} of a configuration: how much an example counts in training.
 *
 * @param byName the weights of the classes that do not count 1; null for balanced ones
 */
record ClassWeights(Map<String, Double> byName) {
  private static final String KEY = "class_weights";
  private static final double MOST = 1e9;

  /** Reads the weights; null where there are none. */
  static ClassWeights read(Section training) {
    if (!training.has(KEY)) {
      return null;
    } else if (training.asMap().get(KEY) instanceof Map<?, ?>) {
      Section section = training.section(KEY);
      Map<String, Double> weights = new TreeMap<>();
      section.asMap().keySet().forEach(name -> weights.put(name, weight(section, name)));
      return new ClassWeights(weights);
    } else if (training.asMap().get(KEY) instanceof String
        && training.string(KEY).equals("balanced")) {
      return new ClassWeights(null);
    }
    throw training.error(KEY, "must be balanced, or a map of class names to weights");
  }

  private static double weight(Section section, String name) {
    double weight = section.positive(name);
    if (weight > MOST) {
      throw section.error(name, "must be at most 1e9: sums would overflow");
    }
    return weight;
  }

  /** The weight of each class for the training examples of a data set. */
  double[] of(Dataset data) {
    return byName == null ? balanced(data.trainingClassCounts()) : named(data.classes());
  }

  /** scikit-learn's {@code n / (classes * count)}; classes without examples do not take part. */
  static double[] balanced(long[] counts) {
    double each = LongStream.of(counts).sum() / (double) classes(counts);
    return Arrays.stream(counts).mapToDouble(count -> count == 0 ? 0 : each / count).toArray();
  }

  private static long classes(long[] counts) {
    return LongStream.of(counts).filter(count -> count > 0).count();
  }

  private double[] named(Classes classes) {
    for (String name : byName.keySet()) {
      if (!classes.names().contains(name)) {
        throw new ConfigException(
            "training.class_weights has a weight for \"%s\", which is none of the classes %s"
                .formatted(name, classes.names()));
      }
    }
    return classes.names().stream().mapToDouble(name -> byName.getOrDefault(name, 1.0)).toArray();
  }
}
