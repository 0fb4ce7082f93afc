package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FailedTasksTest {
  @Test
  void aTaskThatIsRunAgainIsSaidWithTheFirstLineOfItsFailure() {
    assertEquals(
        "a task failed on node7 and is run again: java.io.IOException: no route to host",
        FailedTasks.line("node7", "java.io.IOException", "no route to host\nand so on"));
    assertEquals(
        "a task failed on node7 and is run again: java.lang.NullPointerException: no message",
        FailedTasks.line("node7", "java.lang.NullPointerException", ""));
  }
}
