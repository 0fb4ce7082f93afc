package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import scala.reflect.ClassTag$;

class SharedValueTest {
  private final CountDownLatch answered = new CountDownLatch(1); // by the executors
  private final AtomicInteger destroyed = new AtomicInteger();

  /** Its blocks are gone when the executors have answered. */
  private final class Slow extends Broadcast<String> {
    private static final long serialVersionUID = 1;

    Slow() {
      super(1, ClassTag$.MODULE$.apply(String.class));
    }

    @Override
    public String getValue() {
      return "value";
    }

    @Override
    public void doUnpersist(boolean blocking) {}

    @Override
    public void doDestroy(boolean blocking) {
      try {
        answered.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      destroyed.incrementAndGet();
    }
  }

  @Test
  @Timeout(60)
  void theSchedulerDoesNotWaitForAnExecutorThatDoesNotAnswer() {
    SharedValue<String> value = new SharedValue<>(new Slow(), Thread::new);
    assertFalse(value.isWithdrawn());
    value.withdraw();
    assertTrue(value.isWithdrawn());
    assertEquals(0, destroyed.get());
    answered.countDown();
    value.close();
    assertEquals(1, destroyed.get(), "the end waits, and there is one");
  }

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // a join cannot be interrupted
  void theEndDoesNotWaitForAThreadThatCouldNotBeStarted() {
    SharedValue<String> value =
        new SharedValue<>(
            new Slow(),
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    value.withdraw();
    value.close();
    assertEquals(0, destroyed.get());
  }

  @Test
  void whatIsNotWithdrawnIsFreedAtTheEnd() {
    answered.countDown();
    new SharedValue<>(new Slow(), Thread::new).close();
    assertEquals(1, destroyed.get());
  }
}
