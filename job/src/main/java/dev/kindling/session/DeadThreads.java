package dev.kindling.session;

import java.lang.Thread.UncaughtExceptionHandler;

/**
 * Hears of threads that end for want of memory while it is open. Spark survives that, but what such
 * a thread had in hand is lost: a job whose result a {@code task-result-getter} could not read
 * waits for it for ever.
 */
final class DeadThreads implements UncaughtExceptionHandler, AutoCloseable {
  private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
  private volatile OutOfMemoryError outOfMemory;

  DeadThreads() {
    Thread.setDefaultUncaughtExceptionHandler(this);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (e instanceof OutOfMemoryError error) {
      outOfMemory = error;
    }
    if (before != null) {
      before.uncaughtException(thread, e);
    } else if (!(e instanceof OutOfMemoryError)) { // which is told in a line, when all has ended
      System.err.print("Exception in thread \"" + thread.getName() + "\" "); // as Java does
      e.printStackTrace();
    }
  }

  /** What the latest one ended with, or null. */
  OutOfMemoryError outOfMemory() {
    return outOfMemory;
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
