package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.sums.TaskTimes.Work;
import org.junit.jupiter.api.Test;

class TaskTimesTest {
  private static TaskTimes task(long fetch, long computing, long ended) {
    return new TaskTimes(fetch, Work.NONE, new Work(computing, computing), 1, ended);
  }

  @Test
  void tasksTogetherKeepTheSlowestAndTheSum() {
    TaskTimes all = TaskTimes.NONE.and(task(1, 30, 100)).and(task(5, 10, 130).and(task(0, 20, 90)));
    assertEquals(new TaskTimes(5, Work.NONE, new Work(30, 60), 3, 130), all);
  }

  @Test
  void tasksThatHaveACoreEachComputeAsLongAsTheSlowest() {
    TaskTimes all = task(0, 30, 0).and(task(0, 10, 0));
    assertEquals(30, all.computing().on(2, all.tasks()));
    assertEquals(30, all.computing().on(8, all.tasks()));
  }

  @Test
  void moreTasksThanCoresComputeInWaves() {
    TaskTimes all = task(0, 12, 0).and(task(0, 8, 0)).and(task(0, 10, 0));
    assertEquals(20, all.computing().on(2, all.tasks())); // one core has two of them
    assertEquals(30, all.computing().on(1, all.tasks()));
  }

  @Test
  void noTasksComputeNothing() {
    assertEquals(0, Work.NONE.on(2, 0));
  }
}
