package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.Dataset;
import dev.kindling.features.FeatureScaling;
import dev.kindling.nn.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorstRowsTest {

  private static List<String> names(int features, String... named) {
    Dataset data =
        new Dataset(
            null,
            List.of(),
            0,
            null,
            FeatureScaling.none(features),
            null,
            List.of(named),
            Map.of());
    return new WorstRows(data, Shape.of(features)).names();
  }

  @Test
  void featuresHaveTheirNamesOrElseTheirPlaces() {
    assertEquals(List.of("width", "height"), names(2, "width", "height"));
    assertEquals(List.of("0", "1"), names(2));
    assertEquals(10, names(64).size());
  }

  @Test
  void aColumnOfVectorsNamesNoneOfThem() {
    assertEquals(List.of("0", "1", "2"), names(3, "features"));
  }
}
