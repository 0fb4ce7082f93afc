package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What training starts from.
 *
 * @param minimised the network with what training minimises on the data
 * @param initialParameters {@code [1 x P]}, new ones or those of {@code training.initial_model}
 */
record TrainingInput(Dataset data, Network minimised, Matrix initialParameters) {

  static TrainingInput load(JavaSparkContext spark, RunConfig config) {
    WarmStart start = WarmStart.of(config);
    Dataset data = config.load(spark, start.scaling(), null);
    start.checkClasses(data.classes());
    return new TrainingInput(
        data, config.training().minimising(config.network(), data), start.parameters());
  }
}
