package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.FormatOf;
import dev.kindling.data.describe.Mistakes;
import dev.kindling.data.describe.StartingConfig;
import dev.kindling.data.describe.TableLayout;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.rows.DataException;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that Spark reads, from their profile to the model that the written configuration makes.
 */
@ExtendWith(SparkExtension.class)
class DescribedTablesIT {
  private static final int ROWS = 120;
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("a.b", DataTypes.DoubleType)
          .add("with space", DataTypes.IntegerType)
          .add("back`tick", DataTypes.StringType)
          .add("flag", DataTypes.BooleanType)
          .add("price", DataTypes.createDecimalType(10, 2))
          .add("code", DataTypes.StringType)
          .add("day", DataTypes.DateType)
          .add("at", DataTypes.TimestampType)
          .add("tags", DataTypes.createArrayType(DataTypes.StringType))
          .add("place", new StructType().add("x", DataTypes.DoubleType))
          .add("photo", DataTypes.BinaryType)
          .add("kind", DataTypes.StringType);

  @TempDir Path folder;
  private JavaSparkContext spark;
  private SparkSession session;

  @BeforeEach
  void session(JavaSparkContext context, SparkSession shared) {
    spark = context;
    session = shared;
  }

  private static Row row(int i) {
    return RowFactory.create(
        1000L + i,
        i % 10 == 3 ? null : i % 10 == 4 ? Double.NaN : i / 8.0,
        i * 37 % 101,
        i % 12 == 0 ? null : List.of("red", "blue", "on").get(i % 3),
        i % 5 == 0,
        new BigDecimal(i % 7 + ".50"),
        "0" + i % 40,
        Date.valueOf("2026-01-" + (10 + i % 9)),
        Timestamp.valueOf("2026-01-02 03:04:1" + i % 4),
        new String[] {"a"},
        RowFactory.create(1.0),
        new byte[] {1},
        List.of("cat", "dog", "eel").get(i * i % 7 % 3));
  }

  private static List<Row> rows() {
    return IntStream.range(0, ROWS).mapToObj(DescribedTablesIT::row).toList();
  }

  private String parquet(List<Row> rows, StructType schema, int parts) {
    String written = folder.resolve("rows.parquet").toString();
    session.createDataFrame(rows, schema).repartition(parts).write().parquet(written);
    return written; // with _SUCCESS and the hidden .crc files beside the parts
  }

