package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResourceWatchTest {
  private static boolean isInSpark(String... classes) {
    return ResourceWatch.isInSpark(
        Arrays.stream(classes)
            .map(name -> new StackTraceElement(name, "call", null, 0))
            .toArray(StackTraceElement[]::new));
  }

  @Test
  void aThreadThatWaitsForAJobIsInSparkAndOneThatWritesIsNot() {
    String submit = "org.apache.spark.deploy.SparkSubmit";
    String kindling = "dev.kindling.train.TrainingJob";
    assertTrue(
        isInSpark("java.lang.Object", "org.apache.spark.scheduler.DAGScheduler", kindling, submit));
    assertTrue(isInSpark("java.lang.Object", "dev.kindling.sums.TaskThreads", kindling));
    assertFalse(isInSpark("java.io.FileOutputStream", "org.apache.hadoop.fs.X", kindling, submit));
    assertFalse(isInSpark(kindling, submit));
    assertFalse(isInSpark());
  }
}
