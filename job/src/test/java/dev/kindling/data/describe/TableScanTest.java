package dev.kindling.data.describe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableScanTest {
  private static TableScan scan(boolean startsFile, String... lines) {
    Records<String> part =
        new Records<>("a.csv", Records.LINE, startsFile, List.of(lines).iterator());
    return TableScan.of(
        part, 2, new CsvCells(part, new TableLayout.Csv(true, ','), List.of("width", "kind")));
  }

  @Test
  void allRowsOfAllPartitionsAreSeenAndTheFirstLineOfEachFileIsNone() {
    TableScan all = scan(true, "", "width,kind", "1,cat", "2");
    all.merge(scan(false, "5,dog", " ", "1,2,3", "3,cat"));
    all.merge(scan(false));
    all.merge(scan(true, "width,kind", "9,cat"));
    assertEquals(4, all.rows());
    assertEquals(2, all.misshapen().count());
    ColumnProfile width = all.columns().get(0).profile("width", null);
    assertEquals(
        List.of(4L, 0L, 0L), List.of(width.present(), width.missing(), width.mistakes().count()));
    assertEquals(List.of(1.0, 4.5, 9.0), List.of(width.min(), width.mean(), width.max()));
    assertEquals(List.of("cat", "dog"), all.columns().get(1).profile("kind", null).values());
  }

  @Test
  void aFileWithAnotherHeaderIsRefused() {
    assertEquals(
        "a.csv line 1 names column 0 \"kind\" but the first file's header names it \"width\"",
        assertThrows(DataException.class, () -> scan(true, "kind,width", "cat,1")).getMessage());
    assertEquals(
        "a.csv line 2 has 3 columns but 2 are expected",
        assertThrows(DataException.class, () -> scan(true, "", "width,kind,x", "1,cat,2"))
            .getMessage());
  }
}
