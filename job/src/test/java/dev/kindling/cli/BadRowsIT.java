package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are no examples: left out, counted and kept, as {@code data.bad_rows} says. */
@ExtendWith(Commands.Extension.class)
class BadRowsIT {
  private static final String CONFIGURATION =
      """
      data: {train: none, label: kind, weight: w, validation: 0.25, stratify: true}
      network: {input: 2, layers: [dense: {units: 2}]}
      training: {epochs: 3, partitions: 3, batch_size: 8, optimizer: {adam: {learning_rate: 0.1}}}
      """;

  private static final String SKIP = "data.bad_rows=skip";
  private static final String QUARANTINE = "data.bad_rows=quarantine";
  private static final String TENTH = "data.max_bad_rows=0.1";

  @TempDir Path folder;
  private Commands commands;
  private final List<String> clean =
      Stream.concat(
              Stream.of("x,kind,y,w"),
              IntStream.range(0, 60)
                  .mapToObj(i -> i % 7 + (i % 3 == 0 ? ",oak," : ",elm,") + i % 11 + "," + i % 4))
          .toList();
  private final List<String> dirty = new ArrayList<>(clean);

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
    dirty.add(6, "1,oak,2"); // becomes line 7 of the file, and so on
    dirty.add(20, "1, \"elm, old\" ,n/a,1");
    dirty.add(21, "  n.a.,elm,\"2\",1");
    dirty.add(40, "1,elm,2,-1");
    dirty.add("1,oak,2,1,");
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private Commands.Outcome train(Path rows, String output, String... arguments) throws IOException {
    Path conf = Files.writeString(folder.resolve("x.yaml"), CONFIGURATION);
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "--conf",
                "" + conf,
                "--data",
                "" + rows,
                "--output",
                folder.resolve(output).toString()));
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        all.add("--set");
      }
      all.add(argument);
    }
    return commands.run(all.toArray(String[]::new));
  }

  private static String[] with(String argument, String... others) {
    return Stream.concat(Stream.of(argument), Stream.of(others)).toArray(String[]::new);
  }

  private byte[] weights(String output) throws IOException {
    return Files.readAllBytes(folder.resolve(output).resolve("model/weights.safetensors"));
  }

  private JsonNode summary(String output) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(output).resolve("summary.json").toFile());
  }

  @Test
  void theModelIsThatOfTheGoodRowsAndTheBadOnesAreCounted() throws IOException {
    Path rows = write("dirty.csv", dirty);
    train(write("clean.csv", clean), "clean").done();
    Commands.Outcome outcome = train(rows, "skip", SKIP, TENTH);
    assertEquals(0, outcome.code());
    assertArrayEquals(weights("clean"), weights("skip"));
    assertEquals(0, summary("clean").get("bad_rows").size());
    String[] first = {
      rows + " line 7 has 3 columns but 4 are expected",
      rows + " line 21 column 2 (y) is \"n/a\" but must be a number",
      rows + " line 41 column 3 (w) is -1 but must be a weight of at least 0 (data.weight)",
    };
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                [{"input": "train", "reason": "wrong_column_count", "rows": 2, "first": "%s"},
                {"input": "train", "reason": "not_a_number", "rows": 2, "first": "%s"},
                {"input": "train", "reason": "negative_weight", "rows": 1, "first": "%s"}]
                """
                    .formatted(first[0], first[1].replace("\"", "\\\""), first[2])),
        summary("skip").get("bad_rows"));
    String counts =
        "2 wrong_column_count, first %s; 2 not_a_number, first %s; 1 negative_weight, first %s"
            .formatted((Object[]) first);
    assertTrue(
        outcome.err().matches("[\\d:]+ WARN 5 of 65 rows of .* are bad and left out: .*\n"),
        outcome.err());
    assertTrue(outcome.err().endsWith(": " + counts + "\n"), outcome.err());
    assertTrue(Files.readString(folder.resolve("skip/report.html")).contains(first[2]));
    assertFalse(Files.exists(folder.resolve("skip/quarantine")));
  }

  @Test
  void theQuarantineHoldsThemAsTheyStoodAndAResumedRunTheSame() throws IOException {
    Path rows = write("dirty.csv", dirty);
    Path validation = write("validation.csv", List.of("x,kind,y", "1,oak,2", "1,oak,2x"));
    String[] settings = {
      QUARANTINE, "data.stratify=false", "data.validation=" + validation, "data.max_bad_rows=0.5"
    };
    assertEquals(0, train(rows, "straight", settings).code());
    Path resumed = folder.resolve("resumed");
    assertEquals(
        4, train(rows, "resumed", with("training.min_validation_accuracy=1.0", settings)).code());
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(resumed.resolve("quarantine/train.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      assertEquals(rows.toString(), row.get("file").asText());
      assertEquals(row.get("row").asText(), dirty.get(row.get("line").asInt() - 1));
      found.add(
          row.get("line")
              + " "
              + row.get("reason").asText()
              + row.get("column")
              + row.get("value"));
    }
    assertEquals(
        List.of(
            "7 wrong_column_countnullnull",
            "21 not_a_number\"y\"\"n/a\"",
            "22 not_a_number\"x\"\"n.a.\"",
            "41 negative_weight\"w\"\"-1\"",
            "66 wrong_column_countnullnull"),
        found);
    assertEquals(
        "{\"file\":\"%s\",\"line\":3,\"reason\":\"not_a_number\",\"column\":\"y\",\"value\":\"2x\",\"row\":\"1,oak,2x\"}\n"
            .formatted(validation),
        Files.readString(resumed.resolve("quarantine/validation.jsonl")));
    Files.delete(resumed.resolve("quarantine/train.jsonl")); // as if it had been killed before
    assertEquals(0, train(rows, "resumed", with("--resume", settings)).code());
    assertArrayEquals(weights("straight"), weights("resumed"));
    for (String file : List.of("train.jsonl", "validation.jsonl")) {
      assertEquals(
          Files.readString(folder.resolve("straight/quarantine").resolve(file)),
          Files.readString(resumed.resolve("quarantine").resolve(file)));
    }
    assertEquals(0, train(rows, "straight", SKIP, TENTH, "--overwrite").code());
    assertFalse(Files.exists(folder.resolve("straight/quarantine")), "an earlier run's");
  }

  @Test
  void tooManyEndTheJobAndEvaluateTakesNone() throws IOException {
    Path rows = write("dirty.csv", dirty);
    train(rows, "out")
        .failed(
            3,
            rows
                + " line 7 has 3 columns but 4 are expected (the first of 5 bad rows: 2"
                + " wrong_column_count, 2 not_a_number, 1 negative_weight)");
    train(rows, "out", QUARANTINE)
        .failed(
            3,
            "5 of 65 rows of %s are bad, and data.max_bad_rows allows a share of 0.01: 2"
                    .formatted(rows)
                + " wrong_column_count, first %s line 7 has 3 columns but 4 are expected; 2"
                    .formatted(rows)
                + " not_a_number, first %s line 21 column 2 (y) is \"n/a\" but must be a number; 1"
                    .formatted(rows)
                + " negative_weight, first %s line 41 column 3 (w) is -1 but must be a weight of"
                    .formatted(rows)
                + " at least 0 (data.weight)");
    assertFalse(Files.exists(folder.resolve("out")), "nothing is left behind");
    Commands.Outcome audit = train(rows, "out", SKIP, TENTH, "--dry-run");
    assertTrue(
        audit.out().contains("\nnote: 5 of 65 rows of " + rows + " are bad and left out: 2 wrong"),
        audit.out());
    assertTrue(
        audit
            .out()
            .contains(
                "\nnote: bad values of %s: 1 negative_weight in column w, 1 not_a_number in column x, 1"
                        .formatted(rows)
                    + " not_a_number in column y\n"),
        audit.out());
    assertEquals(0, train(rows, "out", SKIP, TENTH).code());
    commands
        .run("evaluate", "--model", folder + "/out/model", "--data", "" + rows)
        .failed(
            3,
            rows
                + " line 7 has 3 columns but 4 are expected (the first of 4 bad rows: 2"
                + " wrong_column_count, 2 not_a_number)");
  }
}
