package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.BadRows.Handling;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RejectedRows.Tally;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRowsTest {
  private static final Tally X =
      new Tally(3, "a.csv line 2 column 0 is \"x\" but must be a number");
  private static final Tally SHORT = new Tally(1, "b.csv line 9 has 2 columns but 3 are expected");

  private static RejectedRows rejected(long examples, Map<Reason, Tally> byReason) {
    return new RejectedRows("in/*.csv", examples, byReason, null);
  }

  private static String refusal(BadRows badRows, RejectedRows rejected) {
    return assertThrows(DataException.class, () -> badRows.check(rejected)).getMessage();
  }

  private static RejectedRows four(long examples) {
    Map<Reason, Tally> both = new LinkedHashMap<>();
    both.put(Reason.NOT_A_NUMBER, X);
    both.put(Reason.WRONG_COLUMN_COUNT, SHORT);
    return rejected(examples, both);
  }

  @ParameterizedTest
  @CsvSource({"0.01,1,99", "0.29,29,71", "0.07,7,93", "0.5,4,4", "0,0,1", "0,0,0"})
  void asManyAsTheShareSaysMayBeBadAndNotOneMore(double most, long bad, long good) {
    BadRows skip = new BadRows(Handling.SKIP, most);
    Map<Reason, Tally> some =
        bad == 0 ? Map.of() : Map.of(Reason.EMPTY, new Tally(bad, "a.csv line 1 ..."));
    assertDoesNotThrow(() -> skip.check(rejected(good, some)));
    refusal(skip, rejected(good, Map.of(Reason.EMPTY, new Tally(bad + 1, "a.csv line 1 ..."))));
  }

  @Test
  void whereNoneMayBeBadTheFirstIsTold() {
    RejectedRows one = rejected(100_000, Map.of(Reason.WRONG_COLUMN_COUNT, SHORT));
    assertEquals(SHORT.first(), refusal(BadRows.FAIL, one));
    assertEquals(
        X.first() + " (the first of 4 bad rows: 3 not_a_number, 1 wrong_column_count)",
        refusal(BadRows.FAIL, four(100_000)));
    assertDoesNotThrow(() -> BadRows.FAIL.check(rejected(1, Map.of())));
  }

  @Test
  void whereTooManyAreBadTheFirstOfEachReasonIsTold() {
    assertEquals(
        "4 of 40 rows of in/*.csv are bad, and data.max_bad_rows allows a share of 0.05: 3"
            + " not_a_number, first a.csv line 2 column 0 is \"x\" but must be a number; 1"
            + " wrong_column_count, first b.csv line 9 has 2 columns but 3 are expected",
        refusal(new BadRows(Handling.QUARANTINE, 0.05), four(36)));
  }

  @Test
  void oneIsBadAndSeveralAre() {
    assertEquals(
        "1 of 40 rows of in/*.csv is bad",
        rejected(39, Map.of(Reason.WRONG_COLUMN_COUNT, SHORT)).toString());
    assertEquals("4 of 40 rows of in/*.csv are bad", four(36).toString());
  }

  @Test
  void onlyTheQuarantineKeepsThem() {
    Map<String, RejectedRows> inputs = Map.of("train", four(1));
    assertEquals(inputs, new BadRows(Handling.QUARANTINE, 0.1).quarantined(inputs));
    assertEquals(Map.of(), new BadRows(Handling.SKIP, 0.1).quarantined(inputs));
  }
}
