package dev.kindling.ml;

import dev.kindling.config.ConfigException;
import dev.kindling.data.rows.GivenRows;
import dev.kindling.model.Model;
import dev.kindling.nn.Network;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.EpochMetrics;
import dev.kindling.train.Fitting;
import dev.kindling.train.RunConfig;
import dev.kindling.train.Trainer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a DataFrame to a model.
 *
 * @param classes whether labels are classes, not numbers
 */
record Fit(KindlingParams<?> params, String featuresCol, String labelCol, boolean classes) {
  private static final Logger LOG = LoggerFactory.getLogger(Fit.class);
  private static final String DESCRIPTION = "spark.job.description"; // of Spark's SparkContext

  Model of(Dataset<?> dataset) {
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    SparkSettings.check(spark.getConf());
    FrameRows frame =
        new FrameRows(
            dataset,
            featuresCol,
            labelCol,
            params.isSet(params.weightCol()) ? params.getOrDefault(params.weightCol()) : "");
    RunConfig config = new FitConfig(params, frame, classes).read();
    Network network = config.network();
    if ((network.classes() > 0) != classes) {
      throw new ConfigException(
          "training.loss is %s, but %s"
              .formatted(
                  network.loss(),
                  classes
                      ? "that predicts numbers: take KindlingRegressor"
                      : "that tells classes apart: take KindlingClassifier"));
    }
    String before = spark.getLocalProperty(DESCRIPTION);
    try (Fitting fitting = load(spark, config, frame)) {
      return fitting.model(listener());
    } finally {
      spark.setLocalProperty(DESCRIPTION, before); // the thread is the caller's
    }
  }

  private Fitting load(JavaSparkContext spark, RunConfig config, FrameRows frame) {
    Network network = config.network();
    JavaRDD<GivenRows.Given> rows = frame.rows(network.inputShape().size(), network.classes());
    rows.persist(StorageLevel.MEMORY_AND_DISK()); // to be the same each time they are read
    try {
      return Fitting.of(
          spark, config, GivenRows.open(FitConfig.DATA, network, config.data().badRows(), rows));
    } finally {
      rows.unpersist();
    }
  }

  /** Puts progress into the log. */
  private Trainer.Listener listener() {
    return new Trainer.Listener() {
      @Override
      public void steps(int epoch, int done, int ofEpoch) {}

      @Override
      public void epoch(EpochMetrics metrics) {
        LOG.info("{}: {}", params.uid(), metrics);
      }

      @Override
      public void warning(String message) {
        LOG.warn("{}: {}", params.uid(), message);
      }
    };
  }
}
