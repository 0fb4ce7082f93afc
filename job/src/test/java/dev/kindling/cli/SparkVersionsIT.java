package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.kindling.testing.Script;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparkVersionsIT {
  /** The oldest line, with the other Scala; the script runs the rest and other Javas as well. */
  @Test
  void theSameJarTrainsTheSameModelOnTheOldestSpark() {
    Script.Result result =
        Script.run(
            Map.of("JAVA_HOME_17", System.getProperty("java.home"), "JAVA_HOME_25", "none"),
            "scripts/spark-versions",
            "own",
            "3.5.9");
    assumeFalse(result.err().contains("could not be downloaded"), result.err());
    assertEquals(0, result.exitCode(), result.out() + result.err());
    for (String spark : new String[] {"own", "3.5.9"}) {
      assertTrue(
          result
              .out()
              .lines()
              .anyMatch(row -> row.startsWith(spark) && row.endsWith("the same bytes")),
          result.out());
    }
  }
}
