package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CircumstancesTest {
  private static Map<String, Object> of(String data) {
    return Circumstances.of(Runs.read("conf/digits.yaml", "data.train=" + data), "1+1 rows");
  }

  @Test
  void aCheckpointKeepsNoPasswordAndAnotherOneIsNoDifference() {
    Map<String, Object> before = of("hdfs://me:Secret99@host/x");
    Map<String, Object> now = of("hdfs://me:changed@host/x");
    assertFalse(before.toString().contains("Secret99"), before.toString());
    assertEquals("", Circumstances.differences(before, now));
  }

  @Test
  void whatAnOlderKindlingKeptIsNotShown() {
    assertEquals(
        "data.train was \"hdfs://***@host/x\" and is \"hdfs://***@host/y\"",
        Circumstances.differences(
            Map.of("data", Map.of("train", "hdfs://me:Secret99@host/x")),
            Map.of("data", Map.of("train", "hdfs://me:Secret99@host/y"))));
  }
}
