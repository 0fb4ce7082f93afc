package dev.kindling.ml;

/**
 * The uid of a stage that is being made. The constructors of Spark ML's classes, which run before
 * any field of a stage can be set, ask it for its uid and put that into each Param.
 */
final class NewUid {
  private static final ThreadLocal<String> NEXT = new ThreadLocal<>();

  /** Says what {@link #take} is to return; called before the constructors of Spark ML. */
  static NewUid of(String uid) {
    NEXT.set(uid);
    return new NewUid();
  }

  private NewUid() {}

  /** The uid of the stage that this thread is making. */
  static String take() {
    String uid = NEXT.get();
    NEXT.remove();
    return uid;
  }
}
