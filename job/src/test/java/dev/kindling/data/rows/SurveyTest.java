package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RejectedRows.Tally;
import dev.kindling.data.rows.Source.LabelCount;
import dev.kindling.data.rows.Survey.Label;
import dev.kindling.data.rows.Survey.Rejected;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static Survey survey(String file, long lines, Map<String, Label> labels) {
    return new Survey(
        file, "line", lines, lines, new TreeMap<>(labels), new LinkedHashMap<>(), null);
  }

  private static Survey bad(String file, long lines, Map<Reason, Rejected> rejected) {
    return new Survey(file, "line", lines, 0, new TreeMap<>(), new LinkedHashMap<>(rejected), null);
  }

  @Test
  void badRowsAreCountedForEachReasonAndTheFirstIsTold() {
    List<Survey> surveys =
        List.of(
            bad("a.csv", 10, Map.of()),
            bad("a.csv", 5, Map.of(Reason.EMPTY, new Rejected(2, 3, "is empty"))),
            bad("b.csv", 9, Map.of(Reason.EMPTY, new Rejected(4, 0, "is empty, too"))),
            bad("b.csv", 9, Map.of(Reason.NO_LABEL, new Rejected(1, 8, "has no label"))));
    Map<Reason, Tally> rejected = Survey.rejected(surveys);
    assertEquals(
        Map.of(
            Reason.EMPTY, new Tally(6, "a.csv line 14 is empty"),
            Reason.NO_LABEL, new Tally(1, "b.csv line 18 has no label")),
        rejected);
    assertEquals(List.of(Reason.EMPTY, Reason.NO_LABEL), List.copyOf(rejected.keySet()));
  }

  @Test
  void linesAreCountedThroughTheSplitsOfAFileAndFromOneInTheNext() {
    List<Survey> surveys =
        List.of(
            survey("a/x.csv", 10, Map.of("cat", new Label(9, 1))),
            survey("a/x.csv", 5, Map.of("dog", new Label(5, 0))),
            survey("a/x.csv", 0, Map.of()),
            survey("a/x.csv", 7, Map.of("cat", new Label(7, 0))),
            survey("b/x.csv", 3, Map.of("eel", new Label(3, 2))));
    assertEquals(0, Survey.before(surveys, 0));
    assertEquals(15, Survey.before(surveys, 3));
    assertEquals(0, Survey.before(surveys, 4));
    assertEquals(
        Map.of(
            "cat", new LabelCount(16, "a/x.csv line 2"),
            "dog", new LabelCount(5, "a/x.csv line 11"),
            "eel", new LabelCount(3, "b/x.csv line 3")),
        Survey.labels(surveys));
  }
}
