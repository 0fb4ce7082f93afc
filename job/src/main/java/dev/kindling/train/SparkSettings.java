package dev.kindling.train;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark settings that Kindling wants, each only where the user has not set it. */
public final class SparkSettings {
  private SparkSettings() {}

  /** Starts Spark, in local mode unless spark-submit or the user says otherwise. */
  public static JavaSparkContext start(String application) {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "kindling " + application);
    // One BLAS thread per task, also for a BLAS of the user's own: task threads fill the cores.
    conf.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", "1");
    // Found by netlib where OpenBLAS does not fit.
    conf.setIfMissing("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
    }
    return new JavaSparkContext(conf);
  }
}
