package dev.kindling.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** So many threads that do something together and wait for each other. */
final class Threads implements AutoCloseable {
  private final ExecutorService pool;
  private final int count;

  Threads(int count) {
    this.pool = Executors.newFixedThreadPool(count);
    this.count = count;
  }

  int count() {
    return count;
  }

  /**
   * Runs the work once for each number from 0 on, each on a thread of its own.
   *
   * @return the processor time that it took, in nanoseconds, of all threads together
   */
  long run(IntConsumer work) throws Exception {
    List<Callable<Long>> tasks =
        IntStream.range(0, count).<Callable<Long>>mapToObj(n -> () -> timed(work, n)).toList();
    long spent = 0;
    for (Future<Long> done : pool.invokeAll(tasks)) {
      spent += done.get();
    }
    return spent;
  }

  private static long timed(IntConsumer work, int number) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long before = clock.getCurrentThreadCpuTime();
    work.accept(number);
    return clock.getCurrentThreadCpuTime() - before;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
