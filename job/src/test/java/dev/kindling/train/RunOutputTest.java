package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.kindling.config.ConfigException;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.report.EventFileTest;
import dev.kindling.train.RunOutput.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunOutputTest {
  private static final RunConfig CONFIG = Runs.read("conf/digits.yaml");
  private static final Map<String, Object> DONE =
      Map.of(
          "status",
          "done",
          "configuration",
          CONFIG.source(),
          "model_epoch",
          3,
          "validation_accuracy",
          0.9,
          "data",
          "4+1 rows");

  @TempDir Path folder;
  private final Configuration hadoop = new Configuration();

  /** The local file system, keeping a record of what is made and deleted. */
  public static final class Recorded extends RawLocalFileSystem {
    private static final List<String> CHANGES = new ArrayList<>();

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      CHANGES.add("create " + file.getName());
      return super.create(
          file, permission, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      CHANGES.add("create " + file.getName());
      return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      CHANGES.add("create " + to.getName());
      return super.rename(from, to);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path file, boolean recursive) throws IOException {
      CHANGES.add("delete " + file.getName());
      return super.delete(file, recursive);
    }
  }

  @BeforeEach
  void record() {
    hadoop.setClass("fs.file.impl", Recorded.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    Recorded.CHANGES.clear();
  }

  private RunOutput open(Existing existing) {
    return RunOutput.create(hadoop, new org.apache.hadoop.fs.Path(folder + "/out"), existing);
  }

  private boolean exists(String name) {
    return Files.exists(folder.resolve("out").resolve(name));
  }

  @Test
  void whatSaysThatAllIsThereComesLastAndGoesFirst() {
    try (RunOutput output = open(Existing.REFUSE)) {
      output.start(false, false, List.of());
      output.summary(DONE);
      output.success();
    }
    assertEquals(
        List.of("create _SUCCESS", "delete .lock"),
        Recorded.CHANGES.subList(Recorded.CHANGES.size() - 2, Recorded.CHANGES.size()));
    Recorded.CHANGES.clear();
    try (RunOutput output = open(Existing.OVERWRITE)) {
      assertTrue(exists("_SUCCESS"), "until the new run starts");
      output.start(false, false, List.of());
      assertEquals("delete _SUCCESS", Recorded.CHANGES.get(0));
      assertFalse(exists("_SUCCESS"));
    }
  }

  private static EpochMetrics epoch(int epoch) {
    return new EpochMetrics(
        epoch,
        10L * epoch,
        0.5,
        new EpochMetrics.Measured(1.0 / epoch, Map.of("accuracy", 0.75)),
        new EpochMetrics.Measured(2, Map.of()),
        100,
        2);
  }

  private List<UnknownFieldSet> events() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("out/tensorboard"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all::toString);
      return EventFileTest.read(Files.readAllBytes(all.get(0)));
    }
  }

  @Test
  void tensorBoardReadsEpochsAsTheyEndAndAllOfThemAfterResuming() throws Exception {
    try (RunOutput output = open(Existing.REFUSE)) {
      output.start(false, true, List.of());
      output.epoch(epoch(1));
      assertEquals(
          Map.of(
              "loss/train", 1f,
              "accuracy/train", 0.75f,
              "loss/validation", 2f,
              "learning_rate", 0.5f,
              "examples_per_second", 50f),
          EventFileTest.scalars(events().get(1)));
    }
    try (RunOutput output = open(Existing.RESUME)) {
      output.start(true, true, List.of(epoch(1)));
      output.epoch(epoch(2));
    }
    List<UnknownFieldSet> events = events();
    assertEquals(3, events.size());
    assertEquals(2, events.get(2).getField(2).getVarintList().get(0));
    assertEquals(0.5f, EventFileTest.scalars(events.get(2)).get("loss/train"));
    try (RunOutput output = open(Existing.OVERWRITE)) {
      output.start(false, false, List.of());
    }
    assertFalse(exists("tensorboard"), "it was not asked for");
  }

  @Test
  void aRunThatWasKilledAfterItsSummaryIsGivenTheRest() throws IOException {
    try (RunOutput output = open(Existing.REFUSE)) {
      output.start(false, false, List.of());
      Files.createDirectories(folder.resolve("out/checkpoints/step-000000000001"));
      output.model(model());
      output.summary(DONE);
    }
    try (RunOutput output = open(Existing.RESUME)) {
      assertNotNull(output.finished(CONFIG));
    }
    assertTrue(exists("_SUCCESS"));
    assertFalse(exists("checkpoints"));
  }

  private static Model model() {
    return new Model(
        CONFIG.network(),
        CONFIG.network().initialize(Precision.FLOAT, 1),
        FeatureScaling.none(64),
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        CONFIG.data().format().toMap(),
        Map.of());
  }

  /** Leaves a finished run, and asks another configuration's {@code --resume} about it. */
  private String refusal(Class<? extends Exception> kind, String... settings) {
    try (RunOutput output = open(Existing.OVERWRITE)) {
      output.start(false, false, List.of());
      output.model(model());
      output.summary(DONE);
    }
    try (RunOutput output = open(Existing.RESUME)) {
      RunConfig config = Runs.read("conf/digits.yaml", settings);
      if (kind == null) {
        assertEquals("4+1 rows", output.finished(config).get("data"));
        return null;
      }
      return assertThrows(kind, () -> output.finished(config)).getMessage();
    }
  }

  @Test
  void aFinishedRunOfAnotherConfigurationIsRefusedWithTheDifference() {
    assertEquals(
        "%s/out (--output) holds a finished run of another configuration: training.seed was 1 and is 2; choose another folder, or --overwrite to replace it"
            .formatted(folder),
        refusal(ConfigException.class, "training.seed=2"));
    refusal(
        null,
        "training.checkpoint={keep: 9}",
        "training.on_divergence=halve_rate",
        "data.storage=disk");
  }

  @Test
  void aFinishedRunMayMeetAnotherQualityGateAndIsRefusedWhereItDoesNot() {
    refusal(null, "training.min_validation_accuracy=0.9");
    assertEquals(
        "%s/out (--output) holds a finished run: the validation accuracy of epoch 3 is 0.9000 but must be at least 0.95 (training.min_validation_accuracy); its model stays as it was published"
            .formatted(folder),
        refusal(CheckFailedException.class, "training.min_validation_accuracy=0.95"));
  }

  @Test
  void aQualityGateMayBeAnR2() {
    QualityGate gate = new QualityGate("R2", -0.5);
    assertTrue(gate.passes(Map.of("validation_r2", -0.5)));
    assertFalse(gate.passes(Map.of("validation_r2", -0.50001)));
    for (Map.Entry<Map<String, Object>, String> below :
        Map.<Map<String, Object>, String>of(
                Map.of("validation_r2", -1.25), "is -1.2500",
                Map.of("validation_r2", -437283.4), "is -437,283",
                Map.of("validation_r2", -1e47), "is -1.0000e+47",
                Map.of("validation_r2", -0.50001), "is -0.50001",
                Map.of("validation_r2", "-Infinity"), "is -Infinity",
                Map.of("validation_loss", 2.0), "cannot be told of a single row")
            .entrySet()) {
      assertFalse(gate.passes(below.getKey()));
      assertEquals(
          "the validation R2 of epoch 3 %s but must be at least -0.5 (training.min_validation_r2)"
              .formatted(below.getValue()),
          gate.shortfall(3, below.getKey()));
    }
  }

  @Test
  void aFinishedRunIsOfTheDataThatItTrainedOn() {
    refusal(null);
    try (RunOutput output = open(Existing.RESUME)) {
      output.checkData(DONE, "4+1 rows");
      output.checkData(
          Map.of("status", "done"), "4+1 rows"); // an older Kindling kept no such thing
      ConfigException other =
          assertThrows(ConfigException.class, () -> output.checkData(DONE, "5+1 rows"));
      assertEquals(
          "%s/out (--output) holds a finished run of other data: it was 4+1 rows and is 5+1 rows; choose another folder, or --overwrite to replace it"
              .formatted(folder),
          other.getMessage());
    }
  }

  @Test
  void aFinishedRunWithoutItsModelIsNoneToRelyOn() throws IOException {
    refusal(null);
    Path weights = folder.resolve("out/model/weights.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertNoModel("is the file truncated?");
    Files.delete(weights);
    assertNoModel("weights.safetensors");
  }

  private void assertNoModel(String problem) {
    try (RunOutput output = open(Existing.RESUME)) {
      String message =
          assertThrows(ModelException.class, () -> output.finished(CONFIG)).getMessage();
      assertTrue(message.contains(problem), message);
      assertTrue(message.endsWith("; the run is finished: --overwrite trains it anew"), message);
    }
  }

  @Test
  void whatAKilledRunLeftHalfBuiltGoesWhenTheNextStarts() throws IOException {
    String half = "d9428888-122b-11e1-b85c-61cd3cbb3210";
    Files.createDirectories(folder.resolve("out/.model." + half));
    Files.createDirectories(folder.resolve("out/checkpoints/.step-000000000001." + half));
    Files.writeString(folder.resolve("out/.notes"), "mine");
    try (RunOutput output = open(Existing.RESUME)) {
      assertNull(output.finished(CONFIG));
      output.start(true, false, List.of());
    }
    assertFalse(exists(".model." + half));
    assertFalse(exists("checkpoints/.step-000000000001." + half));
    assertTrue(exists(".notes"));
  }

  /** Both are beside it after a kill in the middle of replacing one by the other. */
  @ParameterizedTest
  @EnumSource(
      value = Existing.class,
      names = {"OVERWRITE", "RESUME"})
  void aModelThatAKilledRunWasReplacingIsBackBeforeTheNextOneTrains(Existing existing)
      throws IOException {
    try (RunOutput output = open(Existing.REFUSE)) {
      output.start(false, false, List.of());
      output.model(model());
    }
    String uuid = "d9428888-122b-11e1-b85c-61cd3cbb321";
    Path out = folder.resolve("out");
    Files.move(out.resolve("model"), out.resolve(".model." + uuid + 0));
    Path half = Files.createDirectory(out.resolve(".model." + uuid + 1));
    Files.writeString(half.resolve("weights.safetensors"), "");
    try (RunOutput output = open(existing)) {
      assertTrue(output.hasModel());
      output.start(existing == Existing.RESUME, false, List.of());
      assertTrue(output.hasModel());
    }
    assertFalse(Files.exists(half));
    ModelFolder.read(hadoop, new org.apache.hadoop.fs.Path(out + "/model"));
  }

  @Test
  void anOutputIsOneRunsUntilItIsClosed() {
    try (RunOutput output = open(Existing.REFUSE)) {
      for (Existing existing : Existing.values()) {
        String message = assertThrows(ConfigException.class, () -> open(existing)).getMessage();
        assertTrue(message.contains(" is being written by another run: host "), message);
      }
      output.start(false, false, List.of());
      String message =
          assertThrows(ConfigException.class, () -> open(Existing.REFUSE)).getMessage();
      assertTrue(message.contains(" is being written by another run: host "), message);
    }
    String message = assertThrows(ConfigException.class, () -> open(Existing.REFUSE)).getMessage();
    assertTrue(message.contains(" exists and is not empty; "), message);
    open(Existing.RESUME).close();
  }
}
