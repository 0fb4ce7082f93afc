package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.data.Dataset;
import dev.kindling.data.TextFiles;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.RejectedRow;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Initialization;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files and queries of Spark SQL. */
@ExtendWith(SparkExtension.class)
class SparkTablesIT {
  private static final String PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final int ROWS = 300;
  private static final StructType SCHEMA =
      new StructType()
          .add("x", DataTypes.DoubleType)
          .add("kind", DataTypes.StringType)
          .add("y", DataTypes.IntegerType)
          .add("w", DataTypes.FloatType);
  private static final Network NETWORK =
      new Network(
          Shape.of(2),
          List.of(new Dense(2, 3, Activation.LINEAR, Initialization.XAVIER)),
          Loss.SOFTMAX_CROSS_ENTROPY);

  @TempDir Path folder;
  private JavaSparkContext spark;
  private SparkSession session;

  @BeforeEach
  void session(JavaSparkContext context, SparkSession shared) {
    spark = context;
    session = shared;
  }

  @AfterEach
  void defaultSplits() {
    session.conf().unset(PARTITION_BYTES);
  }

  private static Row row(int i) {
    String kind = List.of("cat", "dog", "eel").get(i * i % 7 % 3);
    return RowFactory.create(Math.sin(i) * 1e3, kind, i * 37 % 101, 1 + i % 4 / 2f);
  }

