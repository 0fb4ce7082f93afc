package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownKeyTest {
  private static void assertRefused(String message, Section section) {
    assertEquals(message, assertThrows(ConfigException.class, section::done).getMessage());
  }

  @Test
  void aMisspeltKeyNamesTheNearestLegalOne() {
    Section root = Section.parse("conf/x.yaml", "training: {batch_sise: 64}");
    Section training = root.section("training");
    training.integer("epochs", 1, 0, 10);
    training.integer("batch_size", 64, 1, 100);
    assertRefused(
        "conf/x.yaml: unknown key training.batch_sise; did you mean batch_size?"
            + " (legal here: batch_size, epochs)",
        root);
  }

  @Test
  void aForeignKeyListsTheLegalOnes() {
    Section root = Section.parse("conf/x.yaml", "colour: red\nepochs: 1");
    root.integer("epochs", 0, 10);
    assertRefused("conf/x.yaml: unknown key colour (legal here: epochs)", root);
  }

  @Test
  void aKeyWhereNoneIsLegalSaysSo() {
    Section root = Section.parse("conf/x.yaml", "layers: [flatten: {units: 5}]");
    root.tagged("layers", List.of("flatten"));
    assertRefused("conf/x.yaml: unknown key layers[0].flatten.units; no key is legal here", root);
  }

  @Test
  void aSectionThatNobodyObtainedIsUnknown() {
    Section root = Section.parse("conf/x.yaml", "data: {}\ntraning: {epochs: 1}");
    root.section("data");
    root.sectionOrEmpty("training");
    assertRefused(
        "conf/x.yaml: unknown key traning; did you mean training? (legal here: data, training)",
        root);
  }

  @Test
  void severalReadersOfASectionAddUp() {
    Section root = Section.parse("conf/x.yaml", "training: {epochs: 1, seed: 2}");
    root.section("training").integer("epochs", 0, 10);
    root.section("training").longInteger("seed", 0, 10);
    assertDoesNotThrow(root::done);
  }

  @Test
  void caseAndHyphensAreMisspellings() {
    Section root = Section.parse("conf/x.yaml", "Batch-Size: 1");
    root.has("batch_size");
    assertRefused(
        "conf/x.yaml: unknown key Batch-Size; did you mean batch_size? (legal here: batch_size)",
        root);
  }
}
