package dev.kindling.sums;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * The threads of Spark's tasks in local mode, for work that takes less time than to start tasks for
 * it. A job with a task for each core stays, for a shift, and its tasks do what is put into a
 * queue: handing out work then takes microseconds, not the milliseconds of a job.
 *
 * <p>A shift ends when there was nothing to do for a while, and once a second, so that the jobs of
 * others in this process get their turn; the next work begins a new one. Work is done by however
 * many tasks Spark runs, so there is no waiting for all of them.
 */
public final class TaskThreads {
  /** Of this process, which has one Spark context at a time. */
  public static final TaskThreads INSTANCE = new TaskThreads();

  private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SHIFT = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK = 100; // milliseconds; whether Spark has given up the job
  private static final String GROUP = "spark.jobGroup.id"; // of a thread's jobs
  private static final Pattern CANCELLED = Pattern.compile("Job \\d+ cancelled");

  /** A part of some work, done on the thread of a task. */
  @FunctionalInterface
  interface Work {
    void part(int number, TaskContext task);
  }

  /** Work in as many parts, of which so many are not done yet; guarded by the threads' lock. */
  private static final class Order {
    private final Work work;
    private int open;
    private Throwable failure; // the first; null for none
    private boolean over; // nobody waits for the rest

    Order(Work work, int parts) {
      this.work = work;
      this.open = parts;
    }
  }

  private record Part(Order order, int number) {}

  /**
   * A job and the group that it is of.
   *
   * @param group null for none
   */
  private record Shift(JavaFutureAction<Void> job, String group) {}

  private final Queue<Part> queue = new ArrayDeque<>();
  private Shift present; // null for none
  private Shift latest; // this one or the one before
  private long number; // of the shift, or the next one
  private long begun; // when its first task came, 0 before
  private int busy; // tasks at work
  private long idleSince;

  private TaskThreads() {}

  /**
   * Does work in parts, and returns when all of them are done. What is cancelled in the meantime,
   * Spark's job, ends with Spark's exception for that, as a job of the work's own would.
   *
   * @return null when that is so; otherwise why not: what a part has thrown, or how Spark has ended
   *     the tasks. Parts that had begun may still be at work then
   */
  synchronized Throwable run(JavaSparkContext spark, int parts, Work work) {
    Order order = new Order(work, parts);
    String group = spark.getLocalProperty(GROUP);
    IntStream.range(0, parts).forEach(part -> queue.add(new Part(order, part)));
    notifyAll();
    try {
      endIfCancelledSince(group);
      while (order.open > 0 && order.failure == null) {
        Shift shift = shift(spark, parts, group);
        wait(LOOK);
        Throwable ended = failure(shift, group);
        order.failure = order.open > 0 && order.failure == null ? ended : order.failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    } finally {
      order.over = true;
      queue.removeIf(part -> part.order == order);
    }
    return order.failure;
  }

  /** What was cancelled between two works that follow each other was meant for both. */
  private void endIfCancelledSince(String group) throws InterruptedException {
    boolean following = System.nanoTime() - idleSince < IDLE;
    if (present != null && present.job.isDone() && !following) {
      end();
    } else if (present != null) {
      failure(present, group);
    }
  }

  /**
   * How Spark has ended a shift, which is over then; null if it goes on, or ended by itself, or
   * with the group of somebody else.
   *
   * @param group of who asks
   * @throws SparkException undeclared, if it was cancelled
   */
  private Throwable failure(Shift shift, String group) throws InterruptedException {
    if (!shift.job.isDone()) {
      return null;
    }
    if (shift == present) {
      end();
    }
    try {
      shift.job.get();
      return null;
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (!isCancelled(failure)) {
        return failure;
      }
      if (failure.getMessage().contains("job group") && !Objects.equals(shift.group, group)) {
        return null;
      }
      TaskThreads.<RuntimeException>throwUndeclared(failure);
      return failure;
    }
  }

  /** Whether this is how Spark ends a job that somebody has cancelled. */
  static boolean isCancelled(Throwable failure) {
    return failure instanceof SparkException && CANCELLED.matcher(failure.getMessage()).find();
  }

  /** As Spark's own methods do, which are Scala's. */
  @SuppressWarnings("unchecked") // nothing is cast: the type of what is thrown is erased
  private static <E extends Throwable> void throwUndeclared(Throwable e) throws E {
    throw (E) e;
  }

  /** Ends the shift, and waits for its tasks: Spark prints a trace when it is stopped before. */
  public void rest() {
    Shift last;
    synchronized (this) {
      last = latest;
      end();
    }
    try {
      if (last != null) {
        last.job.get(SHIFT, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Then there is nothing to wait for, or no sense in it.
    }
  }

  /**
   * The present shift, or a new one once that has taken its time, or is of another group: what is
   * cancelled with a group must be that group's.
   */
  private Shift shift(JavaSparkContext spark, int parts, String group) {
    boolean overdue = System.nanoTime() - begun > SHIFT;
    if (begun != 0 && (overdue || !Objects.equals(present.group, group))) {
      end();
    }
    if (present == null) {
      int tasks = Math.min(parts, spark.defaultParallelism());
      idleSince = System.nanoTime();
      present =
          new Shift(
              spark
                  .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                  .foreachPartitionAsync(new Stay(number)),
              group);
      latest = present;
    }
    return present;
  }

  private void end() {
    present = null;
    begun = 0;
    number++;
    notifyAll();
  }

  /** Works on a task's thread until its shift is over. */
  private void work(long ofShift, TaskContext task) throws InterruptedException {
    for (Part part = next(ofShift, task); part != null; part = next(ofShift, task)) {
      Throwable failure = null;
      try {
        part.order.work.part(part.number, task);
      } catch (Throwable e) { // even an error: who ordered the work hears of it
        failure = e;
      }
      done(part, failure, task);
    }
  }

  private synchronized Part next(long ofShift, TaskContext task) throws InterruptedException {
    while (ofShift == number && !task.isInterrupted()) {
      begun = begun == 0 ? System.nanoTime() : begun;
      if (!queue.isEmpty()) {
        busy++;
        return queue.remove();
      }
      long idle = busy > 0 ? 0 : System.nanoTime() - idleSince;
      if (idle >= IDLE) {
        end();
        return null;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(IDLE - idle, 1));
    }
    return null;
  }

  private synchronized void done(Part part, Throwable failure, TaskContext task) {
    Order order = part.order;
    busy--;
    idleSince = System.nanoTime();
    if (failure != null && task.isInterrupted() && !order.over) {
      queue.add(part); // it says nothing about the part that its task was killed
      return;
    }
    order.open--;
    if (order.failure == null) {
      order.failure = failure;
    }
    if (order.open == 0 || failure != null) {
      notifyAll();
    }
  }

  /** What the tasks of a shift do. */
  private static final class Stay implements VoidFunction<Iterator<Integer>>, Serializable {
    private static final long serialVersionUID = 1;

    private final long shift;

    Stay(long shift) {
      this.shift = shift;
    }

    @Override
    public void call(Iterator<Integer> task) throws InterruptedException {
      INSTANCE.work(shift, TaskContext.get());
    }
  }
}
