package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
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
    TrainingConfig training = config.training();
    Model initial = training.initialModel() == null ? null : WarmStart.read(config);
    Dataset data = config.load(spark, initial == null ? null : initial.features());
    if (initial != null) {
      WarmStart.checkClasses(training.initialModel(), initial.classes(), data.classes());
    }
    return new TrainingInput(
        data,
        training.minimising(config.network(), data),
        initial != null
            ? initial.parameters().to(Precision.FLOAT)
            : config.network().initialize(Precision.FLOAT, training.seed()));
  }
}
