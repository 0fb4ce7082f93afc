package dev.kindling.data.formats;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.TextFiles;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class CsvSourceIT {
  private static final CsvFormat LABEL_LAST = new CsvFormat("2", null, false, ',');
  private static final CsvFormat NAMED = new CsvFormat("kind", null, true, ',');

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  private Source open(String name, CsvFormat format) {
    return format.open(spark, name, new Wanted(Shape.of(2), Wanted.Label.ANY, false), 1);
  }

  private static Wanted classes(int features) {
    return new Wanted(Shape.of(features), Wanted.Label.CLASS, false);
  }

  /** The rows as {@code number:label[features]}. */
  private static List<String> rows(Source source) {
    return source.rows().collect().stream()
        .map(row -> row.number() + ":" + row.label() + Arrays.toString(row.features().toArray()))
        .toList();
  }

  private void assertRefused(String message, String name, CsvFormat format) {
    DataException refused = assertThrows(DataException.class, () -> open(name, format));
    assertEquals(message, refused.getMessage());
  }

  private static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + ",0.5," + i % 3).toList();
  }

  @Test
  void numbersTheRowsOfAllFilesInTheOrderOfTheirNamesHoweverTheyAreSplit() throws IOException {
    TextFiles.write(folder, "in/c.csv", lines(50, 60));
    TextFiles.write(folder, "in/a.csv", lines(0, 30));
    TextFiles.write(folder, "in/b.csv", "");
    TextFiles.write(folder, "in/b1.csv", lines(30, 50));
    TextFiles.write(folder, "in/_SUCCESS", "");
    TextFiles.write(folder, "in/.hidden.csv", "not,a,number,at,all\n");
    Files.createDirectories(folder.resolve("in/deeper"));
    List<String> expected =
        IntStream.range(0, 60).mapToObj(i -> i + ":" + i % 3 + "[" + i + ".0, 0.5]").toList();
    for (String name : List.of(folder + "/in", folder + "/in/*.csv", folder + "/{in,none}/*")) {
      assertEquals(expected, rows(open(name, LABEL_LAST)), name);
    }
    spark.hadoopConfiguration().set(SPLIT_SIZE, "40");
    Source split = open(folder + "/in", LABEL_LAST);
    assertTrue(split.rows().getNumPartitions() > 10);
    assertEquals(expected, rows(split));
    assertEquals(60, split.rowCount());
  }

  @Test
  void nothingInAFolderIsPassedOverWithoutAWord() throws IOException {
    TextFiles.write(folder, "in/a.csv", lines(0, 3));
    String deeper = TextFiles.write(folder, "in/deeper/b.csv", lines(3, 6));
    String inner = Path.of(deeper).getParent().toString();
    String message =
        inner
            + " is a folder within a folder, so its files would be left out: move it away, or name"
            + " all that is to be read in a glob";
    assertRefused(message, folder + "/in", LABEL_LAST);
    assertRefused(message, folder + "/i*", LABEL_LAST);
    assertEquals(6, open(folder + "/in/*", LABEL_LAST).rowCount());

    Files.delete(Path.of(deeper));
    Files.createSymbolicLink(folder.resolve("in/.#a.csv"), Path.of("/nowhere")); // an editor's
    assertEquals(3, open(folder + "/in", LABEL_LAST).rowCount());
    Path link = Files.createSymbolicLink(folder.resolve("in/b.csv"), Path.of("/nowhere"));
    assertRefused(link + " is a link to /nowhere, which is not there", folder + "/in", LABEL_LAST);
  }

  @Test
  void aPieceOfAPasswordIsNoName() {
    String address = "http://me:pass/word@127.0.0.1:1/x";
    assertRefused(
        "cannot read "
            + address // which is masked where it is printed
            + ": Hadoop takes no names with a colon, such as 127.0.0.1:1; rename the file",
        address,
        LABEL_LAST);
  }

  @Test
  void aFileIsReadOnceWhateverItsNameWouldMeanInAGlob() throws IOException {
    TextFiles.write(folder, "in/a*.csv", lines(0, 1));
    TextFiles.write(folder, "in/ab.csv", lines(1, 2));
    TextFiles.write(folder, "in/{b}[c]?.csv", lines(2, 3));
    assertEquals(
        List.of("0:0[0.0, 0.5]", "1:1[1.0, 0.5]", "2:2[2.0, 0.5]"),
        rows(open(folder + "/in", LABEL_LAST)));
  }

  @Test
  void aNameWithAColonIsRefusedInALine() throws IOException {
    Path file = Files.writeString(folder.resolve("a:b.csv"), "1,2,0\n");
    String glob = folder + "/*";
    assertRefused(
        "cannot read "
            + glob
            + ": Hadoop takes no names with a colon, such as a:b.csv; rename the file",
        glob,
        LABEL_LAST);
    assertRefused(
        file
            + " cannot be read: java.net.URISyntaxException: Relative path in absolute URI:"
            + " .a:b.csv.crc (damaged, or not what its name says?)",
        folder.toString(),
        LABEL_LAST);
  }

  @Test
  void aFileThatCannotBeOpenedIsNamed() throws IOException {
    Path file = folder.resolve("a.csv.bz2");
    Files.write(file, "BZh91AY&SY".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        file + " cannot be read: unexpected end of stream (damaged, or not what its name says?)",
        file.toString(),
        LABEL_LAST);
  }

  @Test
  void theLineOfABadValueIsRightInEverySplitOfEveryFile() throws IOException {
    List<String> third = new ArrayList<>(lines(0, 100));
    third.add(50, "");
    third.set(77, "1,x,0");
    TextFiles.write(folder, "one/part.csv", lines(0, 100));
    TextFiles.write(folder, "two/part.csv", lines(0, 100));
    String bad = TextFiles.write(folder, "two/part.csv.2", third);
    for (String splitSize : List.of("300", "1000000")) {
      spark.hadoopConfiguration().set(SPLIT_SIZE, splitSize);
      String message = bad + " line 78 column 1 is \"x\" but must be a number";
      assertRefused(message, bad, LABEL_LAST);
      assertRefused(message, folder + "/*/part*", LABEL_LAST);
    }
  }

  @Test
  void filesOfTheSameNameInTwoFoldersAreTwoFiles() throws IOException {
    TextFiles.write(folder, "one/part.csv", lines(0, 10));
    String bad = TextFiles.write(folder, "two/part.csv", List.of("1,2,0", "1,2"));
    assertRefused(
        bad + " line 2 has 2 columns but 3 are expected", folder + "/*/part.csv", LABEL_LAST);
  }

  @Test
  void theFirstProblemIsTold() throws IOException {
    String first = TextFiles.write(folder, "a.csv", List.of("1,2,0", "x,2,0", "y,2,0"));
    TextFiles.write(folder, "b.csv", List.of("z,2,0"));
    assertRefused(
        first
            + " line 2 column 0 is \"x\" but must be a number (the first of 3 bad rows: 3"
            + " not_a_number)",
        folder + "/*.csv",
        LABEL_LAST);
  }

  @Test
  void everyFileMayHaveItsHeaderButTheSameOne() throws IOException {
    TextFiles.write(folder, "a.csv", List.of("", "x,kind,y", "1,cat,2", "3,dog,4"));
    String second = TextFiles.write(folder, "b.csv", List.of("x,kind,y", "5,cat,6"));
    List<String> expected = List.of("0:cat[1.0, 2.0]", "1:dog[3.0, 4.0]", "2:cat[5.0, 6.0]");
    for (String splitSize : List.of("6", "1000000")) {
      spark.hadoopConfiguration().set(SPLIT_SIZE, splitSize);
      assertEquals(expected, rows(open(folder + "/*.csv", NAMED)));
    }
    TextFiles.write(folder, "b.csv", List.of("y,kind,x", "5,cat,6"));
    assertRefused(
        second + " line 1 names column 0 \"y\" but the first file's header names it \"x\"",
        folder + "/*.csv",
        NAMED);
    String headerAlone = TextFiles.write(folder, "c/a.csv", List.of("x,kind,y", ""));
    assertRefused(
        headerAlone + " has no rows (a header, a comment or a blank line is none)",
        headerAlone,
        NAMED);
  }

  @Test
  void toleratesWhatOtherProgramsWrite() throws IOException {
    List<String> expected = List.of("0:cat[1.0, 2.0]", "1:dog[3.0, 4.0]");
    assertEquals(
        expected,
        rows(open(TextFiles.write(folder, "crlf", "x,kind,y\r\n1,cat,2\r\n3,dog,4\r\n"), NAMED)));
    assertEquals(
        expected,
        rows(open(TextFiles.write(folder, "bom", "\uFEFFx,kind,y\n1,cat,2\n3,dog,4"), NAMED)));
    String blank = "\n \nx,kind,y\n\n1,cat,2\n\t\n3,dog,4\n\n\n";
    assertEquals(expected, rows(open(TextFiles.write(folder, "blank", blank), NAMED)));
    String quoted = "\"x\",\"kind\",\"y\"\n\"1\",\"cat\",\"2\"\n\"3\", dog ,4\n";
    assertEquals(expected, rows(open(TextFiles.write(folder, "quoted", quoted), NAMED)));
    String bomWithoutHeader = TextFiles.write(folder, "bom2", "\uFEFF1,2,cat\n3,4,dog\n");
    assertEquals(
        List.of("0:cat[1.0, 2.0]", "1:dog[3.0, 4.0]"), rows(open(bomWithoutHeader, LABEL_LAST)));
  }

  @Test
  void readsGzip() throws IOException {
    TextFiles.gzip(folder.resolve("a.csv.gz"), lines(0, 1000));
    Source source = open(folder + "/a.csv.gz", LABEL_LAST);
    assertEquals(1000, source.rowCount());
    assertEquals("999:0[999.0, 0.5]", rows(source).get(999));
  }

  @Test
  void namesAGzipFileThatIsDamagedOrNone() throws IOException {
    Path file = folder.resolve("a.csv.gz");
    byte[] whole = TextFiles.gzip(file, lines(0, 10_000));
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    DataException cut = assertThrows(DataException.class, () -> open(file.toString(), LABEL_LAST));
    assertTrue(
        cut.getMessage()
            .matches(file + " line \\d+ cannot be read: Unexpected end of input stream .+"),
        cut.getMessage());
    byte[] damaged = whole.clone();
    damaged[whole.length - 8] ^= 1; // in the checksum
    Files.write(file, damaged);
    DataException broken =
        assertThrows(DataException.class, () -> open(file.toString(), LABEL_LAST));
    assertTrue(
        broken.getMessage().matches(file + " line \\d+ cannot be read: gzip .+"),
        broken.getMessage());
    Files.writeString(file, "1,2,0\n".repeat(10));
    assertRefused(
        file + " cannot be read: not a gzip file (damaged, or not what its name says?)",
        file.toString(),
        LABEL_LAST);
  }

  @Test
  void labelsMayBeAbsentWhereThatIsAllowed() throws IOException {
    String name = TextFiles.write(folder, "a.csv", List.of("1,2", "3,4"));
    Source source = open(name, LABEL_LAST);
    assertEquals(List.of("0:null[1.0, 2.0]", "1:null[3.0, 4.0]"), rows(source));
    String labelled = TextFiles.write(folder, "b.csv", "1,2,0\n");
    assertEquals(List.of("0:0[1.0, 2.0]"), rows(open(labelled, LABEL_LAST)));
    DataException refused =
        assertThrows(DataException.class, () -> LABEL_LAST.open(spark, name, classes(2), 1));
    assertEquals(
        name
            + " has 2 columns, so the label cannot be column 2 (data.label; columns are counted"
            + " from 0; data.delimiter is \",\")",
        refused.getMessage());
  }

  /** What Hadoop throws of them, or only in tasks, is no line to read. */
  @Test
  void refusesFilesThatHadoopDoesNotRead() throws IOException {
    String packed = TextFiles.write(folder, "a.csv.zst", "1,2,0\n");
    spark.hadoopConfiguration().set("io.compression.codecs", NoCodec.class.getName());
    assertRefused(
        packed + " cannot be unpacked: no native library (.gz and .bz2 always can)",
        packed,
        LABEL_LAST);
    spark.hadoopConfiguration().unset("io.compression.codecs");
  }

  @Test
  void refusesWhatIsNotUtf8ByThePlaceOfTheByte() throws IOException {
    String text = "a,b,kind\n1,2,fée\n3,4,?\n";
    Path file = Files.writeString(folder.resolve("a.csv"), text, StandardCharsets.ISO_8859_1);
    assertRefused(
        file
            + " line 2 must be UTF-8 but has the byte E9 at 14 of the file (if it is Latin-1, iconv"
            + " -f LATIN1 -t UTF-8 makes it that)",
        "" + file,
        NAMED);
    Path packed = folder.resolve("b.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(("\u00EF\u00BB\u00BF" + text).getBytes(StandardCharsets.ISO_8859_1)); // with a mark
    }
    assertRefused(
        packed
            + " line 2 must be UTF-8 but has the byte E9 at 17 of the unpacked file (if it is"
            + " Latin-1, iconv -f LATIN1 -t UTF-8 makes it that)",
        "" + packed,
        NAMED);
    for (Charset utf16 :
        List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16)) { // the last with a mark
      Files.writeString(file, text, utf16);
      assertRefused(
          file + " is UTF-16 but must be UTF-8 (iconv, with UTF-16LE or UTF-16BE, makes it that)",
          "" + file,
          NAMED);
    }
    Files.writeString(file, "\uFEFF" + text.replace('?', '\uFFFD'));
    assertEquals(
        Set.of("fée", "\uFFFD"),
        NAMED.open(spark, "" + file, classes(2), 1).labels().keySet(),
        "the byte order mark of UTF-8 is none of the text");
  }

  @Test
  void refusesParquetByItsName() {
    String file = getClass().getResource("/golden/nanoseconds.parquet").getPath();
    assertRefused(
        file + " is Parquet, no text: data.format: parquet (describe --format parquet) reads it",
        file,
        LABEL_LAST);
  }

  /** A codec without its library, as that of Zstandard mostly is. */
  public static final class NoCodec extends BZip2Codec {
    @Override
    public String getDefaultExtension() {
      return ".zst";
    }

    @Override
    public Class<? extends Decompressor> getDecompressorType() {
      throw new RuntimeException("no native library");
    }
  }

  @Test
  void refusesAnInputThatIsNotThere() throws IOException {
    assertRefused(
        "there is no file " + folder + "/none.csv (data.train or --data; looked on file:///)",
        folder + "/none.csv",
        LABEL_LAST);
    TextFiles.write(folder, "in/_x.csv", lines(0, 3));
    for (String name : List.of(folder + "/in", folder + "/in/_x.csv")) {
      assertRefused(
          name + " holds no files (those whose names begin with _ or . are passed over)",
          name,
          LABEL_LAST);
    }
    Path folders = folder.resolve("by/year=2024");
    Files.createDirectories(folders);
    assertRefused(
        folder
            + "/by/ holds folders and no files: name those in them by a glob, such as "
            + folder
            + "/by/*",
        folder + "/by/",
        LABEL_LAST);
    for (String text : List.of("", "\n\n", " \n")) {
      String empty = TextFiles.write(folder, "empty.csv", text);
      assertRefused(empty + " is empty: there are no rows to read", empty, LABEL_LAST);
    }
    assertRefused(
        "\"\" is no path (data.train or --data): Can not create a Path from an empty string",
        "",
        LABEL_LAST);
    assertRefused(
        "cannot read nosuch://a/b.csv: No FileSystem for scheme \"nosuch\"",
        "nosuch://a/b.csv",
        LABEL_LAST);
  }

  @Test
  void bundledSetsNeedNoFile() {
    Source digits = new CsvFormat("64", null, false, ',').open(spark, "digits", classes(64), 1);
    assertEquals(1797, digits.rowCount());
    assertEquals(10, digits.labels().size());
    CsvFormat diagnosis = new CsvFormat("diagnosis", null, true, ',');
    Source tumours = diagnosis.open(spark, "breast-cancer", classes(30), 1);
    assertEquals(569, tumours.rowCount());
    assertEquals(212, tumours.labels().get("malignant").count());
    assertEquals(357, tumours.labels().get("benign").count());
    Source clouds = open("clouds", LABEL_LAST);
    assertEquals(40, clouds.rowCount());
    assertTrue(clouds.labels().values().stream().allMatch(label -> label.count() == 10));
    assertEquals(rows(clouds), rows(open("clouds", LABEL_LAST)), "drawn from the seed");
    Source others = LABEL_LAST.open(spark, "clouds", classes(2), 2);
    assertFalse(rows(clouds).equals(rows(others)));
  }
}
