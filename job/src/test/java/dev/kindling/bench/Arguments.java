package dev.kindling.bench;

import dev.kindling.session.SparkSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/** The options of a benchmark, each with a value. */
record Arguments(Map<String, String> values) {

  /** Ends the process, with its usage, where there is an option that is not legal, or no value. */
  static Arguments parse(
      String[] args, Map<String, String> defaults, Set<String> legal, String usage) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (int i = 0; i < args.length; i += 2) {
      if (!legal.contains(args[i]) || i + 1 == args.length) {
        exit(usage);
      }
      values.put(args[i], args[i + 1]);
    }
    if (!values.containsKey("--output")) {
      exit(usage);
    }
    return new Arguments(values);
  }

  static void exit(String usage) {
    System.err.println("usage: " + usage);
    System.exit(2);
  }

  boolean has(String option) {
    return values.containsKey(option);
  }

  String get(String option) {
    return values.get(option);
  }

  /** Spark on {@code --master}, whose executors, if any, are on this machine. */
  JavaSparkContext startSpark(String application) {
    System.setProperty("spark.master", get("--master"));
    // There they find the benchmark's classes where the driver has them.
    System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    return SparkSettings.start(application);
  }
}
