package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.rows.CountedRows;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.ReadRow;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RowReader;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
  private static final CsvFormat FORMAT = new CsvFormat("2", null, false, ',');
  private static final CsvFormat NAMED = new CsvFormat("kind", null, true, ',');

  private static RowReader<String> reader(
      CsvFormat format, boolean startsFile, List<String> lines) {
    List<String> names = format.header() ? List.of("x", "y", "kind") : null;
    Records<String> part = new Records<>("a.csv", Records.LINE, startsFile, lines.iterator());
    Wanted wanted = new Wanted(Shape.of(2), Wanted.Label.CLASS, false);
    return new RowReader<>(
        part, new CsvRows(part, format, new CsvColumns(3, names, 2, -1), null, wanted), 7);
  }

  private static String show(RawRow row) {
    return row.number() + ":" + Arrays.toString(row.features().toArray()) + row.label();
  }

  private static List<String> examples(List<String> lines) {
    List<String> examples = new ArrayList<>();
    reader(FORMAT, true, lines)
        .forEachRemaining(
            row -> {
              if (row.example() != null) {
                examples.add(show(row.example()));
              }
            });
    return examples;
  }

  @Provide
  Arbitrary<List<String>> dirty() {
    Arbitrary<String> good = Arbitraries.integers().map(i -> i + "," + i / 2 + "," + i % 5);
    Arbitrary<String> bad =
        Arbitraries.of("1,2", "1,2,3,4,5,6", ",2,0", "1,NaN,0", "1,two,\"0\"", "\"1,2,0", "1,2, ");
    return Arbitraries.frequencyOf(
            Tuple.of(5, good), Tuple.of(2, bad), Tuple.of(1, Arbitraries.of("", " ")))
        .list()
        .ofMaxSize(40);
  }

  @Property
  void goodRowsAreWhatTheyWereIfTheBadOnesWereNotThere(@ForAll("dirty") List<String> lines) {
    List<String> clean = new ArrayList<>();
    List<ReadRow<String>> rows = new ArrayList<>();
    reader(FORMAT, true, lines).forEachRemaining(rows::add);
    for (ReadRow<String> row : rows) {
      assertEquals(lines.get((int) row.place()), row.record(), "as it stands, where it stands");
      assertTrue((row.example() == null) != (row.problem() == null));
      if (row.example() != null) {
        clean.add(row.record());
      }
    }
    assertEquals(lines.stream().filter(line -> !line.isBlank()).count(), rows.size());
    assertEquals(examples(clean), examples(lines));
  }

  @Test
  void theHeaderIsNoRowWhereAFileBeginsAndOneElsewhere() {
    List<String> lines = List.of(" ", "x,y,kind", "", "1,2,cat", "x,y,kind");
    RowReader<String> first = reader(NAMED, true, lines);
    assertEquals("7:[1.0, 2.0]cat", show(first.next().example()));
    assertEquals("column 0 (x) is \"x\" but must be a number", first.next().problem().getMessage());
    assertFalse(first.hasNext());
    assertEquals(5, first.count());
    assertNull(reader(NAMED, false, lines).next().example());
  }

  @Test
  void anotherHeaderIsAProblemOfTheWholeFile() {
    for (String header : List.of("x,kind", "y,x,kind")) {
      RowReader<String> other = reader(NAMED, true, List.of("", header, "1,2,cat"));
      assertThrows(DataException.class, other::hasNext);
      assertEquals(2, other.count(), "the second line is the one");
    }
  }

  @Test
  void aFileThatNoLongerHasItsExamplesIsRefused() {
    List<String> lines = List.of("1,2,0", "x,2,0", "3,4,1");
    for (int counted : new int[] {0, 1, 3}) {
      Iterator<RawRow> examples = new CountedRows(reader(FORMAT, true, lines), "a.csv", counted);
      DataException refused =
          assertThrows(
              DataException.class,
              () -> {
                for (int taken = 0; examples.hasNext(); taken++) {
                  assertTrue(taken < counted, "no row past those counted");
                  examples.next();
                }
              });
      assertEquals(
          "a.csv changed while it was read: it has other rows than when they were counted",
          refused.getMessage());
    }
    Iterator<RawRow> examples = new CountedRows(reader(FORMAT, true, lines), "a.csv", 2);
    assertEquals("7:[1.0, 2.0]0", show(examples.next()));
    assertEquals("8:[3.0, 4.0]1", show(examples.next()));
    assertFalse(examples.hasNext());
  }
}
