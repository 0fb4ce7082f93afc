package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.BrokenFileSystem;
import dev.kindling.model.ModelException;
import dev.kindling.model.OutputException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final RunConfig CONFIG =
      Runs.read(
          "conf/digits.yaml",
          "network.layers=[batch_norm, dense: {units: 10}]",
          "training.optimizer=adam",
          "training.early_stopping={patience: 3}");

  /**
   * For each of four vectors a creation, three writes and a closing; of the JSON and its digest,
   * one write.
   */
  private static final int CHANGES = 4 * 5 + 2 * 3 + 1;

  private static final Configuration HADOOP = new Configuration(); // reads files itself

  @TempDir Path folder;
  private final List<String> damaged = new ArrayList<>();

  private Checkpoints checkpoints(String config, Map<String, Object> dependsOn) throws IOException {
    return checkpoints(local(), config, dependsOn);
  }

  private static FileSystem local() throws IOException {
    return FileSystem.getLocal(HADOOP).getRawFileSystem();
  }

  private Checkpoints checkpoints(FileSystem fs, String config, Map<String, Object> dependsOn) {
    return new Checkpoints(
        fs,
        new org.apache.hadoop.fs.Path(folder.toString(), "checkpoints"),
        Runs.read("conf/digits.yaml", "training.checkpoint={" + config + "}")
            .training()
            .checkpoint(),
        CONFIG.network(),
        dependsOn);
  }

  private Checkpoints checkpoints() throws IOException {
    return checkpoints("keep: 2", depends());
  }

  private static Map<String, Object> depends() {
    return Map.of("seed", 1, "data", Map.of("rows", List.of(4, 5)));
  }

  /** A state with something in every place. */
  private static TrainingState state(int step) {
    SplittableRandom random = new SplittableRandom(step);
    Matrix parameters = CONFIG.network().initialize(Precision.FLOAT, step);
    TrainingState state = TrainingState.start(parameters, CONFIG.training());
    for (Matrix vector : state.optimizer.vectors()) {
      for (int i = 0; i < vector.size(); i++) {
        vector.set(i, random.nextDouble());
      }
    }
    state.optimizer.advance(step);
    var train = new EpochMetrics.Measured(2 / 3.0, Map.of("accuracy", 0.6));
    var validation = new EpochMetrics.Measured(1 / 3.0, Map.of("r2", -0.7));
    state.endEpoch(new EpochMetrics(1, 23, 0.1, train, validation, 1438, 1.5), CONFIG.training());
    state.endEpoch(
        new EpochMetrics(2, 46, 0.1, train, null, 1438, 1.5),
        Runs.read("conf/digits.yaml").training());
    state.parameters.set(0, 42); // no longer the best
    state.step = step;
    state.totals = new Totals(1e9 / 7, 1e8 / 3, 33, 1L << 40, 1L << 41);
    state.seconds = 0.1;
    state.rateFactor = 0.3;
    state.halvings = 2;
    state.optimizerEnded = "the gradient is short";
    state.plateau = new Watch.History(0.125, 2);
    return state;
  }

  private static void assertSame(TrainingState expected, TrainingState actual) {
    assertEquals(StateJson.write(expected), StateJson.write(actual));
    assertBits(expected.parameters, actual.parameters);
    assertBits(expected.best, actual.best);
    assertEquals(2, actual.optimizer.vectors().size());
    for (int v = 0; v < 2; v++) {
      assertBits(expected.optimizer.vectors().get(v), actual.optimizer.vectors().get(v));
    }
  }

  private static void assertBits(Matrix expected, Matrix actual) {
    assertEquals(expected.precision(), actual.precision());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "element " + i);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsSavedComesBackToTheBit() throws IOException {
    assertNull(checkpoints().latest(damaged::add));
    checkpoints().save(state(7), 53);
    assertSame(state(7), checkpoints().latest(damaged::add));
    assertEquals(List.of(), damaged);
  }

  /** The loss of a validation row whose outputs overflow. */
  @Test
  void metricsThatAreNotFiniteComeBack() throws IOException {
    TrainingState state = state(7);
    for (double loss :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      var measured = new EpochMetrics.Measured(loss, Map.of("r2", -loss));
      state.epochs.add(new EpochMetrics(3, 69, 0.1, measured, measured, 1438, 1.5));
    }
    checkpoints().save(state, 53);
    assertSame(state, checkpoints().latest(damaged::add));
    assertEquals(List.of(), damaged);
  }

  @Test
  void theLatestOnesAreKept() throws IOException {
    for (int step : new int[] {9, 10, 11}) {
      checkpoints().save(state(step), step);
    }
    assertEquals(List.of("step-000000000010", "step-000000000011"), names());
    assertSame(state(11), checkpoints().latest(damaged::add));
  }

  @Test
  void aCheckpointIsDueByStepsHoweverManyARoundTakes() throws IOException {
    Checkpoints checkpoints = checkpoints("every_steps: 10, every_minutes: 0, keep: 9", Map.of());
    for (int steps = 4; steps <= 32; steps += 4) {
      checkpoints.saveWhenDue(state(1), steps);
    }
    assertEquals(List.of("step-000000000012", "step-000000000020", "step-000000000032"), names());
  }

  @Test
  void aCheckpointIsDueByMinutesAfterTheLast() throws IOException {
    AtomicLong nanoseconds = new AtomicLong(5);
    Checkpoints checkpoints =
        new Checkpoints(
            local(),
            new org.apache.hadoop.fs.Path(folder.toString(), "checkpoints"),
            new CheckpointConfig(0, 0.5, 9),
            CONFIG.network(),
            Map.of(),
            nanoseconds::get);
    long second = 1_000_000_000L;
    for (int steps = 1; steps <= 8; steps++) {
      nanoseconds.addAndGet(14 * second); // 14, 28, 42, ...: the third and the sixth are late
      checkpoints.saveWhenDue(state(1), steps);
    }
    assertEquals(List.of("step-000000000003", "step-000000000006"), names());
  }

  @Test
  void afterAResumeTheStepsAreCountedOnFromTheCheckpoint() throws IOException {
    checkpoints().save(state(1), 18);
    Checkpoints resumed = checkpoints("every_steps: 10, every_minutes: 0, keep: 9", depends());
    assertSame(state(1), resumed.latest(damaged::add));
    resumed.saveWhenDue(state(1), 19);
    assertEquals(List.of("step-000000000018"), names());
    resumed.saveWhenDue(state(1), 20);
    assertEquals(List.of("step-000000000018", "step-000000000020"), names());
  }

  @Test
  void aDamagedCheckpointGivesWayToAWholeOne() throws IOException {
    for (int step : new int[] {10, 20, 30}) {
      checkpoints("keep: 9", depends()).save(state(step), step);
    }
    for (int step : new int[] {20, 30}) {
      Files.delete(folder.resolve("checkpoints/step-0000000000" + step + "/state.json"));
    }
    Checkpoints resumed = checkpoints();
    assertSame(state(10), resumed.latest(damaged::add));
    resumed.save(state(15), 15);
    assertEquals(List.of("step-000000000010", "step-000000000015"), names());
    assertSame(state(15), checkpoints().latest(damaged::add));
  }

  @Test
  void aFileSystemThatFailsDoesNotMakeACheckpointDamaged() throws IOException {
    checkpoints().save(state(5), 5);
    checkpoints().save(state(6), 6);
    for (String name : List.of("state.json", "parameters.safetensors", "best.safetensors")) {
      FileSystem slow =
          new FilterFileSystem(local()) {
            @Override
            public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer)
                throws IOException {
              if (file.toString().endsWith("6/" + name)) {
                throw new SocketTimeoutException("no answer for 60 s");
              }
              return super.open(file, buffer);
            }
          };
      var e =
          assertThrows(
              ModelException.class,
              () -> checkpoints(slow, "keep: 2", depends()).latest(damaged::add));
      assertTrue(e.getMessage().endsWith(" cannot be read: no answer for 60 s"), e.getMessage());
    }
    assertEquals(List.of(), damaged);
  }

  @Test
  void theSameStepIsSavedBesideTheOldOneBeforeThatIsDeleted() throws IOException {
    checkpoints("keep: 1", Map.of()).save(state(5), 5);
    Checkpoints full = checkpoints(new BrokenFileSystem(local(), 3), "keep: 1", Map.of());
    assertThrows(OutputException.class, () -> full.save(state(6), 5));
    assertSame(state(5), checkpoints("keep: 1", Map.of()).latest(damaged::add));
    checkpoints("keep: 1", Map.of()).save(state(6), 5);
    assertSame(state(6), checkpoints("keep: 1", Map.of()).latest(damaged::add));
  }

  /** By a signal in the first round after a resume, and by another. */
  @Test
  void whatTheLastOneHasIsNotSavedAgain() throws IOException {
    Path checkpoint = folder.resolve("checkpoints/step-000000000005");
    checkpoints("keep: 1", Map.of()).save(state(5), 5);
    Checkpoints resumed = checkpoints(new BrokenFileSystem(local(), 1), "keep: 1", Map.of());
    TrainingState state = resumed.latest(damaged::add);
    assertTrue(resumed.save(state, 5).toString().endsWith(checkpoint.toString()));
    assertSame(state(5), checkpoints("keep: 1", Map.of()).latest(damaged::add));
    state.rateFactor /= 2; // it went back to it since it diverged
    assertThrows(OutputException.class, () -> resumed.save(state, 5));
  }

  @Test
  void aCheckpointIsFoundWhateverDigitsTheLocaleHas() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals("\u0667", "%d".formatted(7), "this locale has digits of its own");
      checkpoints().save(state(5), 5);
      assertEquals(List.of("step-000000000005"), names());
      assertSame(state(5), checkpoints().latest(damaged::add));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anotherOptimizerWithoutOptionsIsAnotherConfiguration() throws IOException {
    Map<String, Object> adam = Map.of("optimizer", Map.of("adam", Map.of()));
    Map<String, Object> adamw = Map.of("optimizer", Map.of("adamw", Map.of()));
    checkpoints("keep: 2", adam).save(state(5), 5);
    var e =
        assertThrows(
            ConfigException.class, () -> checkpoints("keep: 2", adamw).latest(damaged::add));
    assertTrue(
        e.getMessage()
            .contains(
                "optimizer.adam was {} and is not set, optimizer.adamw was not set and is {}"),
        e.getMessage());
  }

  /** Each file of the latest checkpoint, cut short, emptied, missing or with one bit turned. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "state.json",
        "state.json.sha256",
        "parameters.safetensors",
        "optimizer0.safetensors",
        "optimizer1.safetensors",
        "best.safetensors"
      })
  void aDamagedCheckpointIsPassedOverForTheOneBefore(String name) throws IOException {
    checkpoints().save(state(5), 5);
    checkpoints().save(state(6), 6);
    Path file = folder.resolve("checkpoints/step-000000000006").resolve(name);
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    byte[] turned = whole.clone();
    turned[whole.length - 3] ^= 1;
    List<byte[]> damages = List.of(cut, new byte[0], turned);
    for (byte[] damage : damages) {
      Files.write(file, damage);
      assertSame(state(5), checkpoints().latest(damaged::add));
    }
    Files.delete(file);
    assertSame(state(5), checkpoints().latest(damaged::add));
    assertEquals(damages.size() + 1, damaged.size());
    for (String message : damaged) {
      assertTrue(message.contains(name), message);
      assertTrue(message.endsWith("; passed over for the checkpoint before it"), message);
    }
    Files.write(file, whole);
    assertSame(state(6), checkpoints().latest(damaged::add));
  }

  @Test
  void whereEachCheckpointIsDamagedTrainingStartsAnewAndSaysSo() throws IOException {
    checkpoints().save(state(5), 5);
    checkpoints().save(state(6), 6);
    Files.delete(folder.resolve("checkpoints/step-000000000005/state.json"));
    Files.delete(folder.resolve("checkpoints/step-000000000006/state.json"));
    assertNull(checkpoints().latest(damaged::add));
    assertEquals(2, damaged.size());
    assertTrue(damaged.get(1).endsWith("; no other is whole: training starts anew"), damaged + "");
  }

  /** As a run does that was resumed and then goes back since it diverges. */
  @Test
  void whatIsDamagedIsCountedAnewEachTime() throws IOException {
    checkpoints().save(state(5), 5);
    checkpoints().save(state(6), 6);
    Files.delete(folder.resolve("checkpoints/step-000000000006/state.json"));
    Checkpoints again = checkpoints();
    for (int time = 1; time <= 3; time++) {
      assertSame(state(5), again.latest(damaged::add));
      assertEquals(time, damaged.size());
    }
    for (String message : damaged) {
      assertTrue(message.endsWith("; passed over for the checkpoint before it"), message);
    }
  }

  @Test
  void whereTrainingStartsAnewCheckpointsAreDueFromTheStart() throws IOException {
    Checkpoints checkpoints = checkpoints("every_steps: 10, every_minutes: 0, keep: 1", depends());
    checkpoints.saveWhenDue(state(1), 57);
    Files.delete(folder.resolve("checkpoints/step-000000000057/state.json"));
    assertNull(checkpoints.latest(damaged::add));
    assertNull(checkpoints.last());
    checkpoints.saveWhenDue(state(2), 10);
    assertEquals(List.of("step-000000000010"), names());
  }

  @Test
  void aFolderThatNamesNoStepIsNoCheckpoint() throws IOException {
    checkpoints().save(state(5), 5);
    Path checkpoint = folder.resolve("checkpoints/step-000000000005");
    Path twentyDigits = folder.resolve("checkpoints/step-99999999999999999999");
    Files.createDirectory(twentyDigits);
    for (String file : checkpoint.toFile().list()) {
      Files.copy(checkpoint.resolve(file), twentyDigits.resolve(file));
    }
    assertSame(state(5), checkpoints().latest(damaged::add));
  }

  @Test
  void theLatestIsTheOneOfMostStepsHoweverManyDigitsTheyHave() throws IOException {
    checkpoints().save(state(5), 999_999_999_999L);
    checkpoints().save(state(6), 1_000_000_000_000L);
    assertSame(state(6), checkpoints().latest(damaged::add));
  }

  @Test
  void dataThatIsDealtInAnotherWayIsNotOtherData() throws IOException {
    Map<String, Object> first = Map.of("configuration", Map.of("seed", 1), "data", "4 rows");
    checkpoints("keep: 2", first).save(state(5), 5);
    Map<String, Object> second = Map.of("configuration", Map.of("seed", 2), "data", "3 rows");
    var e =
        assertThrows(
            ConfigException.class, () -> checkpoints("keep: 2", second).latest(damaged::add));
    assertTrue(
        e.getMessage().contains("something else: configuration.seed was 1 and is 2; "),
        e.getMessage());
  }

  @Test
  void aDiskThatFillsUpLeavesTheLastCheckpoint() throws IOException {
    checkpoints("keep: 1", Map.of()).save(state(5), 5);
    for (int change = 1; ; change++) {
      BrokenFileSystem broken = new BrokenFileSystem(local(), change);
      Checkpoints full = checkpoints(broken, "keep: 1", Map.of());
      if (change > CHANGES) {
        full.save(state(6), 6);
        assertFalse(broken.hasFailed());
        break;
      }
      assertThrows(OutputException.class, () -> full.save(state(6), 6), "change " + change);
      assertEquals(List.of("step-000000000005"), names());
      assertSame(state(5), checkpoints("keep: 1", Map.of()).latest(damaged::add));
    }
    assertSame(state(6), checkpoints("keep: 1", Map.of()).latest(damaged::add));
    assertEquals(List.of(), damaged);
  }

  @Test
  void anotherConfigurationOrOtherDataIsRefusedWithTheDifference() throws IOException {
    checkpoints().save(state(5), 5);
    Checkpoints others =
        checkpoints("keep: 2", Map.of("data", Map.of("rows", List.of(4, 6)), "more", "x"));
    var e = assertThrows(ConfigException.class, () -> others.latest(damaged::add));
    String message = e.getMessage();
    assertEquals(
        "step-000000000005 was made with something else: data.rows was [4,5] and is [4,6], more was"
            + " not set and is \"x\", seed was 1 and is not set; train without --resume to start"
            + " anew",
        message.substring(message.lastIndexOf('/') + 1));
  }

  @Test
  void aCheckpointOfANewerKindlingIsRefused() throws Exception {
    checkpoints().save(state(5), 5);
    Path checkpoint = folder.resolve("checkpoints/step-000000000005");
    byte[] json = ofVersion(3, checkpoint.resolve("state.json"));
    Files.writeString(
        checkpoint.resolve("state.json.sha256"),
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json)));
    var e = assertThrows(ConfigException.class, () -> checkpoints().latest(damaged::add));
    assertTrue(e.getMessage().endsWith("3: go on with the Kindling that wrote it"), e.getMessage());
  }

  @Test
  void aCheckpointOfTheFirstFormatHasNoDigestOfItsState() throws IOException {
    checkpoints().save(state(5), 5);
    Path checkpoint = folder.resolve("checkpoints/step-000000000005");
    Files.delete(checkpoint.resolve("state.json.sha256"));
    ofVersion(1, checkpoint.resolve("state.json"));
    assertSame(state(5), checkpoints().latest(damaged::add));
  }

  private static byte[] ofVersion(int version, Path state) throws IOException {
    String json = Files.readString(state);
    assertTrue(json.contains("\"format_version\" : 2"), json);
    String changed = json.replace("\"format_version\" : 2", "\"format_version\" : " + version);
    return Files.readAllBytes(Files.writeString(state, changed));
  }
}
