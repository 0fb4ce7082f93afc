package dev.kindling.train;

import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What the tasks of a job say of their time, put together, in nanoseconds. Durations, since clocks
 * of different machines cannot be compared to the microsecond; but for the end, of which only a
 * difference that makes sense is used ({@link TimeSplit#job}).
 *
 * @param fetch the longest that one waited for the broadcast value
 * @param longest the computing of the slowest
 * @param total the computing of all
 * @param tasks how many
 * @param ended when the last was done computing, since 1970
 */
record TaskTimes(long fetch, long longest, long total, int tasks, long ended)
    implements Serializable {
  static final TaskTimes NONE = new TaskTimes(0, 0, 0, 0, 0);

  /** Of a task that computes from {@code fetched} on ({@link System#nanoTime}) until now. */
  static TaskTimes of(long begun, long fetched) {
    long computing = System.nanoTime() - fetched;
    return new TaskTimes(fetched - begun, computing, computing, 1, now());
  }

  /** Nanoseconds since 1970. */
  static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  TaskTimes and(TaskTimes other) {
    return new TaskTimes(
        Math.max(fetch, other.fetch),
        Math.max(longest, other.longest),
        total + other.total,
        tasks + other.tasks,
        Math.max(ended, other.ended));
  }

  /** How long the computing alone takes on so many cores, in as many waves as that makes. */
  long computing(int cores) {
    int waves = (tasks + cores - 1) / cores;
    return tasks == 0 ? 0 : Math.max(longest, total / tasks * waves);
  }
}