  private static ColumnProfile column(TableProfile table, String name) {
    return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private Map<String, Object> train(String configuration, String output) {
    RunConfig config =
        RunConfig.read(Section.parse("described.yaml", configuration).with("training.epochs=2"));
    try (RunOutput run =
        RunOutput.create(
            new Configuration(),
            new org.apache.hadoop.fs.Path(folder.resolve(output).toString()),
            RunOutput.Existing.REFUSE)) {
      return new TrainingJob(spark, config, run).run(false, start -> {}, Runs.SILENT);
    }
  }

  private static String configuration(TableProfile table, String label) {
    return StartingConfig.of(table, column(table, label), "why");
  }

  @Test
  void aParquetFolderIsDescribedAndItsConfigurationTrains() {
    String data = parquet(rows(), SCHEMA, 3);
    assertEquals(DataFormats.PARQUET, FormatOf.guess(spark, data));
    TableProfile table = TableProfile.parquet(spark, data);
    assertEquals(ROWS, table.rows());
    ColumnProfile number = column(table, "a.b");
    assertTrue(number.isNumber());
    assertEquals(24, number.missing(), "null and NaN");
    assertEquals(
        List.of(0.0, 7.4375, 14.875), List.of(number.min(), number.median(), number.max()));
    ColumnProfile price = column(table, "price");
    assertEquals(
        List.of(0.5, 6.5, 7.0), List.of(price.min(), price.max(), (double) price.counts().size()));
    assertEquals(
        Map.of("true", 24L, "false", 96L), column(table, "flag").counts(), "as one_hot sees it");
    assertEquals("2026-01-10", column(table, "day").values().get(0));

    String written = configuration(table, "kind");
    assertEquals(
        """
        # why
        data:
          train: %s
          format: parquet
          label: kind                                           # cat 15.0%%, dog 56.7%%, eel 28.3%%
          validation: 0.2
          stratify: true
          columns:                                              # what becomes of each, in the order of their inputs
            a.b: {standardize: {missing: median}}               # 20.0%% have no value
            with space: standardize
            back`tick: {one_hot: {values: 3, missing: category}} # 8.3%% have no value
            flag: {one_hot: {values: 2}}
            price: standardize
            code: {one_hot: {values: 40}}                       # numbers as text: standardize takes them, too
            # id:                                               # left out: another value in nearly every row
            # day:                                              # left out: a query makes numbers of a time, such as its month
            # at:                                               # left out: a query makes numbers of a time, such as its month
            # tags:                                             # left out: array<string>, not one value in a row
            # place:                                            # left out: struct<x:double>, not one value in a row
            # photo:                                            # left out: binary, not one value in a row
        network:                                                # of the 49 inputs that the columns make
        """
            .formatted(data),
        written.substring(0, written.indexOf("  layers:")));
    assertEquals(ROWS, sum(train(written, "run"), "examples", "validation_examples"));
  }

  private static int sum(Map<String, Object> summary, String... keys) {
    int sum = 0;
    for (String key : keys) {
      sum += ((Number) summary.get(key)).intValue();
    }
    return sum;
  }

  private static List<Object> found(ColumnProfile c) {
    List<Object> found =
        new ArrayList<>(List.of(c.name(), c.missing(), c.present(), c.mistakes().count()));
    found.add(c.counts());
    found.add(c.isNumber());
    if (c.isNumber()) {
      found.addAll(List.of(c.min(), c.max(), c.median(), c.whole()));
      found.add(String.format("%.12g", c.mean()));
    }
    found.add(String.valueOf(c.useless()));
    found.add(c.present() == 0 ? "" : c.preparation().toString());
    return found;
  }

  private static List<List<Object>> found(TableProfile table) {
    return table.columns().stream().map(DescribedTablesIT::found).toList();
  }

  @Test
  void aQueryHasTheProfileOfTheFilesThatItReads() {
    String data = parquet(rows(), SCHEMA, 3);
    String query = "select *\nfrom parquet.`" + data + "`";
    assertEquals(DataFormats.SQL, FormatOf.guess(spark, query));
    TableProfile table = TableProfile.sql(spark, query);
    assertEquals(found(TableProfile.parquet(spark, data)), found(table));
    session.read().parquet(data).createOrReplaceTempView("described");
    assertEquals(found(table), found(TableProfile.sql(spark, "described")));

    String written =
        StartingConfig.of(table, column(table, "price"), "typed: --data '" + query + "'");
    assertTrue(
        written.startsWith("# typed: --data 'select *\n# from parquet.`" + data + "`'\ndata:\n"),
        written);
    assertEquals(ROWS, sum(train(written, "run"), "examples", "validation_examples"));
  }

  @Test
  void columnsOfOneNameAreNoFeatures() {
    String twice =
        "SELECT id % 2 AS y, id % 3 AS x, id % 5 AS x, id % 7 AS z, map(1, 2) AS z, array(1) AS m"
            + " FROM range(40)";
    TableProfile table = TableProfile.sql(spark, twice);
    assertEquals(
        "two columns have this name", table.useless(column(table, "x")), "both are numbers");
    assertEquals("two columns have this name", table.useless(column(table, "z")), "one is a map");
    assertEquals(
        twice + " has two columns z: which one is the label? (AS names one otherwise)",
        assertThrows(DataException.class, () -> configuration(table, "z")).getMessage());
    assertEquals(
        Map.of("z", "map<int,int>", "m", "array<int>"),
        ((TableLayout.Spark) table.layout()).nested());
  }

  @Test
  void aTableHasThePreparationsOfTheSameCellsAsCsv() throws IOException {
    StructType schema =
        new StructType()
            .add("x", DataTypes.DoubleType)
            .add("n", DataTypes.LongType)
            .add("city", DataTypes.StringType)
            .add("tail", DataTypes.IntegerType)
            .add("y", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>(List.of("x,n,city,tail,y"));
    for (int i = 0; i < 200; i++) {
      Double x =
          i % 9 == 0
              ? null
              : Double.valueOf(i == 7 ? Double.POSITIVE_INFINITY : (2 * i + 1) / 32.0);
      String city = i % 8 == 0 ? "NA" : "city " + i % 60;
      rows.add(
          RowFactory.create(x, 5L * (i % 4), city, i == 3 ? 5000 : i % 6, i % 2 == 0 ? "a" : "b"));
      lines.add(
          "%s,%d,%s,%d,%s"
              .formatted(
                  x == null ? "" : x,
                  5 * (i % 4),
                  city,
                  i == 3 ? 5000 : i % 6,
                  "ab".charAt(i % 2)));
    }
    String csv = Files.write(folder.resolve("rows.csv"), lines).toString();
    assertEquals(DataFormats.CSV, FormatOf.guess(spark, csv));
    TableProfile expected = TableProfile.csv(spark, csv, null);
    TableProfile table = TableProfile.parquet(spark, parquet(rows, schema, 2));
    assertEquals(1, column(expected, "x").mistakes().count());
    assertEquals(found(expected), found(table));
    assertEquals(
        199,
        sum(train(configuration(table, "y"), "run"), "examples", "validation_examples"),
        "the infinite one is skipped");
  }

  private String described(String data) {
    return assertThrows(DataException.class, () -> TableProfile.parquet(spark, data)).getMessage();
  }

  @Test
  void whatCannotBeDescribedIsToldInALine() throws IOException {
    String empty = parquet(List.of(), SCHEMA, 1);
    assertEquals(empty + " has no rows", described(empty));
    String none = "SELECT * FROM range(3) WHERE id > 5";
    assertEquals(
        none + " has no rows",
        assertThrows(DataException.class, () -> TableProfile.sql(spark, none)).getMessage());
    String nested = "SELECT array(1) AS a, struct(1, 2) AS b";
    assertEquals(
        nested + " has no column of text, numbers or booleans; its columns are a, b",
        assertThrows(DataException.class, () -> TableProfile.sql(spark, nested)).getMessage());
    String random = "SELECT rand() AS x, 1 AS y";
    assertTrue(
        assertThrows(DataException.class, () -> TableProfile.sql(spark, random))
            .getMessage()
            .startsWith(random + " may give other rows each time that it is run"));
    String wrong = "SELECT nothing FROM range(3)";
    String message =
        assertThrows(DataException.class, () -> TableProfile.sql(spark, wrong)).getMessage();
    assertTrue(message.startsWith(wrong + " cannot be read: [UNRESOLVED_COLUMN"), message);
    assertEquals(1, message.lines().count());

    String years = folder.resolve("years").toString();
    session
        .range(20)
        .selectExpr("2026 AS year", "id AS x")
        .write()
        .partitionBy("year")
        .parquet(years);
    assertEquals(
        years
            + "/year=2026 is a folder within a folder, so its files would be left out: move it away,"
            + " or name all that is to be read in a glob; a column in the names of folders, as year"
            + " here, has data.format: sql (SELECT * FROM parquet.`"
            + years
            + "`)",
        described(years));
    TableProfile partitioned = TableProfile.sql(spark, "SELECT * FROM parquet.`" + years + "`");
    assertEquals(Map.of("2026", 20L), column(partitioned, "year").counts());
  }

  @Test
  void sparseRowsAreDescribedByTheirLabelsAndTheirDensity() throws IOException {
    List<String> lines = new ArrayList<>(List.of("# a comment"));
    for (int i = 0; i < 100; i++) {
      lines.add(
          (i % 4 == 0 ? "+1" : "-1") + " 2:" + (1 + i % 3) + (i % 2 == 0 ? " 7:0.5" : " 9:0"));
    }
    lines.add("1 3:x");
    String data = Files.write(folder.resolve("rows.svm"), lines).toString();
    assertEquals(DataFormats.LIBSVM, FormatOf.guess(spark, data));
    TableProfile table = TableProfile.libsvm(spark, data);
    TableLayout.Sparse layout = (TableLayout.Sparse) table.layout();
    assertEquals(List.of(100L, 1L), List.of(table.rows(), table.misshapen().count()));
    assertEquals(9, layout.features(), "of a value of 0, too");
    assertEquals(150, layout.values().count());
    assertEquals(List.of(0.5, 3.0), List.of(layout.values().min(), layout.values().max()));
    assertEquals(Map.of("1", 25L, "-1", 75L), column(table, "label").classes());

    String written = configuration(table, "label");
    assertEquals(
        """
        # why
        data:
          train: %s
          format: libsvm                                        # the label comes first: -1 75.0%%, 1 25.0%%
          features: none                                        # most values are 0, which standardize would make another number
          bad_rows: skip                                        # loses 1 of 101 rows (1.0%%): 1 with a value that is no number
          max_bad_rows: 0.01
          validation: 0.2
          stratify: true
        network:
          input: 9                                              # the highest index
        """
            .formatted(data),
        written.substring(0, written.indexOf("  layers:")));
    Files.writeString(folder.resolve("none.svm"), "1\n");
    assertEquals(
        folder + "/none.svm has no features of the form label index:value ...",
        assertThrows(DataException.class, () -> TableProfile.libsvm(spark, folder + "/none.svm"))
            .getMessage());
    assertEquals(100, sum(train(written, "run"), "examples", "validation_examples"));
  }

  @Test
  void manyNumbersAsTextAreInputsButNoLabels() {
    TableProfile table =
        TableProfile.sql(
            spark,
            "SELECT CAST(id * id + 0.5 AS STRING) AS income, IF(id % 5 < 2, 'a', 'b') AS y FROM"
                + " range(120)");
    String written = configuration(table, "y");
    assertTrue(
        written.contains(
            "    income: standardize                                 # numbers as text, taken as"
                + " numbers; codes want hashed\n"),
        written);
    assertEquals(120, sum(train(written, "income"), "examples", "validation_examples"));
    assertEquals(
        table.name()
            + " has 120 different labels in the column income, which are numbers as text: a query"
            + " makes numbers of them (CAST(income AS DOUBLE))",
        assertThrows(DataException.class, () -> configuration(table, "income")).getMessage());
  }

  @Test
  void howSparseRowsArePreparedDependsOnTheirValues() throws IOException {
    assertTrue(sparse("0 2:1", "1 4:255").contains("  features: minmax  "));
    assertTrue(sparse("0 2:1", "1 4:-255").contains("  features: none  "));
    assertFalse(sparse("0 1:1 2:3", "1 1:2").contains("features:"), "most are not 0");
  }

  private String sparse(String... lines) throws IOException {
    return configuration(described(lines[1].replace(':', '-') + ".svm", List.of(lines)), "label");
  }

  private TableProfile described(String name, List<String> lines) throws IOException {
    String data = Files.write(folder.resolve(name), lines).toString();
    return FormatOf.guess(spark, data) == DataFormats.LIBSVM
        ? TableProfile.libsvm(spark, data)
        : TableProfile.csv(spark, data, null);
  }

  @Test
  void howeverFewTheRowsWhatIsWrittenTrains() throws IOException {
    for (String labels : List.of("ab", "aab", "abc", "aaaaaaaaab", "12", "1223", "abcdefabcdef")) {
      List<String> lines = new ArrayList<>(List.of("x,colour,y"));
      for (int i = 0; i < labels.length(); i++) {
        lines.add(i * i / 2.0 + ",red" + i % 2 + "," + labels.charAt(i));
      }
      TableProfile table = described(labels + ".csv", lines);
      Map<String, Object> summary = train(configuration(table, "y"), labels);
      assertEquals(labels.length(), sum(summary, "examples", "validation_examples"), labels);
    }
    List<String> numbers = List.of("1.5 1:2", "2.5 1:3", "3.5 2:1");
    for (int rows = 2; rows <= 3; rows++) {
      TableProfile table = described(rows + ".svm", numbers.subList(0, rows));
      Map<String, Object> summary = train(configuration(table, "label"), rows + "svm");
      assertEquals(rows, sum(summary, "examples", "validation_examples"));
    }
  }

  @Test
  void aMissingLabelOfSparseRowsIsSoToDescribeAndToTrain() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(
          i == 0
              ? "0 # without features"
              : (i == 7 ? "NA" : i % 2) + " 1:" + (i == 9 ? "nan" : i) + " 2:1");
    }
    TableProfile table = described("na.svm", lines);
    assertEquals(1, column(table, "label").missing());
    String written = configuration(table, "label");
    assertTrue(
        written.contains(
            "# loses up to 2 of 100 rows (2.0%): 1 with a value that is no finite number, 1 without"
                + " a label\n"),
        written);
    assertEquals(98, sum(train(written, "run"), "examples", "validation_examples"));
  }

  @Test
  void theFirstMistakeIsFoundInItsFileHoweverThatIsSplit() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,z,y"));
    for (int i = 1; i <= 300; i++) {
      lines.add((i == 200 ? "1e400" : i / 4.0) + "," + (i == 280 ? "1,1" : i % 7) + ",k" + i % 2);
    }
    String data = Files.write(folder.resolve("split.csv"), lines).toString();
    spark.hadoopConfiguration().setLong(SparkExtension.SPLIT_SIZE, 500);
    TableProfile table = TableProfile.csv(spark, data, null);
    Mistakes.Kind infinite = column(table, "x").mistakes().kinds().iterator().next();
    assertEquals(data + " line 201", infinite.place().toString());
    assertEquals("1e400", infinite.first());
    assertEquals(
        data + " line 281", table.misshapen().kinds().iterator().next().place().toString());
  }
}
