package dev.kindling.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalClusterIT {
  @Test
  void aSubmittedJobRunsOnTwoExecutors() {
    Path target = Script.ROOT.resolve("job/target");
    String classes = target.resolve("test-classes").toString();
    try (LocalCluster cluster = LocalCluster.start()) {
      Script.Result result =
          Script.run(
              Stream.of(
                      List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                      addOpens(),
                      List.of("-cp", classes + ":" + target.resolve("spark/jars/*")),
                      List.of("org.apache.spark.deploy.SparkSubmit"),
                      List.of("--master", cluster.master()),
                      List.of("--conf", "spark.executor.extraClassPath=" + classes),
                      List.of("--conf", "spark.cores.max=2"),
                      List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"),
                      List.of("--class", TreeAggregateApp.class.getName(), "spark-internal"))
                  .flatMap(List::stream)
                  .toArray(String[]::new));
      assertEquals(0, result.exitCode(), result.err());
      assertEquals("499500 on [0, 1]", result.out().strip(), result.err());
    }
  }

  private static List<String> addOpens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .toList();
  }
}
