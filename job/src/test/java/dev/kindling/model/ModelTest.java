package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Matrix PARAMETERS = Models.parameters(Precision.FLOAT);
  private static final FeatureScaling FEATURES = FeatureScaling.none(3);

  private static String refusal(Matrix parameters, FeatureScaling features, String... classes) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                new Model(
                    Models.network(), parameters, features, List.of(classes), Map.of(), Map.of()))
        .getMessage();
  }

  @Test
  void partsThatDoNotFitOneAnotherAreNamedWithBothSizes() {
    assertEquals(
        "the network has 14 parameters but 13 are given",
        refusal(Precision.FLOAT.vector(13), FEATURES, "a", "b"));
    assertEquals(
        "the network takes 3 inputs but the feature scaling gives 4",
        refusal(PARAMETERS, FeatureScaling.none(4), "a", "b"));
    assertEquals(
        "the network is for 2 classes (softmax_cross_entropy) but there are 3",
        refusal(PARAMETERS, FEATURES, "a", "b", "c"));
    assertEquals("the class a is listed twice", refusal(PARAMETERS, FEATURES, "a", "a"));
  }

  @Test
  void laterChangesOfTheMapsDoNotReachIt() {
    Map<String, Object> data = new HashMap<>(Map.of("label", 3));
    Model model =
        new Model(Models.network(), PARAMETERS, FEATURES, List.of("a", "b"), data, Map.of());
    data.clear();
    assertEquals(Map.of("label", 3), model.data());
  }
}
