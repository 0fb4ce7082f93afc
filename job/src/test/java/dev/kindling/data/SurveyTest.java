package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.Source.LabelCount;
import dev.kindling.data.Survey.Label;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static Survey survey(String file, long lines, Map<String, Label> labels) {
    return new Survey(file, lines, lines, new TreeMap<>(labels), null);
  }

  @Test
  void linesAreCountedThroughTheSplitsOfAFileAndFromOneInTheNext() {
    List<Survey> surveys =
        List.of(
            survey("a/x.csv", 10, Map.of("cat", new Label(9, "a/x.csv", 1))),
            survey("a/x.csv", 5, Map.of("dog", new Label(5, "a/x.csv", 0))),
            survey("a/x.csv", 0, Map.of()),
            survey("a/x.csv", 7, Map.of("cat", new Label(7, "a/x.csv", 0))),
            survey("b/x.csv", 3, Map.of("eel", new Label(3, "b/x.csv", 2))));
    assertEquals(0, Survey.linesBefore(surveys, 0));
    assertEquals(15, Survey.linesBefore(surveys, 3));
    assertEquals(0, Survey.linesBefore(surveys, 4));
    assertEquals(
        Map.of(
            "cat", new LabelCount(16, "a/x.csv line 2"),
            "dog", new LabelCount(5, "a/x.csv line 11"),
            "eel", new LabelCount(3, "b/x.csv line 3")),
        Survey.labels(surveys));
  }
}
