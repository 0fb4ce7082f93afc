package dev.kindling.data.rows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** How often Spark tries a task. */
final class Attempts {
  private static final Pattern LOCAL = Pattern.compile("local\\[[^,]*,\\s*(\\d+)\\s*]");

  private Attempts() {}

  /** Whether the task that runs here is tried again if it fails; false outside of tasks. */
  static boolean anotherFollows() {
    TaskContext task = TaskContext.get();
    return task != null && task.attemptNumber() + 1 < most(SparkEnv.get().conf());
  }

  static int most(SparkConf conf) {
    String master = conf.get("spark.master", "");
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      return Integer.parseInt(local.group(1));
    }
    boolean oneProcess = master.startsWith("local") && !master.startsWith("local-cluster");
    return oneProcess ? 1 : conf.getInt("spark.task.maxFailures", 4); // Spark's default
  }
}
