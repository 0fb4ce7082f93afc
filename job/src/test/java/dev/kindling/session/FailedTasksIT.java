package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.SparkExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class FailedTasksIT {
  private static void run(JavaSparkContext spark, int failures, List<String> told)
      throws Exception {
    FailedTasks listener = new FailedTasks(told::add);
    spark.sc().addSparkListener(listener);
    try {
      spark
          .parallelize(List.of(1, 2), 2)
          .foreach(
              row -> {
                if (row == 2 && TaskContext.get().attemptNumber() < failures) {
                  throw new IllegalStateException("on purpose");
                }
              });
    } finally {
      spark.sc().listenerBus().waitUntilEmpty(10_000);
      spark.sc().removeSparkListener(listener);
    }
  }

  @Test
  void aTaskThatIsRunAgainIsSaidOnce(JavaSparkContext spark) throws Exception {
    List<String> none = new CopyOnWriteArrayList<>();
    run(spark, 0, none);
    assertEquals(List.of(), none);
    List<String> again = new CopyOnWriteArrayList<>();
    run(spark, 1, again);
    assertEquals(1, again.size());
    assertTrue(
        again
            .get(0)
            .matches("a task failed on \\S+ and is run again: \\S+StateException: on purpose"),
        again.get(0));
    List<String> last = new CopyOnWriteArrayList<>();
    assertThrows(SparkException.class, () -> run(spark, 2, last), "the second ends the job");
    assertEquals(1, last.size(), () -> "the last failure is the command's to say: " + last);
  }
}
