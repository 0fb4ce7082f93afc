package dev.kindling.testing;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** What {@link LocalClusterIT} submits: prints a sum and the executors that added it up. */
public final class TreeAggregateApp {
  private TreeAggregateApp() {}

  /** Takes no arguments; the master comes from spark-submit. */
  public static void main(String[] args) {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("sum"))) {
      JavaRDD<Integer> numbers = spark.parallelize(IntStream.range(0, 1000).boxed().toList(), 4);
      int sum = numbers.treeAggregate(0, Integer::sum, Integer::sum);
      List<String> executors =
          numbers.mapPartitions(TreeAggregateApp::executor).distinct().collect();
      System.out.println(sum + " on " + executors.stream().sorted().toList());
    }
  }

  private static Iterator<String> executor(Iterator<Integer> numbers) {
    return Stream.of(SparkEnv.get().executorId()).iterator();
  }
}
