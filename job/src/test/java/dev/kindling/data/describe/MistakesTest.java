package dev.kindling.data.describe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RejectedRow.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistakesTest {
  /** A partition of so many lines, with infinite numbers in some, from 0. */
  private static Mistakes part(String file, long lines, long... wrong) {
    Mistakes part = new Mistakes();
    Records<?> records = new Records<>(file, Records.LINE, true, Collections.emptyIterator());
    for (long line : wrong) {
      part.add(Reason.NOT_FINITE, file + line, records, line);
    }
    part.end(records, lines);
    return part;
  }

  private static Mistakes merged(Mistakes... parts) {
    Mistakes all = new Mistakes();
    for (Mistakes part : parts) {
      all.merge(part);
    }
    return all;
  }

  private static List<String> shown(Mistakes mistakes) {
    List<String> shown = new ArrayList<>();
    for (Mistakes.Kind kind : mistakes.kinds()) {
      shown.add(kind.count() + " " + kind.first() + " in " + kind.place());
    }
    return shown;
  }

  @Test
  void theFirstIsFoundInItsFileHoweverTheFilesAreSplit() {
    assertEquals(
        List.of("3 b2 in b line 13"),
        shown(
            merged(part("a", 5), part("b", 4), part("b", 6), part("b", 7, 2, 3), part("c", 9, 1))));
    Mistakes later = merged(part("b", 6), part("b", 7, 2, 3));
    later.merge(part("c", 9, 1));
    Mistakes first = merged(part("a", 5), part("b", 4));
    first.merge(later);
    first.merge(part("c", 1, 0));
    assertEquals(List.of("4 b2 in b line 13"), shown(first), "in another order of additions");
    assertEquals(
        List.of("1 c0 in c line 10"),
        shown(merged(merged(part("a", 5), part("c", 9)), part("c", 1, 0))));
  }

  @Test
  void whatStandsThereIsShownInALine() {
    Mistakes mistakes = new Mistakes();
    mistakes.add(
        Reason.NOT_A_NUMBER,
        "a\nb" + "c".repeat(300),
        new Records<>("a", "row", true, Collections.emptyIterator()),
        0);
    assertEquals(List.of("1 a?b" + "c".repeat(197) + "... in a row 1"), shown(mistakes));
  }
}
