package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LostExecutorsTest {
  @Test
  void anExecutorThatIsLostIsSaidWithTheReasonInALine() {
    assertEquals(
        "executor 1 was lost (Command exited with code 137); its partitions are computed again",
        LostExecutors.line("1", "Command exited\n with code 137."));
  }

  @Test
  void anExecutorThatSparkSendsAwayIsNotLost() {
    assertNull(LostExecutors.line("1", "Executor killed by driver."));
    assertNull(LostExecutors.line("1", "Executor decommission: spark scale down"));
  }
}
