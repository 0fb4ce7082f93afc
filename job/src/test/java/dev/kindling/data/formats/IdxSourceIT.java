package dev.kindling.data.formats;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.Classes;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class IdxSourceIT {
  private static final Shape DIGIT = Shape.of(1, 28, 28);

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  private IdxSource open(Object name, Shape input) {
    return IdxSource.open(spark, name.toString(), new Wanted(input, Wanted.Label.CLASS, false));
  }

  /** The rows as {@code number:label[features]}. */
  private static List<String> rows(IdxSource source) {
    return source.rows().collect().stream()
        .map(row -> row.number() + ":" + row.label() + Arrays.toString(row.features().toArray()))
        .toList();
  }

  private void assertRefused(String message, Object name, Shape input) {
    assertEquals(message, assertThrows(DataException.class, () -> open(name, input)).getMessage());
  }

  @Test
  void plainOrCompressedHoweverItIsSplitTheRowsAreTheSame() throws IOException {
    Path plain = IdxFiles.unpackMnist(folder);
    List<String> expected = rows(open(plain, DIGIT));
    assertEquals(200, expected.size());
    assertTrue(expected.get(0).startsWith("0:1[0.0, 0.0, "), expected.get(0));
    assertIterableEquals(expected, rows(open(IdxFiles.MNIST, DIGIT)));
    for (String bytes : List.of("1", "784", "10000", "156799", "156800")) {
      spark.hadoopConfiguration().set(SPLIT_SIZE, bytes);
      IdxSource split = open(plain, DIGIT);
      int rowsOfEach = Math.max(1, Integer.parseInt(bytes) / 784);
      assertEquals((200 + rowsOfEach - 1) / rowsOfEach, split.rows().getNumPartitions());
      assertIterableEquals(expected, rows(split), bytes);
      assertEquals(1, open(IdxFiles.MNIST, DIGIT).rows().getNumPartitions());
    }
  }

  @Test
  void labelsAreTheTextsOfTheirNumbersInNumericOrder() throws IOException {
    byte[] labels = {9, 10, (byte) 200, 9, 10, 10};
    IdxFiles.write(folder, "x-labels-idx1-ubyte", IdxFiles.bytes(labels, 6));
    String images =
        IdxFiles.write(folder, "x-images-idx3-ubyte", IdxFiles.bytes(new byte[24], 6, 2, 2));
    IdxSource source = open(images, Shape.of(4));
    String file = folder + "/x-labels-idx1-ubyte";
    assertEquals(
        Map.of(
            "9", new Source.LabelCount(2, file + " row 0"),
            "10", new Source.LabelCount(3, file + " row 1"),
            "200", new Source.LabelCount(1, file + " row 2")),
        source.labels());
    assertEquals(List.of("9", "10", "200"), Classes.of(source, 3).names());
    DataException unknown =
        assertThrows(
            DataException.class,
            () -> new Classes(List.of("9", "10")).check(source, "the model's"));
    assertEquals(
        file + " row 2 has the label \"200\", which is outside the classes 9, 10 (the model's)",
        unknown.getMessage());
  }

  @Test
  void colourImagesHaveTheirChannelsFirst() throws IOException {
    IdxSource source = open(IdxFiles.writeSet(folder, 2, 3, 1, 2), Shape.of(3, 1, 2));
    assertEquals(
        List.of("0:0[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]", "1:1[6.0, 7.0, 8.0, 9.0, 10.0, 11.0]"),
        rows(source));
    assertEquals(FeatureLayout.pixels(3, 2), source.layout());
  }

  @Test
  void flatImagesHaveTheChannelsOfTheNetworksInput() throws IOException {
    String images = IdxFiles.writeSet(folder, 2, 12);
    assertEquals(FeatureLayout.pixels(3, 4), open(images, Shape.of(3, 2, 2)).layout());
    assertEquals(FeatureLayout.pixels(1, 12), open(images, Shape.of(12)).layout());
  }

  @Test
  void anImageMayGoInFlatButNotInAnotherShape() throws IOException {
    String images = IdxFiles.writeSet(folder, 2, 4, 6);
    for (Shape shape : List.of(Shape.of(24), Shape.of(1, 4, 6), Shape.of(4, 6))) {
      assertEquals(FeatureLayout.pixels(1, 24), open(images, shape).layout());
    }
    for (Shape shape : List.of(Shape.of(25), Shape.of(4, 6, 1), Shape.of(1, 6, 4))) {
      assertRefused(
          images + " holds images of [4 x 6] but the network takes " + shape + " (network.input)",
          images,
          shape);
    }
  }

  @Test
  void theOtherUsualSpellingOfTheNamesHasItsLabelsToo() throws IOException {
    Files.move(
        Path.of(IdxFiles.writeSet(folder, 3, 2, 2)), folder.resolve("t10k-images.idx3-ubyte"));
    Files.move(folder.resolve("a-labels-idx1-ubyte"), folder.resolve("t10k-labels.idx1-ubyte"));
    assertEquals(3, open(folder + "/*images*", Shape.of(4)).labels().size());
  }

  @Test
  void withoutLabelsWhereThatIsAllowed() throws IOException {
    String images = IdxFiles.writeSet(folder, 1, 1, 2);
    Files.delete(folder.resolve("a-labels-idx1-ubyte"));
    IdxSource source =
        IdxSource.open(spark, images, new Wanted(Shape.of(2), Wanted.Label.ANY, false));
    assertEquals(Map.of(), source.labels());
    assertEquals(List.of("0:null[0.0, 1.0]"), rows(source));
    assertRefused(
        "there is no file " + folder + "/a-labels-idx1-ubyte with the labels of " + images,
        images,
        Shape.of(2));
    Path renamed = Files.move(Path.of(images), folder.resolve("pictures"));
    assertRefused(
        renamed
            + " says not where its labels are: images-idx3 must be in its name, which becomes"
            + " labels-idx1 in theirs",
        renamed,
        Shape.of(2));
  }

  @Test
  void labelsThatAreNotThoseOfTheImagesAreRefused() throws IOException {
    String images = IdxFiles.writeSet(folder, 5, 2, 2);
    String labels = IdxFiles.write(folder, "a-labels-idx1-ubyte", IdxFiles.bytes(new byte[4], 4));
    assertRefused(labels + " has 4 labels but " + images + " has 5 images", images, Shape.of(4));
    IdxFiles.write(folder, "a-labels-idx1-ubyte", IdxFiles.bytes(new byte[5], 5, 1));
    assertRefused(labels + " has 2 dimensions but labels have 1", images, Shape.of(4));
    assertRefused(
        labels.replace("a-labels-idx1", "b-labels-idx1")
            + " has 1 dimension, as labels have, but images have 3 or 4 (N x H x W or N x C x H x"
            + " W); name the images file, its labels lie beside it",
        IdxFiles.write(folder, "b-labels-idx1-ubyte", IdxFiles.bytes(new byte[5], 5)),
        Shape.of(4));
  }

  @Test
  void aFileMustEndWhereItsHeaderSays() throws IOException {
    byte[] whole = IdxFiles.bytes(new byte[20], 5, 2, 2);
    for (String name : List.of("a-images-idx3-ubyte", "a-images-idx3-ubyte.gz")) {
      String cut = IdxFiles.write(folder, name, Arrays.copyOf(whole, 16 + 11));
      assertRefused(
          cut
              + " ends after 27 bytes, within row 2 (from 0), but its header says 5 rows of 4 bytes,"
              + " 36 in all",
          cut,
          Shape.of(4));
      String surplus = IdxFiles.write(folder, name, Arrays.copyOf(whole, whole.length + 3));
      assertRefused(
          surplus + " has 3 surplus bytes from byte 36 on: its header says 5 rows of 4 bytes",
          surplus,
          Shape.of(4));
    }
    String empty = IdxFiles.write(folder, "a-images-idx3-ubyte.gz", new byte[0]);
    assertRefused(empty + " is empty: there are no rows to read", empty, Shape.of(4));
  }

  @Test
  void aDamagedGzipFileIsNamed() throws IOException {
    Path file = folder.resolve("a-images-idx3-ubyte.gz");
    byte[] whole = Files.readAllBytes(IdxFiles.MNIST);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(
        file
            + " cannot be read: Unexpected end of input stream (damaged, or not what its name"
            + " says?)",
        file,
        DIGIT);
    Files.write(file, IdxFiles.bytes(new byte[784], 1, 28, 28));
    assertRefused(
        file + " cannot be read: not a gzip file (damaged, or not what its name says?)",
        file,
        DIGIT);
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNamed() throws IOException {
    String images = IdxFiles.writeSet(folder, 100, 28, 28);
    IdxSource source = open(images, DIGIT);
    Files.write(Path.of(images), Arrays.copyOf(Files.readAllBytes(Path.of(images)), 16 + 784 * 3));
    Throwable failure = assertThrows(Exception.class, () -> rows(source));
    while (!(failure instanceof DataException)) {
      failure = failure.getCause();
    }
    assertEquals(images + " changed while it was read: it now ends in row 3", failure.getMessage());
  }

  @Test
  void anInputThatIsNotOneFileIsRefused() throws IOException {
    assertRefused(
        "there is no file " + folder + "/none (data.train or --data; looked on file:///)",
        folder + "/none",
        DIGIT);
    IdxFiles.writeSet(folder, 3, 2, 2);
    assertRefused(
        folder + " are 2 files, but an IDX set is named by its images file", folder, DIGIT);
    assertRefused(
        "cannot read nosuch://a/b: No FileSystem for scheme \"nosuch\"", "nosuch://a/b", DIGIT);
  }
}
