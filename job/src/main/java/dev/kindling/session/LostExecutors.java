package dev.kindling.session;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in a line that an executor was lost, which Spark makes good and says at length. */
final class LostExecutors extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(LostExecutors.class);

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    String line = line(event.executorId(), event.reason());
    if (line != null) {
      LOG.warn(line);
    }
  }

  /** What to say; nothing, null, of an executor that Spark itself has sent away. */
  static String line(String executor, String reason) {
    return reason.startsWith("Executor killed by driver")
            || reason.startsWith("Executor decommission")
        ? null
        : "executor %s was lost (%s); its partitions are computed again"
            .formatted(executor, reason.replaceAll("\\s+", " ").replaceFirst("\\.$", ""));
  }
}
