package dev.kindling.bench;

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

  /** Runs the work once for each number from 0 on, each on a thread of its own. */
  void run(IntConsumer work) throws Exception {
    List<Callable<Object>> tasks =
        IntStream.range(0, count)
            .mapToObj(thread -> Executors.callable(() -> work.accept(thread)))
            .toList();
    for (Future<Object> done : pool.invokeAll(tasks)) {
      done.get();
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
