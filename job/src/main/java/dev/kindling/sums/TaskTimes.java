package dev.kindling.sums;

import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What the tasks of a job say of their time, put together, in nanoseconds. Durations, since clocks
 * of different machines cannot be compared to the microsecond; but for the end, of which only a
 * difference that makes sense is used ({@link TimeSplit#job}).
 *
 * @param fetch the longest that one waited for the broadcast value
 * @param reading getting the examples, which takes long where they are on disk
 * @param computing what they made of them
 * @param tasks how many
 * @param ended when the last was done computing, since 1970
 */
record TaskTimes(long fetch, Work reading, Work computing, int tasks, long ended)
    implements Serializable {
  static final TaskTimes NONE = new TaskTimes(0, Work.NONE, Work.NONE, 0, 0);

  /**
   * What each of the tasks does.
   *
   * @param longest of the slowest
   * @param total of all
   */
  record Work(long longest, long total) implements Serializable {
    static final Work NONE = new Work(0, 0);

    Work and(Work other) {
      return new Work(Math.max(longest, other.longest), total + other.total);
    }

    /** How long this alone takes so many tasks on so many cores, in as many waves as that makes. */
    long on(int cores, int tasks) {
      int waves = (tasks + cores - 1) / cores;
      return tasks == 0 ? 0 : Math.max(longest, total / tasks * waves);
    }
  }

  /**
   * Of a task that computes from {@code fetched} on ({@link System#nanoTime}) until now.
   *
   * @param read how long it took to get its examples
   * @param begun when it had them and wanted the value
   */
  static TaskTimes of(long read, long begun, long fetched) {
    long computing = System.nanoTime() - fetched;
    return new TaskTimes(
        fetched - begun, new Work(read, read), new Work(computing, computing), 1, now());
  }

  /** Nanoseconds since 1970. */
  static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  TaskTimes and(TaskTimes other) {
    return new TaskTimes(
        Math.max(fetch, other.fetch),
        reading.and(other.reading),
        computing.and(other.computing),
        tasks + other.tasks,
        Math.max(ended, other.ended));
  }
}
