package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.Resubmitted$;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.UnknownReason$;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

@SuppressWarnings({"unchecked", "rawtypes"}) // lists of Scala
class FailedTasksTest {
  private static String line(Throwable failure) {
    return FailedTasks.line("node7", new ExceptionFailure(failure, (Seq) Nil$.MODULE$));
  }

  @Test
  void aTaskThatIsRunAgainIsSaidWithTheFirstLineOfItsFailure() {
    assertEquals(
        "a task failed on node7 and is run again: java.io.IOException: no route to host",
        line(new IOException("no route to host\nand so on")));
    assertEquals(
        "a task failed on node7 and is run again: java.lang.NullPointerException: no message",
        line(new NullPointerException()));
    assertEquals(
        "a task failed on node7 and is run again: java.lang.IllegalStateException: no message",
        line(new IllegalStateException("\n")));
  }

  @Test
  void aTaskThatFailsWithoutAnExceptionIsSaidToo() {
    assertEquals(
        "a task failed on node7 and is run again: TaskResultLost (result lost from block manager)",
        FailedTasks.line("node7", TaskResultLost$.MODULE$));
    assertEquals(
        "a task failed on node7 and is run again: UnknownReason",
        FailedTasks.line("node7", UnknownReason$.MODULE$));
  }

  @Test
  void ofATaskThatIsLostWithItsExecutorOrStoppedOnPurposeNothingIsSaid() {
    assertNull(
        FailedTasks.line("node7", new ExecutorLostFailure("1", true, Option.apply("exited"))));
    assertNull(FailedTasks.line("node7", new FetchFailed(null, 0, 0, 0, 0, "connection refused")));
    assertNull(
        FailedTasks.line(
            "node7",
            new TaskKilled(
                "another attempt succeeded",
                (Seq) Nil$.MODULE$,
                (Seq) Nil$.MODULE$,
                (Seq) Nil$.MODULE$)));
    assertNull(FailedTasks.line("node7", Resubmitted$.MODULE$));
  }
}
