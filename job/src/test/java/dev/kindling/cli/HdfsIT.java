package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.testing.Hdfs;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Data, checkpoints, model, lock and predictions on HDFS, with nothing on a local disk. */
@ExtendWith(Commands.Extension.class)
class HdfsIT {
  @TempDir static java.nio.file.Path folder;

  private static Hdfs hdfs;
  private static DistributedFileSystem fs;
  private static String data;

  @BeforeAll
  static void startWithDigits() throws IOException {
    hdfs = Hdfs.start(folder.resolve("hdfs"));
    fs = hdfs.fileSystem();
    data = hdfs.path("data/digits.csv");
    try (InputStream in =
            new GZIPInputStream(
                HdfsIT.class.getResourceAsStream("/dev/kindling/data/digits.csv.gz"));
        OutputStream out = fs.create(new Path(data))) {
      in.transferTo(out);
    }
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  @Test
  void aRunThatIsKilledAndResumedGivesTheSameBytesAndItsModelServes(Commands commands)
      throws Exception {
    String straight = hdfs.path("runs/straight");
    commands.run(train(straight, 8)).done();
    String killed = hdfs.path("runs/killed");
    Process run =
        new ProcessBuilder(
                Stream.concat(Stream.of("scripts/kindling"), Stream.of(train(killed, 8))).toList())
            .directory(Script.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (run.isAlive()
        && names(killed + "/checkpoints").stream().noneMatch(name -> name.startsWith("step-"))) {
      Thread.sleep(10);
    }
    Commands.Outcome second = commands.run(train(killed, 8));
    assertTrue(
        second.err().startsWith("kindling: " + killed + " (--output) is being written by another"),
        second.err());
    assertEquals(2, second.code());
    run.destroyForcibly().waitFor();
    assertEquals(137, run.exitValue(), Files.readString(folder.resolve("log")));
    Commands.Outcome resumed = commands.run(train(killed, 8)).done();
    assertTrue(resumed.out().contains("resumed in epoch "), resumed.out());
    for (String file : List.of("model/model.json", "model/weights.safetensors")) {
      assertArrayEquals(bytes(straight + "/" + file), bytes(killed + "/" + file), file);
    }
    assertEquals(8, text(killed + "/metrics.jsonl").lines().count());
    assertEquals(
        List.of("_SUCCESS", "metrics.jsonl", "model", "report.html", "summary.json"),
        names(killed));

    String model = killed + "/model";
    Commands.Outcome evaluated =
        commands.run("evaluate", "--model", model, "--data", data, "--json").done();
    assertEquals(1797, new ObjectMapper().readTree(evaluated.out()).get("examples").asInt());
    String predictions = hdfs.path("predictions");
    commands.run("predict", "--model", model, "--data", data, "--output", predictions).done();
    assertTrue(names(predictions).contains("_SUCCESS"));
    long rows = 0;
    for (String part : names(predictions)) {
      rows += text(predictions + "/" + part).lines().skip(1).count();
    }
    assertEquals(1797, rows);
  }

  @Test
  void whatDescribeWritesThereIsTrainedAsItSays(Commands commands) throws IOException {
    String conf = hdfs.path("conf/digits.yaml");
    String shown = commands.run("describe", "--data", data, "--output", conf).done().out();
    assertEquals(
        "configuration: %s; train it: scripts/kindling train --conf %1$s%n".formatted(conf),
        shown.substring(shown.indexOf("configuration: ")));
    assertTrue(
        text(conf)
            .startsWith(
                "# Written by: scripts/kindling describe --data %s --label 64 --output %s\n"
                    .formatted(data, conf)));
    commands.run("train", "--conf", conf, "--dry-run").done();
  }

  /** The name node sends the trace of its stack with the message. */
  @Test
  void aQuotaThatIsUsedUpIsSaidInOneLine(Commands commands) throws IOException {
    Path full = new Path(hdfs.path("runs/full"));
    fs.mkdirs(full);
    fs.setQuota(full, 1, HdfsConstants.QUOTA_DONT_SET); // the folder itself
    commands
        .run(train(full.toString(), 1))
        .failed(
            2,
            full
                + " (--output) cannot be written: The NameSpace quota (directories and files) of"
                + " directory /runs/full is exceeded: quota=1 file count=2");
  }

  private static String[] train(String output, int epochs) {
    return new String[] {
      "train",
      "--conf",
      Script.ROOT.resolve("conf/digits.yaml").toString(),
      "--data",
      data,
      "--resume",
      "--output",
      output,
      "--set",
      "training.epochs=" + epochs,
      "--set",
      "training.checkpoint={every_steps: 40}"
    };
  }

  private static List<String> names(String folder) throws IOException {
    Path path = new Path(folder);
    return Arrays.stream(fs.exists(path) ? fs.listStatus(path) : new FileStatus[0])
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = fs.open(new Path(file))) {
      return in.readAllBytes();
    }
  }

  private static String text(String file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }
}
