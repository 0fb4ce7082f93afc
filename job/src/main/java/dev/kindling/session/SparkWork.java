package dev.kindling.session;

import dev.kindling.sums.TaskThreads;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;

/** The part of a command that needs Spark. */
@FunctionalInterface
public interface SparkWork {
  void with(JavaSparkContext spark) throws Exception;

  /**
   * Starts Spark, does the work and stops Spark. The work waits for the last of its broadcasts to
   * be gone ({@code destroy(true)}): Spark prints a trace when it is stopped in the middle of that.
   *
   * @param resourceTimeout how long Spark may wait for the cluster to answer, and a job for it to
   *     run any of its tasks
   * @throws ResourceException if one waited longer
   */
  static void run(String application, Duration resourceTimeout, SparkWork work) throws Exception {
    try (JavaSparkContext spark = SparkSettings.start(application, resourceTimeout);
        ResourceWatch watch = new ResourceWatch(spark, resourceTimeout)) {
      spark.sc().addSparkListener(new LostExecutors());
      spark.sc().addSparkListener(new FailedTasks());
      try {
        spark.setJobDescription(application);
        work.with(spark);
      } catch (Exception e) { // Spark's own are checked, and thrown undeclared
        throw watch.explain(e);
      } finally {
        TaskThreads.INSTANCE.rest();
      }
    }
  }
}
