package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad input ends with one line that says what and where, and with exit code 3; odd input is fine.
 * The other messages of the same exception are those of {@code CsvParsingTest}, {@code CsvSourceIT}
 * and {@code ClassesIT}.
 */
@ExtendWith(Commands.Extension.class)
class BadInputIT {
  private static final String CONFIGURATION =
      """
      data: {train: none, label: 2, features: none}
      network: {input: 2, layers: [dense: {units: 3}]}
      training: {epochs: 1, partitions: 2, optimizer: {sgd: {learning_rate: 0.1}}}
      """;

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  private Commands.Outcome train(Path rows, String... assignments) throws IOException {
    Path conf = Files.writeString(folder.resolve("x.yaml"), CONFIGURATION);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train", "--conf", "" + conf, "--data", "" + rows, "--output", folder + "/out"));
    for (String assignment : assignments) {
      arguments.addAll(List.of("--set", assignment));
    }
    return commands.run(arguments.toArray(String[]::new));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,2,0/1,2|F line 2 has 2 columns but 3 are expected",
        "1,2,0/NaN,2,1|F line 2 column 0 is NaN but must be a finite number (in float)",
        "1,2,0/1,2x,1|F line 2 column 1 is \"2x\" but must be a number",
        "1,2,0/1,2,0/1,2,3|F line 3 has the label \"3\", which is outside the classes 0 to 2 (the"
            + " network is for 3 classes, see network.layers)",
        "1,2,0/1,2,0|all 2 rows of F have the label \"0\"; a classifier needs at least two classes",
        "1,2,cat/1,2,dog|F has 2 classes (cat, dog) but the network is for 3 (network.layers)",
        "1,2,3,0|F has 3 feature columns beside the label but 2 are expected (network.input)",
        "|F is empty: there are no rows to read",
      })
  void endsWithThreeAndSaysWhere(String rows, String message) throws IOException {
    Path file = write("rows.csv", (rows == null ? "" : rows).split("/"));
    train(file).failed(3, message.replace("F ", file + " "));
    assertFalse(Files.exists(folder.resolve("out")), "nothing is left behind");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    train(folder.resolve("none.csv"))
        .failed(
            3,
            "there is no file " + folder + "/none.csv (data.train or --data; looked on file:///)");
    Path rows = write("rows.csv", "1,2,0", "3,4,1");
    train(rows, "data.validation=" + folder + "/none.csv")
        .failed(
            3, "there is no file " + folder + "/none.csv (data.validation; looked on file:///)");
  }

  @Test
  void validationRowsWithOtherColumnsAreRefused() throws IOException {
    Path rows = write("rows.csv", "1,2,0", "3,4,1");
    Path other = write("other.csv", "1,2,3,0");
    train(rows, "data.validation=" + other)
        .failed(
            3,
            other + " has 3 feature columns beside the label but 2 are expected (network.input)");
  }

  @Test
  void aDamagedGzipFileIsNamedWithoutAStackTrace() throws IOException {
    Path file = folder.resolve("rows.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 20_000; i++) {
        out.write((i * 7919L % 10_007 + ",2," + i % 3 + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Commands.Outcome cut = train(file);
    assertTrue(
        cut.err()
            .matches(
                "kindling: "
                    + file
                    + "( line \\d+)? cannot be read: Unexpected end of input stream .+\n"),
        cut.err());
    assertTrue(cut.code() == 3);
    Files.writeString(file, "1,2,0\n".repeat(10));
    Commands.Outcome plain = train(file);
    assertTrue(
        plain
            .err()
            .matches(
                "kindling: "
                    + file
                    + " cannot be read: not a gzip file \\(damaged, or not what its name"
                    + " says\\?\\)\n"),
        plain.err());
    assertTrue(plain.code() == 3);
  }

  /** What only a task stumbles over: Spark's own words and traces do not stand before the line. */
  @Test
  void whatATaskCannotReadIsALine() throws IOException {
    Path cut = folder.resolve("cut.parquet");
    Files.writeString(cut, "PAR1\025\004\025" + "rows ".repeat(1000));
    String noFooter =
        cut + " cannot be read: it is no whole Parquet file, for at its end there is no footer";
    commands.run("describe", "--data", "" + cut).failed(3, noFooter);
    train(cut, "data.format=parquet", "data.label=y").failed(3, noFooter);
    Path broken = folder.resolve("broken.parquet");
    Files.writeString(broken, "PAR1garbagegarbagePAR1");
    commands
        .run("describe", "--data", "" + broken)
        .failed(3, noFooter.replace(cut.toString(), broken.toString()));
    String query = "SELECT raise_error('no such thing') AS a, 1 AS b";
    commands
        .run("describe", "--data", query)
        .failed(
            3, query + " cannot be read: [USER_RAISED_EXCEPTION] no such thing SQLSTATE: P0001");
    byte[] rows = "1,2,0\n".repeat(2000).getBytes(StandardCharsets.US_ASCII);
    rows[9000] = (byte) 0xE9;
    Path latin = Files.write(folder.resolve("latin.csv"), rows);
    commands
        .run("describe", "--data", "" + latin)
        .failed(
            3,
            latin
                + " must be UTF-8 but has the byte E9 at 9000 of the file (if it is Latin-1, iconv"
                + " -f LATIN1 -t UTF-8 makes it that)");
  }

  @Test
  void fewRowsInManyPartitionsAndLargeBatchesWork() throws IOException {
    Path rows = write("rows.csv", "1,2,0", "3,4,1", "5,6,2");
    train(rows, "training.partitions=16", "training.batch_size=1000000").done();
    Path two = write("two.csv", "1,2,0", "3,4,1");
    Files.delete(folder.resolve("out/summary.json"));
    train(two, "data.validation=0.2")
        .failed(
            2,
            folder
                + "/out (--output) exists and is not empty; choose another folder, --overwrite"
                + " to replace the run in it, or --resume to go on with it");
  }

  @Test
  void anEmptyPathIsABadArgument() throws IOException {
    Path rows = write("rows.csv", "1,2,0", "3,4,1", "5,6,2");
    Commands.Outcome empty =
        commands.run("train", "--conf", folder + "/x.yaml", "--output", "", "--data", "" + rows);
    assertTrue(empty.code() == 2);
    assertTrue(
        empty.err().startsWith("Invalid value for option '--output': cannot convert '' to Path"),
        empty.err());
  }

  @Test
  void columnsInAnotherOrderAreNotTakenForThoseOfTraining() throws IOException {
    Path rows = write("rows.csv", "a,b,y", "1,2,0", "3,4,1", "5,6,2");
    Path other = write("other.csv", "b,a,y", "1,2,0", "3,4,1", "5,6,2");
    String model = folder + "/out/model";
    train(rows, "data.label=y").done();

    String refused =
        other
            + " has \"b\" for feature 0 but %s has \"a\": columns must have the names and the order"
            + " of those that were trained on";
    commands
        .run("evaluate", "--model", model, "--data", "" + other)
        .failed(3, refused.formatted("the model"));
    commands
        .run("predict", "--model", model, "--data", "" + other, "--output", folder + "/predictions")
        .failed(3, refused.formatted("the model"));
    assertFalse(Files.exists(folder.resolve("predictions")), "nothing is left behind");
    Files.delete(folder.resolve("out/_SUCCESS"));
    Path warm = Files.move(folder.resolve("out"), folder.resolve("before"));
    train(rows, "data.label=y", "data.validation=" + other)
        .failed(3, refused.formatted(rows.toString()));
    train(other, "data.label=y", "training.initial_model=" + warm + "/model")
        .failed(3, refused.formatted(warm + "/model (training.initial_model)"));

    Path unlabelled = write("unlabelled.csv", "a,b", "1,2");
    commands
        .run(
            "predict",
            "--model",
            warm + "/model",
            "--data",
            "" + unlabelled,
            "--output",
            folder + "/p")
        .done();
  }

  /** Of numbers that are finite as they are read a model may make some that are not. */
  @Test
  void aRowOfWhichAModelMakesNoFiniteNumbersIsNamed() throws IOException {
    Path rows = write("rows.csv", "1,0.001,0", "3,0.002,1", "5,0.003,2");
    Path far = write("far.csv", "3,0.002,1", "1,3e38,0", "3,3e38,0");
    train(rows, "data.features=standardize").done();
    assertRefused(far, "gives Infinity for feature 1 but must give a finite number (in float)");

    Files.move(folder.resolve("out"), folder.resolve("standardized"));
    train(rows, "network.layers=[dense: {units: 100, activation: relu}, dense: {units: 3}]").done();
    assertRefused(
        far,
        "gives the output NaN but must give finite ones (in float): are its features far from those"
            + " of training?");
  }

  private void assertRefused(Path rows, String message) {
    String model = folder + "/out/model";
    Path predictions = folder.resolve("predictions");
    String row = rows + ": row 1 (from 0) " + message;
    commands.run("evaluate", "--model", model, "--data", "" + rows).failed(3, row);
    commands
        .run("predict", "--model", model, "--data", "" + rows, "--output", "" + predictions)
        .failed(3, row);
    assertFalse(Files.exists(predictions), "nothing is left behind");
  }

  @Test
  void anOutputAmongTheRowsIsRefused() throws IOException {
    Path rows = Files.createDirectory(folder.resolve("out"));
    Files.writeString(rows.resolve("a.csv"), "1,2,0\n");
    train(rows)
        .failed(
            2,
            "%s (--output) is in the folder of the rows, %s: what a run writes there would be read as rows; choose another folder"
                .formatted(rows, rows));
    train(folder, "data.validation=" + rows)
        .failed(
            2,
            "%s (--output) is in the folder of the rows, %s: what a run writes there would be read as rows; choose another folder"
                .formatted(rows, folder));
  }

  @Test
  void aDryRunRefusesAnOutputThatCannotBeWrittenAndLeavesNothing() throws IOException {
    Path conf = Files.writeString(folder.resolve("x.yaml"), CONFIGURATION);
    Path rows = write("rows.csv", "1,2,0", "1,2,1", "1,2,2");
    Path file = write("file", "");
    for (Path output : List.of(file.resolve("x"), folder.resolve("y".repeat(300)))) {
      Commands.Outcome dry = dryRun(conf, rows, output);
      assertTrue(dry.err().contains(output + " (--output) cannot be written: "), dry.err());
      assertEquals(2, dry.code());
    }
    dryRun(conf, rows, folder.resolve("several/new/folders")).done();
    assertFalse(Files.exists(folder.resolve("several")), "nothing is left behind");
  }

  /** As where the only row of a class was bad and is left out. */
  @Test
  void aDryRunTellsOfAClassWithoutRows() throws IOException {
    Path conf = Files.writeString(folder.resolve("x.yaml"), CONFIGURATION);
    Path rows = write("rows.csv", "1,2,0", "3,4,1", "5,6,0");
    String plan = dryRun(conf, rows, folder.resolve("out")).done().out();
    assertTrue(
        plan.contains(
            "note: class 2 has none of the 3 training rows, so nothing is learned of it: are its"
                + " rows held out (data.stratify), or is there a unit too many"
                + " (network.layers)?\n"),
        plan);
    assertFalse(plan.contains("balanced"), plan);
  }

  private Commands.Outcome dryRun(Path conf, Path rows, Path output) {
    return commands.run(
        "train", "--conf", "" + conf, "--data", "" + rows, "--dry-run", "--output", "" + output);
  }
}
