package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.model.KindlingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A table of numbers, categories and missing values, from the file to the prediction. */
@ExtendWith(Commands.Extension.class)
class TablesIT {
  private static final String CUSTOMERS = "../conf/customers.yaml";

  @TempDir Path folder;

  /** The predicted class of each row. */
  private static List<String> predictions(Path output) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(output.resolve("part-00000")).subList(1, 4)) {
      rows.add(line.substring(line.indexOf(',') + 1));
    }
    return rows;
  }

  @Test
  void aModelTakesRowsAsTheyAre(Commands commands) throws IOException {
    String output = folder.resolve("run").toString();
    commands.run("train", "--conf", CUSTOMERS, "--output", output).done();
    String model = output + "/model";
    JsonNode evaluation =
        new ObjectMapper()
            .readTree(
                commands
                    .run("evaluate", "--model", model, "--data", "customers", "--json")
                    .done()
                    .out());
    assertTrue(evaluation.get("accuracy").asDouble() > 0.86, evaluation.toString());

    Path rows =
        Files.writeString(
            folder.resolve("rows.csv"),
            """
            churned,age,income,city,plan,postcode,tenure,calls,satisfaction
            yes,23,NA,Hull,basic,HU4,3,4,2.5
            no,61,52000,York,pro,YO7,90,0,9.5
            no,,,Atlantis,plus,??,40,1,
            """);
    Path others =
        Files.writeString(
            folder.resolve("others.csv"),
            """
            satisfaction,calls,note,tenure,postcode,plan,city,income,age
            2.5,4,,3,HU4,basic,Hull,,23
            9.5,0,"a, b",90,YO7,pro,York,52000,61
            ,1,x,40,??,plus,Mars,?,null
            """);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    commands.run("predict", "--model", model, "--data", "" + rows, "--output", "" + first).done();
    commands
        .run("predict", "--model", model, "--data", "" + others, "--output", "" + second)
        .done();
    assertEquals(predictions(first), predictions(second), "columns are found by their names");
    assertTrue(predictions(first).get(0).startsWith("yes,"));
    assertTrue(predictions(first).get(1).startsWith("no,"));

    KindlingModel predictor = KindlingModel.load(Path.of(model));
    Map<String, String> row = new HashMap<>();
    row.put("tenure", "40");
    row.put("plan", "plus");
    row.put("city", "Atlantis");
    row.put("postcode", "??");
    row.put("calls", "1");
    predictor.columns().forEach(column -> row.putIfAbsent(column, null));
    String third = predictions(first).get(2);
    assertEquals(
        Double.parseDouble(third.substring(third.lastIndexOf(',') + 1)),
        predictor.predict(row)[predictor.classes().indexOf("yes")],
        1e-6);

    String shown = commands.run("inspect", "--model", model).done().out();
    assertTrue(shown.contains("\ncity: Bradford, Halifax, Hull, Leeds, Ripon, Sheffield"), shown);
    Files.writeString(rows, "churned,age\nyes,3\n");
    commands
        .run("evaluate", "--model", model, "--data", "" + rows)
        .failed(
            3, rows + " has no column \"income\" (data.columns); its header names churned, age");

    commands
        .run(
            "train",
            "--conf",
            CUSTOMERS,
            "--output",
            folder.resolve("warm").toString(),
            "--set",
            "training.initial_model=" + model,
            "--set",
            "training.epochs=1")
        .done();
    assertEquals(
        Files.readString(Path.of(model, "model.json")).replaceAll("(?s).*\"features\"", ""),
        Files.readString(folder.resolve("warm/model/model.json"))
            .replaceAll("(?s).*\"features\"", ""),
        "a warm start keeps the preparation");
    Commands.Outcome other =
        commands.run(
            "train",
            "--conf",
            CUSTOMERS,
            "--output",
            folder.resolve("other").toString(),
            "--set",
            "training.initial_model=" + model,
            "--set",
            "data.columns.tenure=log");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("tenure: minmax"), other.err());
    assertTrue(other.err().contains("set data.columns to that"), other.err());
  }

  @Test
  void aDryRunNamesInputsByTheirColumns(Commands commands) throws IOException {
    String plan =
        commands
            .run(
                "train",
                "--conf",
                CUSTOMERS,
                "--dry-run",
                "--set",
                "data.columns.plan.one_hot.values=4")
            .out();
    assertTrue(
        plan.contains("1 of 35 inputs have one value in all training rows: plan (unused)"), plan);
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>(List.of("id;size;colour;price"));
    for (int i = 0; i < 200; i++) {
      String size = i == 5 ? "n.k." : i % 9 == 0 ? "" : String.valueOf(i * 37 % 100 / 4.0);
      rows.add(i + ";" + size + ";" + List.of("red", "blue", "on").get(i % 3) + ";" + i * 37 % 100);
    }
    rows.add("200;2.5;NA;7");
    rows.add("1;2");
    return rows;
  }

  @Test
  void describeWritesAConfigurationThatTrains(Commands commands) throws IOException {
    Path data = Files.write(folder.resolve("rows.csv"), rows());
    Path conf = folder.resolve("rows.yaml");
    String shown =
        commands
            .run("describe", "--data", "" + data, "--label", "colour", "--output", "" + conf)
            .done()
            .out();
    assertTrue(
        shown.startsWith(
            data
                + ": 201 rows, 4 columns (the first line names them, separated by ;)\n"
                + "1 more row of another length; the first: "
                + data
                + " line 203 has 2 columns but 4 are expected\n"),
        shown);
    String written = Files.readString(conf);
    assertTrue(written.contains("\n  label: colour "), written);
    assertTrue(
        written.contains(" # loses up to 3 of 202 rows (1.5%): 1 of another length, 1 without"),
        written);
    assertTrue(written.contains("# blue 33.5%, on 33.0%, red 33.5%\n"), written);
    assertTrue(written.contains("\n    size: {standardize: {missing: median}} "), written);
    assertTrue(written.contains("# id: "), written);
    Commands.Outcome trained =
        commands.run("train", "--conf", "" + conf, "--output", folder.resolve("run").toString());
    assertEquals(0, trained.code(), trained.err());
    commands
        .run("describe", "--data", "" + data, "--output", "" + conf)
        .failed(2, conf + " (--output) exists; choose another file, or --overwrite to replace it");
    assertEquals(written, Files.readString(conf));
    String nowhere = data + "/rows.yaml"; // told before the data are looked at
    Commands.Outcome unwritable =
        commands.run("describe", "--data", folder + "/none.csv", "--output", nowhere);
    assertTrue(
        unwritable.err().contains(nowhere + " cannot be written: " + data + " is a file"),
        unwritable.err());

    JsonNode described =
        new ObjectMapper().readTree(commands.run("describe", "--data", "" + data, "--json").out());
    assertEquals("price", described.get("label").asText());
    assertTrue(described.get("output").isNull());
    assertEquals(1, described.get("misshapen_rows").asInt());
    JsonNode size = described.get("columns").get(1);
    assertEquals("number", size.get("type").asText());
    assertEquals(
        List.of(23, 1, 101),
        List.of(
            size.get("missing").asInt(),
            size.get("mistakes").asInt(),
            size.get("distinct").asInt()));
    assertEquals(0, size.get("min").asDouble());
    commands
        .run("describe", "--data", "" + data, "--label", "prime")
        .failed(
            2,
            "--label is prime but must be one of the columns id, size, colour, price; did you mean"
                + " price?");
    commands
        .run("describe", "--data", "" + data, "--label", "cost")
        .failed(2, "--label is cost but must be one of the columns id, size, colour, price");
    commands
        .run("describe", "--data", "" + data, "--label", "id", "--output", folder + "/id.yaml")
        .done();
    Path twice = Files.write(folder.resolve("twice.csv"), List.of("y,x,y", "1,2,a", "3,4,b"));
    commands.run("describe", "--data", "" + twice, "--output", folder + "/twice.yaml").done();
    String first = Files.readAllLines(folder.resolve("twice.yaml")).get(0);
    assertTrue(first.contains(" --label 2 --output "), first);
  }

  @Test
  void describeFindsOutTheFormat(Commands commands) throws IOException {
    String parquet = getClass().getResource("/golden/nanoseconds.parquet").getPath();
    String shown = commands.run("describe", "--data", parquet).done().out();
    assertTrue(shown.startsWith(parquet + ": 4 rows, 3 columns (parquet)\n"), shown);
    assertTrue(shown.contains("\nwhen    bigint        0         4  1.7041e+18 "), shown);
    String query = "SELECT id % 2 AS y, array(id) AS all FROM range(6)";
    JsonNode described =
        new ObjectMapper()
            .readTree(commands.run("describe", "--data", query, "--json", "--label", "y").out());
    assertEquals("sql", described.get("format").asText());
    assertEquals("array<bigint>", described.get("nested_columns").get("all").asText());
    assertEquals("bigint", described.get("columns").get(0).get("spark_type").asText());
    assertTrue(described.get("delimiter").isNull());
    String people = commands.run("describe", "--data", query).done().out();
    assertTrue(
        people.contains("\nnot one value in a row, so left out: all (array<bigint>)\n"), people);
    assertTrue(people.contains("\nlabel: y (the only column with one value in a row)\n"), people);
    String two = "SELECT id AS x, id % 2 AS y, array(id) AS all FROM range(6)";
    String last = commands.run("describe", "--data", two).done().out();
    assertTrue(
        last.contains(
            "\nlabel: y (the last column with one value in a row; --label names another)\n"),
        last);
    commands
        .run("describe", "--data", two, "--label", "all")
        .failed(
            2,
            "--label is all (array<bigint>, not one value in a row) but must be one of the columns"
                + " x, y");

    Path sparse = Files.writeString(folder.resolve("a.svm"), "1 2:3\n0 4:0.5 1:x\n0 4:0.5\n");
    Path conf = folder.resolve("a.yaml");
    String lines =
        commands.run("describe", "--data", "" + sparse, "--output", "" + conf).done().out();
    assertTrue(
        lines.startsWith(
            sparse
                + ": 2 rows, 4 features, 25.00% of their values not 0 (from 0.50000 to 3) (libsvm)\n"
                + "1 more row not of the format; the first: "
                + sparse
                + " line 2 has \"1:x\" but must have an index of 5 to"),
        lines);
    assertTrue(Files.readString(conf).contains("\n  format: libsvm "), Files.readString(conf));
    commands
        .run("describe", "--data", query, "--header", "true")
        .failed(2, "--header must be left out: only CSV has one, and this is sql");
    Commands.Outcome images = commands.run("describe", "--data", "x", "--format", "idx");
    assertEquals(2, images.code());
    assertTrue(images.err().contains("--format is idx but images have no columns"), images.err());
    Path idx = Files.write(folder.resolve("idx"), HexFormat.of().parseHex("00000801000000020001"));
    commands
        .run("describe", "--data", "" + idx)
        .failed(
            3,
            idx
                + " is IDX (images or their labels), no text: data.format: idx reads it (init --kind"
                + " images writes a configuration)");
  }

  @Test
  void whatDescribeCannotKnowItAsksFor(Commands commands) throws IOException {
    Path data = Files.write(folder.resolve("a.csv"), List.of("age churned", "3 1", "4 0"));
    String one = commands.run("describe", "--data", "" + data).done().out();
    assertTrue(one.contains("\nonly one column: the first line has none of , ; tab |;"), one);
    Files.write(data, List.of("age,churned,tea", "1.5,1,2", "2.5,0,3"));
    commands
        .run("describe", "--data", "" + data, "--label", "Churn")
        .failed(
            2,
            "--label is Churn but must be one of the columns age, churned, tea; did you mean churned?");
    commands
        .run("describe", "--data", "" + data, "--label", "aeg")
        .failed(
            2,
            "--label is aeg but must be one of the columns age, churned, tea; did you mean age?");
  }
}
