package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackingTest {

  private static Map<String, String> parameters(Map<String, Object> configuration) {
    Map<String, String> flat = new LinkedHashMap<>();
    Tracking.flatten("", configuration, flat);
    return flat;
  }

  @Test
  void aConfigurationIsLaidOutFlat() {
    RunConfig config = Runs.read("conf/digits.yaml");
    Map<String, String> flat = parameters(config.source());
    assertEquals("64", flat.get("network.input"));
    assertEquals("64", flat.get("network.layers.0.dense.units"));
    assertEquals("relu", flat.get("network.layers.0.dense.activation"));
    assertEquals(
        Map.of("kernel", "[3, 3]"), parameters(Map.of("kernel", List.of(3, 3))), "a short list");
  }

  @Test
  void secretsStayHere() {
    assertEquals(
        Map.of("sql.password", "***"), parameters(Map.of("sql", Map.of("password", "geheim"))));
    assertEquals(
        Map.of("train", "hdfs://***@host/rows"),
        parameters(Map.of("train", "hdfs://me:geheim@host/rows")));
    assertEquals(
        Map.of("train", "jdbc:x://host/db?user=me&password=***&ssl=1"),
        parameters(Map.of("train", "jdbc:x://host/db?user=me&password=geheim&ssl=1")));
  }

  @Test
  void anAddressThatIsNoneIsSaidAndNothingElseHappens() {
    List<String> warnings = new ArrayList<>();
    RunConfig config = Runs.read("conf/digits.yaml");
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("MLFLOW_TRACKING_URI", "databricks"))) {
      try (Tracking tracking = new Tracking(environment)) {
        tracking.start(config, "runs/a", Map.of(), List.of(), new Warnings(warnings::add));
      }
    }
    assertEquals(
        List.of(
            "MLFLOW_TRACKING_URI is databricks: it must be an address of http or https; training"
                + " goes on without MLflow"),
        warnings);
  }
}
