package dev.kindling.data.describe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.rows.Records;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnSummaryTest {
  private static final Records<?> PART =
      new Records<>("a.csv", "line", true, Collections.emptyIterator());

  private static ColumnProfile profile(int most, List<String> cells) {
    return profile(most, cells, cells.size() / 3);
  }

  /** Of two partitions. */
  private static ColumnProfile profile(int most, List<String> cells, int inFirst) {
    ColumnSummary first = new ColumnSummary(most);
    ColumnSummary second = new ColumnSummary(most);
    for (int i = 0; i < cells.size(); i++) {
      (i < inFirst ? first : second).add(cells.get(i), PART, i);
    }
    first.merge(second);
    return first.profile("x", null);
  }

  private static ColumnProfile of(String... cells) {
    return profile(100, Arrays.asList(cells));
  }

  @Test
  void numbersHaveTheirMomentsAndTheirMedian() {
    ColumnProfile x = of("3", "NA", " 1", "", "8", "4", null);
    assertTrue(x.isNumber() && x.whole());
    assertEquals(List.of(4L, 3L, 0L), List.of(x.present(), x.missing(), x.mistakes().count()));
    assertEquals(List.of(1.0, 4.0, 3.5, 8.0), List.of(x.min(), x.mean(), x.median(), x.max()));
    assertEquals("{standardize: {missing: median}}", column(x));
  }

  private static String column(ColumnProfile x) {
    return x.preparation().toString();
  }

  @Test
  void whatIsWholeIsSoInAllPartitions() {
    assertFalse(of("1.5", "2", "3").whole());
    assertFalse(of("1", "2", "3.5").whole());
  }

  @Test
  void aClassIsTheNumberHoweverItIsWritten() {
    assertEquals("{3=3, 4=1, x=1}", of("3", "x", "3.0", "4", "03").classes().toString());
    assertEquals("{1=1, 2=2}", of("1", "02", "2").classes().toString(), "in their order");
  }

  @Test
  void aFewTextsAmongNumbersAreMistakes() {
    String[] cells = new String[20];
    Arrays.setAll(cells, i -> i % 10 == 3 ? "n.k." : "" + i / 2.0);
    ColumnProfile x = of(cells);
    assertEquals(2, x.mistakes().count());
    assertFalse(x.whole());
    cells[0] = "none";
    assertFalse(of(cells).isNumber(), "more than a tenth");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1, 1e15, -1})
  void theMedianOfMoreValuesThanAreCountedIsNear(double scale) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values =
        IntStream.range(0, 5001).mapToDouble(i -> random.nextGaussian() * scale + scale).toArray();
    List<String> cells = Arrays.stream(values).mapToObj(String::valueOf).toList();
    List<String> turned = new ArrayList<>(cells);
    Collections.reverse(turned);
    List<String> withText = new ArrayList<>(cells);
    withText.add(300, "long ".repeat(60));
    Arrays.sort(values);
    // Too many in both partitions, in the second, in the first, in both together; a long text.
    for (ColumnProfile x :
        List.of(
            profile(50, cells),
            profile(2000, cells),
            profile(2000, turned, 3334),
            profile(4000, cells),
            profile(10_000, withText))) {
      assertNull(x.counts());
      assertEquals(values[2500], x.median(), 1e-3 * Math.abs(values[2500]));
    }
  }

  @Test
  void textsAreCountedUntilThereAreTooMany() {
    ColumnProfile x = of("b", "a", "b", "c", "?");
    assertEquals(Map.of("a", 1L, "b", 2L, "c", 1L), x.counts());
    assertEquals(List.of("b", "a", "c"), x.values());
    assertEquals("{one_hot: {values: 3, missing: category}}", column(x));
    List<String> many = IntStream.range(0, 30).mapToObj(i -> "v" + i % 11).toList();
    assertNull(profile(10, many).counts());
    assertEquals("{hashed: {buckets: 64}}", column(profile(10, many)));
    assertEquals(11, profile(11, many).counts().size());
    assertNull(profile(2, List.of("a", "b", "c")).counts(), "too many of both partitions");
    assertEquals(1, of("a".repeat(200)).counts().size());
    assertNull(of("a".repeat(201)).counts(), "a long text is no category");
  }

  @Test
  void moreThanFiftyTextsAreHashed() {
    List<String> texts = IntStream.range(0, 102).mapToObj(i -> "v" + i % 51).toList();
    assertEquals("{hashed: {buckets: 64}}", column(profile(100, texts)));
    List<String> some = new ArrayList<>(texts);
    some.add("NA");
    assertEquals("{hashed: {buckets: 64, missing: category}}", column(profile(100, some)));
    List<String> fifty = IntStream.range(0, 100).mapToObj(i -> "v" + i % 50).toList();
    assertEquals("{one_hot: {values: 50}}", column(profile(100, fifty)));
  }

  @Test
  void aLongTailIsALogarithm() {
    assertEquals("log", column(of("0", "1", "2", "3", "21")));
    assertEquals("standardize", column(of("-1", "1", "2", "3", "21")));
    assertEquals("standardize", column(of("0", "1", "2", "3", "20")));
  }

  @Test
  void whatTellsNothingIsLeftOut() {
    assertEquals("no values", of("NA", "").useless());
    assertEquals("one value in all rows", of("3", "3").useless());
    assertNull(of("3", "3", "").useless());
    assertNull(of("1", "2", "3").useless(), "of few rows nobody can tell");
    String[] numbers = IntStream.range(5, 30).mapToObj(String::valueOf).toArray(String[]::new);
    assertEquals("another value in nearly every row", of(numbers).useless());
    String[] names = IntStream.range(5, 30).mapToObj(i -> "n" + i).toArray(String[]::new);
    assertEquals("another value in nearly every row", of(names).useless());
    names[0] = "n6";
    assertEquals("another value in nearly every row", of(names).useless());
    names[2] = "n6";
    assertNull(of(names).useless());
    numbers[0] = "100";
    assertNull(of(numbers).useless());
  }

  private static ColumnProfile of(DataType type, String... cells) {
    ColumnSummary summary = new ColumnSummary(100);
    Arrays.stream(cells).forEach(cell -> summary.add(cell, PART, 0));
    return summary.profile("x", type);
  }

  @Test
  void whatATableSaysOfAColumnCountsMoreThanItsCells() {
    ColumnProfile codes = of(DataTypes.StringType, "01", "2", null);
    assertFalse(codes.isNumber());
    assertTrue(codes.isNumbersAsText());
    assertEquals("{one_hot: {values: 2, missing: category}}", column(codes));
    assertFalse(of(DataTypes.StringType, "01", "b").isNumbersAsText());
    assertFalse(of(DataTypes.StringType, "a", "b").isNumbersAsText());
    ColumnProfile infinite = of(DataTypes.DoubleType, "Infinity", "1", "Infinity", "NaN");
    assertTrue(infinite.isNumber(), "though most are mistakes");
    assertFalse(infinite.isNumbersAsText());
    assertEquals(List.of(2L, 1L), List.of(infinite.mistakes().count(), infinite.missing()));
    for (DataType time :
        List.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType)) {
      assertEquals(
          "a query makes numbers of a time, such as its month",
          of(time, "2026-01-02", "2026-01-03").useless());
    }
    assertNull(of(DataTypes.BooleanType, "true", "false").useless());
  }

  @Test
  void manyNumbersAsTextAreNumbersAndNoNames() {
    String[] cells = IntStream.range(0, 60).mapToObj(i -> i * i + ".5").toArray(String[]::new);
    ColumnProfile income = of(DataTypes.StringType, cells);
    assertNull(income.useless());
    assertEquals("standardize", column(income));
    cells[0] = null;
    assertEquals("{standardize: {missing: median}}", column(of(DataTypes.StringType, cells)));
    cells[59] = "1e6";
    assertEquals("{log: {missing: median}}", column(of(DataTypes.StringType, cells)));
    String[] counted = IntStream.range(0, 60).mapToObj(String::valueOf).toArray(String[]::new);
    assertEquals("another value in nearly every row", of(DataTypes.StringType, counted).useless());
  }

  @Test
  void numbersWithACommaAreTextsThatSaySo() {
    for (String number : List.of("1,5", "-1.234,5", "1,234,567", "1,234.5")) {
      assertTrue(of(number, "3", "").hasCommas(), number);
    }
    for (String none : List.of("1,2,3", "a,5", "1,", "1.5", "3")) {
      assertFalse(of(none, "b").hasCommas(), none);
    }
    assertFalse(of("1,5", "a", "b").hasCommas(), "a few of many");
    String[] cells = IntStream.range(0, 30).mapToObj(i -> i + ",5").toArray(String[]::new);
    assertEquals("numbers written with commas are texts here: write 1234.5", of(cells).useless());
    assertEquals("0,5", profile(10, Arrays.asList(cells)).withCommas(), "of two partitions");
    String[] thousands = {"(1,5)", "3", "1,234.5", "2,5"};
    String[] often = Stream.generate(() -> "2,5").limit(30).toArray(String[]::new);
    List<String> rows = Stream.of(thousands, often).flatMap(Arrays::stream).toList();
    assertEquals("1,234.5", profile(100, rows, 1).withCommas(), "the first that is a number");
    assertEquals("1,234.5", profile(100, rows, 3).withCommas());
  }

  @Test
  void numbersThatAreNotFiniteAreMistakesHoweverMany() {
    ColumnProfile x = of("1.5", "inf", "1e400", "-Infinity", "0x1p3");
    assertTrue(of("1.5", "inf", "1e400", "-Infinity").isNumber());
    assertFalse(x.isNumber(), "0x1p3 is text");
    List<String> shown = new ArrayList<>();
    for (Mistakes.Kind kind : of("1.5", "inf", "1e400").mistakes().kinds()) {
      shown.add(kind.count() + " " + kind.reason() + " " + kind.first() + ", " + kind.place());
    }
    assertEquals(List.of("2 not_finite inf, a.csv line 2"), shown);
  }

  @Test
  void aColumnOfOneValueOrNoneTellsWhichItIs() {
    assertEquals("{one_hot: {values: 1, missing: category}}", column(of("3", "", "3")));
    assertEquals("{one_hot: {values: 1, missing: category}}", column(of("a", "NA")));
    assertNull(of("3", "").useless());
  }

  @Test
  void timesAreSeenInTexts() {
    for (String day :
        List.of("2026-01-02", "2026/1/2", "02.01.2026", "1/2/2026", "2026-01-02T03:04:05Z")) {
      assertTrue(of(day, "", day).isTime(), day);
    }
    for (String none : List.of("2026", "1.2.3", "2026-01", "127.0.0.1", "2026-01/02", "a")) {
      assertFalse(of(none, "b").isTime(), none);
    }
    ColumnProfile days = of("2026-01-02", "2026-01-03");
    assertEquals(
        "a time; numbers made of it, such as its month, can be learned from", days.useless());
    assertFalse(of(DataTypes.BooleanType, "true").isTime());
  }
}
