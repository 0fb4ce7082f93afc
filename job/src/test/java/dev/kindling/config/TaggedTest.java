package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaggedTest {
  private static final List<String> KINDS = List.of("dense", "flatten");

  private static Section network(String layers) {
    return Section.parse("conf/x.yaml", "network:\n  layers: " + layers).section("network");
  }

  @Test
  void optionsCarryTheirFullPath() {
    Section.Tagged dense = network("[flatten, {dense: {units: 0}}]").tagged("layers", KINDS).get(1);
    ConfigException error =
        assertThrows(ConfigException.class, () -> dense.options().integer("units", 1, 9));
    assertEquals(
        "conf/x.yaml: network.layers[1].dense.units is 0 but must be a whole number from 1 to 9",
        error.getMessage());
    assertEquals(
        "conf/x.yaml: network.layers[1].dense takes 128 inputs but layer 1 gives 64",
        dense.options().error("takes 128 inputs but layer 1 gives 64").getMessage());
  }

  @Test
  void anUnknownKindListsTheLegalOnesAndTheNearest() {
    Section layers = network("[{dens: {units: 5}}]");
    assertEquals(
        "conf/x.yaml: network.layers[0] is \"dens\" but must be one of dense, flatten;"
            + " did you mean dense?",
        assertThrows(ConfigException.class, () -> layers.tagged("layers", KINDS)).getMessage());
    Section alone = network("pool");
    assertEquals(
        "conf/x.yaml: network.layers is \"pool\" but must be one of dense, flatten",
        assertThrows(ConfigException.class, () -> alone.taggedOne("layers", KINDS)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{dense: , units: 25}] | layers[0] is {dense: empty, units: 25}",
        "[{}] | layers[0] is {}",
        "[5] | layers[0] is 5",
        "[[dense]] | layers[0] is [\"dense\"]",
        "[null] | layers[0] is empty",
      })
  void anItemIsOneNameWithItsOptions(String yaml, String found) {
    Section network = network(yaml);
    ConfigException error =
        assertThrows(ConfigException.class, () -> network.tagged("layers", KINDS));
    assertEquals(
        "conf/x.yaml: network."
            + found
            + " but must be a name, or one name with its options indented under it",
        error.getMessage());
  }

  @Test
  void optionsAreAMap() {
    Section network = network("[{dense: 25}]");
    ConfigException error =
        assertThrows(ConfigException.class, () -> network.tagged("layers", KINDS));
    assertEquals(
        "conf/x.yaml: network.layers[0].dense is 25 but must be a map (key: value)",
        error.getMessage());
  }

  @Test
  void layersAreAListEvenWhenThereIsOne() {
    Section network = network("{dense: {units: 5}}");
    ConfigException error =
        assertThrows(ConfigException.class, () -> network.tagged("layers", KINDS));
    assertEquals(
        "conf/x.yaml: network.layers is {dense: {units: 5}} but must be a list",
        error.getMessage());
    assertEquals(List.of(), network("[]").tagged("layers", KINDS));
  }
}
