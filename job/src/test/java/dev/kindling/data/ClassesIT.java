package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class ClassesIT {
  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  /** An input with one row for each label. */
  private Source source(String... labels) throws IOException {
    List<String> lines = Arrays.stream(labels).map(label -> label + ",1").toList();
    String name = TextFiles.write(folder, "a.csv", lines);
    return new CsvFormat("0", null, false, ',')
        .open(spark, name, new Wanted(Shape.of(1), Wanted.Label.CLASS, false), 1);
  }

  private List<String> names(int outputs, String... labels) throws IOException {
    return Classes.of(source(labels), outputs).names();
  }

  private void assertRefused(String message, int outputs, String... labels) throws IOException {
    Source source = source(labels);
    DataException refused = assertThrows(DataException.class, () -> Classes.of(source, outputs));
    assertEquals(source.name() + " " + message, refused.getMessage());
  }

  @Test
  void numbersFromZeroAreTheClassesOfThoseNumbersEvenWhereOneDoesNotOccur() throws IOException {
    assertEquals(List.of("0", "1", "2"), names(3, "2", "0", "1", "1"));
    assertEquals(List.of("0", "1", "2", "3"), names(4, "3.0", "1", "01"));
  }

  @Test
  void otherWholeNumbersAreClassesInTheirNumericOrder() throws IOException {
    String[] oneToTen =
        IntStream.rangeClosed(1, 10).mapToObj(String::valueOf).toArray(String[]::new);
    assertEquals(List.of(oneToTen), names(10, oneToTen));
    assertEquals(List.of("-1", "1"), names(2, "1", "-1"));
    assertEquals(List.of("-5", "3", "10"), names(3, "10", "3", "-5"));
  }

  @Test
  void textsAreClassesInAlphabeticalOrder() throws IOException {
    assertEquals(List.of("cat", "dog", "eel"), names(3, "eel", "cat", "dog", "cat"));
    Classes classes = Classes.of(source("eel", "cat", "dog"), 3);
    assertEquals(2, classes.index("eel"));
  }

  @Test
  void refusesLabelsThatDoNotFitTheOutputs() throws IOException {
    Source one = source("7", "7", "7.0");
    DataException single = assertThrows(DataException.class, () -> Classes.of(one, 2));
    assertEquals(
        "all 3 rows of "
            + one.name()
            + " have the label \"7\"; a classifier needs at least two classes",
        single.getMessage());
    assertRefused(
        "line 3 has the label \"4\", which is outside the classes 0 to 3 (the network is"
            + " for 4 classes, see network.layers)",
        4,
        "0",
        "1",
        "4",
        "4");
    assertRefused(
        "has 3 classes (cat, dog, eel) but the network is for 4 (network.layers)",
        4,
        "cat",
        "dog",
        "eel");
    String[] fifteen = IntStream.range(0, 15).mapToObj(i -> "c" + (10 + i)).toArray(String[]::new);
    assertRefused(
        "has 15 classes (c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21 and 3 more) but"
            + " the network is for 2 (network.layers)",
        2,
        fifteen);
  }

  @Test
  void namesTheLineOfALabelThatAModelDoesNotKnow() throws IOException {
    Source source = source("cat", "dog", "gnu", "gnu");
    new Classes(List.of("cat", "dog", "gnu")).check(source, "the model's");
    DataException refused =
        assertThrows(
            DataException.class,
            () -> new Classes(List.of("cat", "dog")).check(source, "the model's"));
    assertEquals(
        source.name()
            + " line 3 has the label \"gnu\", which is outside the classes cat, dog (the model's)",
        refused.getMessage());
  }
}
