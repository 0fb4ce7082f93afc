package dev.kindling.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.Resubmitted$;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in a line that a task has failed when it is run again. Of the last failure, which ends its
 * job, the command says what there is to say; Spark would print both at length, and twice. Hears
 * its events on one thread.
 */
final class FailedTasks extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(FailedTasks.class);

  private final Consumer<String> told;

  private record Task(int stage, int index) {
    Task(int stage, TaskInfo info) {
      this(stage, info.index());
    }
  }

  private final Map<Task, String> failures = new HashMap<>(); // of those that may be run again

  FailedTasks() {
    this(LOG::warn);
  }

  FailedTasks(Consumer<String> told) {
    this.told = told;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.reason() instanceof TaskFailedReason reason) {
      String line = line(event.taskInfo().host(), reason);
      if (line != null) {
        failures.put(new Task(event.stageId(), event.taskInfo()), line);
      }
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    String failure = failures.remove(new Task(event.stageId(), event.taskInfo()));
    if (failure != null) {
      told.accept(failure);
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    failures.keySet().removeIf(task -> task.stage == event.stageInfo().stageId());
  }

  /**
   * What to say; nothing, null, of a task that was lost with an executor, which {@link
   * LostExecutors} says, or misses what such a one had computed, or was stopped on purpose.
   */
  static String line(String host, TaskFailedReason reason) {
    return reason instanceof ExecutorLostFailure
            || reason instanceof FetchFailed
            || reason instanceof TaskKilled
            || reason == Resubmitted$.MODULE$
        ? null
        : "a task failed on %s and is run again: %s".formatted(host, what(reason));
  }

  private static String what(TaskFailedReason reason) {
    return reason instanceof ExceptionFailure failure
        ? failure.className() + ": " + firstLine(failure.description())
        : firstLine(reason.toErrorString());
  }

  private static String firstLine(String message) {
    return Objects.requireNonNullElse(message, "") // as is that of many an exception
        .strip()
        .lines()
        .findFirst()
        .orElse("no message");
  }
}