  private static List<Row> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(SparkTablesIT::row).toList();
  }

  /** Writes one file, in row groups as small as can be. */
  private String parquet(String name, List<Row> rows, StructType schema) throws IOException {
    Path written = folder.resolve("tmp-" + name);
    session
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .option("parquet.block.size", "1024")
        .option("parquet.page.size", "256")
        .parquet(written.toString());
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (var parts = Files.newDirectoryStream(written, "part-*.parquet")) {
      Files.move(parts.iterator().next(), file);
    }
    return file.toString();
  }

  private Dataset load(String format, String train, String more) {
    DataConfig config =
        DataConfig.read(
            Section.parse(
                    "x.yaml",
                    "data: {train: \"%s\", format: %s, label: kind, weight: w, validation: 0.2%s}"
                        .formatted(train, format, more))
                .section("data"),
            Shape.of(2));
    return Dataset.load(spark, config, NETWORK, 3, 7, null, null);
  }

  private String fingerprint(String format, String train, String more) {
    try (Dataset data = load(format, train, more)) {
      return data.fingerprint();
    }
  }

  private String refused(String format, String train) {
    return assertThrows(DataException.class, () -> fingerprint(format, train, "")).getMessage();
  }

  private Source source(DataFormat format, String name, int features) {
    Wanted wanted = new Wanted(Shape.of(features), Wanted.Label.ANY, false);
    return format.open(spark, name, wanted, 1);
  }

  private static List<String> shown(Source source) {
    return source.rows().collect().stream()
        .map(row -> row.number() + ":" + Arrays.toString(row.features().toArray()))
        .toList();
  }

  @Test
  void rowsOfParquetFilesAreThoseOfTheirCsvHoweverTheyAreSplit() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,kind,y,w"));
    rows(0, ROWS)
        .forEach(
            row -> lines.add(row.get(0) + "," + row.get(1) + "," + row.get(2) + "," + row.get(3)));
    String csv = TextFiles.write(folder, "rows.csv", lines);
    parquet("in/a.parquet", rows(0, 40), SCHEMA);
    parquet("in/b.parquet", rows(40, 240), SCHEMA);
    parquet("in/c.parquet", rows(240, 241), SCHEMA);
    parquet("in/d.parquet", rows(241, ROWS), SCHEMA);
    Set<Integer> parts = new HashSet<>();
    for (String more : List.of("", ", stratify: true")) {
      String expected = fingerprint("csv", csv, more);
      for (String bytes : more.isEmpty() ? List.of("512", "3000", "1g") : List.of("512")) {
        session.conf().set(PARTITION_BYTES, bytes);
        assertEquals(expected, fingerprint("parquet", folder + "/in", more), bytes);
        ParquetFormat format = new ParquetFormat(new TableRoles("kind", "w"));
        Source source = source(format, folder + "/in/*.parquet", 2);
        parts.add(source.rows().getNumPartitions());
      }
    }
    assertTrue(parts.size() > 1, "split in more than one way");
  }

  @Test
  void everyKindOfNumberIsAFeatureInTheOrderOfTheColumns() throws IOException {
    StructType schema =
        new StructType()
            .add("flag", DataTypes.BooleanType)
            .add("byte", DataTypes.ByteType)
            .add("label", DataTypes.DoubleType)
            .add("short", DataTypes.ShortType)
            .add("long", DataTypes.LongType)
            .add("price", DataTypes.createDecimalType(10, 2))
            .add("pair", DataTypes.createArrayType(DataTypes.FloatType))
            .add("vector", SQLDataTypes.VectorType())
            .add("double", DataTypes.DoubleType);
    List<Row> rows =
        List.of(
            RowFactory.create(
                true,
                (byte) 2,
                3.0,
                (short) 4,
                5L,
                new BigDecimal("6.25"),
                new float[] {7, 8},
                Vectors.dense(9, 10),
                11.5),
            RowFactory.create(
                false,
                (byte) 0,
                2.5,
                (short) 0,
                0L,
                new BigDecimal("0.00"),
                new float[] {0, 1},
                Vectors.sparse(2, new int[] {1}, new double[] {4}),
                0.0));
    String file = parquet("all.parquet", rows, schema);
    ParquetFormat format = new ParquetFormat(new TableRoles("label", null));
    assertEquals(
        List.of(
            "0:[1.0, 2.0, 4.0, 5.0, 6.25, 7.0, 8.0, 9.0, 10.0, 11.5]",
            "1:[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 4.0, 0.0]"),
        shown(source(format, file, 10)));
    Source labelled =
        format.open(spark, file, new Wanted(Shape.of(10), Wanted.Label.CLASS, false), 1);
    assertEquals(List.of("2.5", "3"), List.copyOf(labelled.labels().keySet()));
    assertEquals(
        file
            + " row 1 has 10 features but 9 are expected (network.input) (the first of 2 bad rows:"
            + " 2 wrong_column_count)",
        assertThrows(DataException.class, () -> source(format, file, 9)).getMessage());
  }

  /**
   * As pandas writes every time: {@code pa.timestamp("ns")} of pyarrow, four days from 2024-01-01.
   */
  @Test
  void timestampsOfNanosecondsAreWholeNumbers() {
    String file = getClass().getResource("/golden/nanoseconds.parquet").getPath();
    Source source = source(new ParquetFormat(new TableRoles("y", null)), file, 2);
    assertEquals("0:[1.7040672E18, 1.0]", shown(source).get(0));
    assertEquals(4, source.rowCount());
  }

  @Test
  void aQueryThatGivesOtherRowsEachTimeIsRefused() {
    String query = "SELECT id % 2 AS label, rand() AS x FROM range(10)";
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                new SqlFormat(new TableRoles("label", null))
                    .open(spark, query, new Wanted(Shape.of(1), Wanted.Label.CLASS, false), 1));
    assertEquals(
        query
            + " may give other rows each time that it is run, as with rand(): write its result to a"
            + " table, and train on that",
        e.getMessage());
  }

  @Test
  void columnsAreEncodedByTheirNamesAsThoseOfACsvFile() throws IOException {
    StructType schema =
        new StructType()
            .add("passed over", DataTypes.createArrayType(DataTypes.StringType))
            .add("kind", DataTypes.StringType)
            .add("city", DataTypes.StringType)
            .add("size", DataTypes.FloatType)
            .add("flag", DataTypes.BooleanType);
    List<Row> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>(List.of("flag,kind,size,city"));
    for (int i = 0; i < 60; i++) {
      String kind = List.of("cat", "dog", "eel").get(i % 3);
      String city = i % 7 == 0 ? null : "city " + i % 4;
      Float size = i % 11 == 0 ? null : i / 8f;
      rows.add(RowFactory.create(new String[] {"a"}, kind, city, size, i % 5 == 0));
      lines.add(
          "%d,%s,%s,%s"
              .formatted(
                  i % 5 == 0 ? 1 : 0, kind, size == null ? "" : size, city == null ? "NA" : city));
    }
    String columns =
        ", columns: {size: {standardize: {missing: median}}, city: {one_hot: {values: 4, missing:"
            + " category}}, flag: none}";
    String csv = TextFiles.write(folder, "rows.csv", lines);
    String file = parquet("rows.parquet", rows, schema);
    String expected = columnsFingerprint("csv", csv, columns);
    assertEquals(expected, columnsFingerprint("parquet", file, columns));
  }

  private String columnsFingerprint(String format, String train, String columns) {
    Section section =
        Section.parse(
                "x.yaml",
                "data: {train: %s, format: %s, label: kind%s}".formatted(train, format, columns))
            .section("data");
    int inputs = Column.inputs(DataConfig.columns(section));
    Network network =
        new Network(
            Shape.of(inputs),
            List.of(new Dense(inputs, 3, Activation.LINEAR, Initialization.XAVIER)),
            Loss.SOFTMAX_CROSS_ENTROPY);
    DataConfig config = DataConfig.read(section, network.inputShape());
    try (Dataset data = Dataset.load(spark, config, network, 3, 7, null, null)) {
      return data.fingerprint();
    }
  }

  @Test
  void aRowWithoutAValueIsBadAndItsPlaceIsTold() throws IOException {
    List<Row> rows = new ArrayList<>(rows(0, ROWS));
    parquet("in/a.parquet", rows.subList(0, 100), SCHEMA);
    rows.add(250, RowFactory.create(1.0, "cat", null, 1f));
    rows.add(260, RowFactory.create(Double.NaN, "cat", 1, 1f));
    rows.add(270, RowFactory.create(1.0, null, 1, 1f));
    rows.add(280, RowFactory.create(1.0, "cat", 1, -1f));
    String bad = parquet("in/b.parquet", rows.subList(100, rows.size()), SCHEMA);
    session.conf().set(PARTITION_BYTES, "700");
    assertEquals(
        bad
            + " row 151 column y is null but must be a number (the first of 4 bad rows: 1 empty, 1"
            + " not_finite, 1 no_label, 1 negative_weight)",
        refused("parquet", folder + "/in"));
    try (Dataset data = load("parquet", folder + "/in", ", bad_rows: skip, max_bad_rows: 0.1")) {
      List<RejectedRow> kept = data.rejected().get("train").rows().collect();
      assertEquals(List.of(151L, 161L, 171L, 181L), kept.stream().map(RejectedRow::line).toList());
      assertEquals("{\"x\":1.0,\"kind\":\"cat\",\"y\":null,\"w\":1.0}", kept.get(0).text());
      parquet("clean/a.parquet", rows(0, ROWS), SCHEMA);
      assertEquals(fingerprint("parquet", folder + "/clean", ""), data.fingerprint());
    }
  }

  @Test
  void whatIsNoTableOfNumbersIsRefusedByItsColumn() throws IOException {
    String file = parquet("a.parquet", rows(0, 3), SCHEMA);
    Wanted wanted = new Wanted(Shape.of(2), Wanted.Label.CLASS, false);
    ParquetFormat wrong = new ParquetFormat(new TableRoles("kind", null));
    DataException count =
        assertThrows(DataException.class, () -> wrong.open(spark, file, wanted, 1));
    assertEquals(
        file + " has 3 feature columns (x, y, w) but 2 are expected (network.input)",
        count.getMessage());
    ParquetFormat text = new ParquetFormat(new TableRoles("y", null));
    DataException type = assertThrows(DataException.class, () -> text.open(spark, file, wanted, 1));
    assertTrue(
        type.getMessage().startsWith(file + " has the column kind of type string but it must be"),
        type.getMessage());
    ParquetFormat none = new ParquetFormat(new TableRoles("species", null));
    DataException missing =
        assertThrows(DataException.class, () -> none.open(spark, file, wanted, 1));
    assertEquals(
        file + " has no column \"species\" (data.label); its columns are x, kind, y, w",
        missing.getMessage());
    Path noParquet = Files.writeString(folder.resolve("b.parquet"), "x,kind,y\n");
    String unreadable = refused("parquet", noParquet.toString());
    String noFooter =
        " cannot be read: it is no whole Parquet file, for at its end there is no footer";
    assertEquals(noParquet + noFooter, unreadable);
    assertEquals(noParquet + noFooter, refused("parquet", folder + "/[ab].parquet"));
    byte[] damaged = Files.readAllBytes(Path.of(file));
    Arrays.fill(damaged, 4, 60, (byte) 77);
    Files.write(folder.resolve("c.parquet"), damaged);
    String broken = refused("parquet", folder + "/[ac].parquet");
    assertTrue(broken.startsWith(folder + "/c.parquet row 1 cannot be read: "), broken);
  }

  private void view(List<Row> rows, int partitions) {
    session
        .createDataFrame(rows, SCHEMA)
        .repartition(partitions)
        .createOrReplaceTempView("animals");
  }

  @Test
  void whatIsLearnedFromAQueryDoesNotDependOnTheOrderOfItsRows() {
    view(rows(0, ROWS), 1);
    String expected = fingerprint("sql", "animals", "");
    List<Row> shuffled = new ArrayList<>(rows(0, ROWS));
    Collections.shuffle(shuffled);
    view(shuffled, 5);
    assertEquals(expected, fingerprint("sql", "animals", ""));
    assertEquals(expected, fingerprint("sql", "SELECT * FROM animals ORDER BY y", ""));
    assertNotEquals(expected, fingerprint("sql", "SELECT * FROM animals WHERE y <> 37", ""));
  }

  @Test
  void rowsToPredictHaveTheOrderOfTheQuery() {
    view(rows(0, ROWS), 5);
    SqlFormat format = new SqlFormat(new TableRoles("kind", "w"));
    List<String> found =
        shown(source(format, "SELECT y, x FROM animals ORDER BY y DESC, x LIMIT 200", 2));
    List<double[]> expected =
        rows(0, ROWS).stream()
            .map(row -> new double[] {row.getInt(2), row.getDouble(0)})
            .sorted(
                (a, b) -> a[0] != b[0] ? Double.compare(b[0], a[0]) : Double.compare(a[1], b[1]))
            .limit(200)
            .toList();
    assertEquals(
        IntStream.range(0, 200).mapToObj(i -> i + ":" + Arrays.toString(expected.get(i))).toList(),
        found);
  }

  @Test
  void aQueryThatCannotBeRunIsToldInALine() {
    view(rows(0, 3), 1);
    for (String query : List.of("nosuch", "SELECT 1 +", "SELECT nothing FROM animals")) {
      String message = refused("sql", query);
      assertTrue(message.startsWith(query + " cannot be read: ["), message);
      assertEquals(1, message.lines().count(), message);
    }
    String nothing = "SELECT kind, w, y, CAST(NULL AS DOUBLE) AS z FROM animals";
    assertEquals(
        nothing
            + " row (as sorted) 1 column z is null but must be a number (the first of 3 bad rows: 3"
            + " empty)",
        refused("sql", nothing));
  }

  /** Spark does what a statement says as soon as it has read it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH t AS (SELECT 1 AS a) INSERT OVERWRITE DIRECTORY '%s' USING parquet SELECT * FROM t",
        "INSERT OVERWRITE DIRECTORY '%s' USING parquet SELECT 1 AS a",
        "DROP TABLE `%s`",
        "SELEKT 1"
      })
  void aStatementThatDoesSomethingIsNotRun(String statement) {
    Path target = folder.resolve("target");
    String asked = statement.formatted(target);
    DataException e = assertThrows(DataException.class, () -> SqlFormat.table(spark, asked));
    assertTrue(e.getMessage().contains("must be a query, SELECT or WITH"), e.getMessage());
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH t AS (SELECT 1 AS a) SELECT * FROM t ;",
        "-- one\nSELECT 1 AS a",
        "FROM (SELECT 1 AS a) SELECT a",
        "(SELECT 1 AS a)",
        "VALUES (1)"
      })
  void aQueryIsRunHoweverItBegins(String query) {
    assertEquals(1, SqlFormat.table(spark, query).count());
  }
}
