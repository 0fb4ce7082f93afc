package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A password in the path of the data is in nothing that is printed or written. */
@ExtendWith(Commands.Extension.class)
class SecretsIT {
  private static final String SECRET = "Secret99";

  @TempDir Path folder;
  private Commands commands;
  private Path rows;
  private Path conf;

  @BeforeEach
  void commands(Commands shared) throws IOException {
    commands = shared;
    rows = Files.createDirectories(folder.resolve("in/password=" + SECRET)).resolve("rows.csv");
    StringBuilder csv = new StringBuilder();
    csv.append("bad,0\n");
    for (int row = 0; row < 40; row++) {
      csv.append(row).append(',').append(row % 2).append('\n');
    }
    Files.writeString(rows, csv);
    conf = folder.resolve("conf.yaml");
    Files.writeString(
        conf,
        """
        data: {train: "%s", label: 1, header: false, validation: 0.25, bad_rows: quarantine, max_bad_rows: 0.1}
        network:
          input: 1
          layers: [dense: {units: 2}]
        training:
          optimizer: {sgd: {learning_rate: 0.1}}
          epochs: 2
          batch_size: 10
          tensorboard: true
        """
            .formatted(rows));
  }

  private void assertNowhere(Commands.Outcome outcome, Path output) throws IOException {
    assertFalse((outcome.out() + outcome.err()).contains(SECRET), outcome.out() + outcome.err());
    List<Path> files;
    try (Stream<Path> all = Files.walk(output)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(SECRET), file.toString());
    }
  }

  @Test
  void trainingKeepsItToItself() throws IOException {
    Path output = folder.resolve("run");
    Commands.Outcome outcome =
        commands.run("train", "--conf", conf.toString(), "--output", output.toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertNowhere(outcome, output);
    assertTrue(outcome.out().contains("/in/password=***"), outcome.out());
    String report = Files.readString(output.resolve("report.html"));
    assertTrue(report.contains("\\n  validation: 0.25\\n"), "YAML, within JSON");
    assertTrue(Files.exists(output.resolve("quarantine/train.jsonl")));
    Commands.Outcome again =
        commands.run(
            "train",
            "--conf",
            conf.toString(),
            "--output",
            output.toString(),
            "--resume",
            "--json");
    assertEquals(0, again.code(), again.err());
    assertNowhere(again, output);
  }

  @Test
  void aSearchKeepsItToItself() throws IOException {
    Path output = folder.resolve("tune");
    Commands.Outcome outcome =
        commands.run(
            "tune",
            "--conf",
            conf.toString(),
            "--output",
            output.toString(),
            "--grid",
            "training.batch_size=5,10",
            "--grid",
            "data.train=" + rows);
    assertEquals(0, outcome.code(), outcome.err());
    assertNowhere(outcome, output);
    assertTrue(
        Files.readString(output.resolve("best.yaml"))
            .contains("# Passwords are not kept here (***): put them in before training with it."));
  }

  @Test
  void messagesKeepItToThemselves() throws IOException {
    Files.writeString(rows, "x,y\n1,2\n3,z\n");
    for (String[] command :
        new String[][] {
          {"train", "--conf", conf.toString(), "--output", folder + "/a"},
          {"train", "--conf", conf.toString(), "--output", folder + "/a", "--dry-run"},
          {"train", "--conf", conf.toString(), "--output", folder + "/a", "--data", rows + "none"},
          {
            "train",
            "--conf",
            conf.toString(),
            "--output",
            folder + "/a",
            "--set",
            "data.password=" + SECRET
          },
          {
            "train",
            "--conf",
            conf.toString(),
            "--output",
            folder + "/a",
            "--data",
            "hdfs://me:" + SECRET + "@127.0.0.1:1/x"
          },
          {"evaluate", "--model", folder + "/password=" + SECRET, "--data", "digits"},
          {"describe", "--data", rows.toString()},
        }) {
      Commands.Outcome outcome = commands.run(command);
      assertFalse((outcome.out() + outcome.err()).contains(SECRET), outcome.toString());
      assertTrue((outcome.out() + outcome.err()).contains("***"), outcome.toString());
    }
  }
}
