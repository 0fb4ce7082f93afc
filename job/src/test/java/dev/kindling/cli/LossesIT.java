package dev.kindling.cli;

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
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands on numbers to predict, a plane with a little noise, and on two classes of them. */
@ExtendWith(Commands.Extension.class)
class LossesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;
  private Path rows;
  private Path conf;

  @BeforeEach
  void write(Commands shared) throws IOException {
    commands = shared;
    Random random = new Random(1);
    List<String> lines = new ArrayList<>(List.of("x,y,price"));
    for (int row = 0; row < 200; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      lines.add(x + "," + y + "," + (7 + 3 * x - 2 * y + 0.1 * random.nextGaussian()));
    }
    rows = Files.write(folder.resolve("rows.csv"), lines);
    conf =
        Files.writeString(
            folder.resolve("conf.yaml"),
            """
            data: {train: %s, label: price, validation: 0.2}
            network: {input: 2, layers: [dense: {units: 1}]}
            training:
              loss: mean_squared_error
              optimizer: {sgd: {learning_rate: 0.1}}
              batch_size: 16
              epochs: 10
              partitions: 2
            """
                .formatted(rows));
  }

  private Commands.Outcome train(Path output, String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--conf", "" + conf));
    arguments.addAll(List.of("--output", "" + output));
    arguments.addAll(List.of(options));
    return commands.run(arguments.toArray(String[]::new));
  }

  @Test
  void aNumberIsLearnedMeasuredAndPredicted() throws IOException {
    Path output = folder.resolve("out");
    String model = output + "/model";
    List<String> printed = train(output).done().out().lines().toList();
    assertTrue(
        printed
            .get(printed.size() - 3) // before those of the time and the output
            .matches(
                "trained 10 epochs in .* s: training loss 0\\.0\\d+, validation loss 0\\.0\\d+ \\(R2"
                    + " 0\\.99\\d+\\)"),
        printed::toString);
    JsonNode summary = JSON.readTree(output.resolve("summary.json").toFile());
    assertFalse(summary.has("train_accuracy"), summary::toString);
    List<String> epochs = Files.readAllLines(output.resolve("metrics.jsonl"));
    JsonNode last = JSON.readTree(epochs.get(9));
    for (String key : List.of("validation_r2", "validation_rmse", "validation_mae")) {
      assertEquals(summary.get(key), last.get(key), key);
    }

    JsonNode evaluation =
        JSON.readTree(
            commands.run("evaluate", "--model", model, "--data", "" + rows, "--json").done().out());
    assertEquals(200, evaluation.get("examples").asInt());
    assertEquals(0.1, evaluation.get("rmse").asDouble(), 0.02);
    assertTrue(evaluation.get("r2").asDouble() > 0.999, evaluation::toString);
    String text = commands.run("evaluate", "--model", model, "--data", "" + rows).done().out();
    assertTrue(text.matches("200 examples: R2 0\\.99.*, RMSE .*, MAE .*, mean loss .*\n"), text);

    Path unlabelled = Files.write(folder.resolve("new.csv"), List.of("x,y", "0,0", "1,1"));
    Path predictions = folder.resolve("predictions");
    commands
        .run("predict", "--model", model, "--data", "" + unlabelled, "--output", "" + predictions)
        .done();
    List<String> predicted = Files.readAllLines(predictions.resolve("part-00000"));
    assertEquals("row,prediction", predicted.get(0));
    assertEquals(7, Double.parseDouble(predicted.get(1).substring(2)), 0.2);
    assertEquals(8, Double.parseDouble(predicted.get(2).substring(2)), 0.2);

    String shown = commands.run("inspect", "--model", model).done().out();
    assertTrue(shown.contains("loss: mean_squared_error\n"), shown);
    assertFalse(shown.contains("classes"), shown);
  }

  @Test
  void aModelBelowAnR2IsNotPublishedUntilLessIsAskedFor() throws IOException {
    Path output = folder.resolve("out");
    Commands.Outcome rejected = train(output, "--min-validation-r2", "0.99999");
    JsonNode summary = JSON.readTree(output.resolve("summary.json").toFile());
    rejected.failed(
        4,
        String.format(
            Locale.ROOT,
            "the validation R2 of epoch 10 is %.4f but must be at least 0.99999 (training.min_validation_r2): no model is published; %s keeps the metrics and the checkpoints, from which --resume with a lower one publishes it",
            summary.get("validation_r2").asDouble(),
            output));
    assertEquals("rejected", summary.get("status").asText());
    assertFalse(Files.exists(output.resolve("model")));

    String met = train(output, "--resume", "--min-validation-r2", "-0.5").done().out();
    assertFalse(met.contains("\nepoch "), "nothing is left to train");
    assertTrue(Files.exists(output.resolve("model")));
    train(output, "--resume", "--min-validation-r2", "0.5").done();
    assertEquals(4, train(output, "--resume", "--min-validation-r2", "0.99999").code());
  }

  @Test
  void theGradientsHold() {
    commands.run("gradcheck", "--conf", "" + conf).done();
  }

  @Test
  void aLabelThatIsNoNumberIsNamedByItsPlace() throws IOException {
    Files.write(rows, List.of("x,y,price", "1,2,3", "1,2,dear"));
    train(folder.resolve("out"))
        .failed(
            3,
            rows
                + " line 3 column 2 (price) is \"dear\" but must be a number: mean_squared_error"
                + " predicts the label");
  }

  @Test
  void theOnlyRowIsNotHeldOut() throws IOException {
    Files.write(rows, List.of("x,y,price", "1,2,3"));
    String problem =
        rows + " has 1 row, which data.validation: 0.2 would hold out: no row is left to train on";
    train(folder.resolve("out")).failed(3, problem);
    train(folder.resolve("out"), "--dry-run").failed(3, problem);
    train(folder.resolve("out"), "--set", "data.validation=0").done();
  }

  /** The same two classes with one output and with two: the same likelihood is maximised. */
  @Test
  void twoClassesAreToldApartByOneOutput() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(rows));
    lines.replaceAll(line -> line.replaceFirst(",-?\\d[^,]*$", ""));
    for (int row = 1; row < lines.size(); row++) {
      lines.set(row, lines.get(row) + (lines.get(row).startsWith("-") ? ",cheap" : ",dear"));
    }
    Files.write(rows, lines);
    Path output = folder.resolve("out");
    train(output, "--set", "training.loss=binary_cross_entropy", "--set", "data.stratify=true")
        .done();
    String model = output + "/model";
    JsonNode evaluation =
        JSON.readTree(
            commands.run("evaluate", "--model", model, "--data", "" + rows, "--json").done().out());
    assertTrue(evaluation.get("accuracy").asDouble() > 0.95, evaluation::toString);
    assertTrue(evaluation.get("auc").asDouble() > 0.99, evaluation::toString);
    Path predictions = folder.resolve("predictions");
    commands
        .run("predict", "--model", model, "--data", "" + rows, "--output", "" + predictions)
        .done();
    List<String> predicted = Files.readAllLines(predictions.resolve("part-00000"));
    assertEquals("row,prediction,probability_cheap,probability_dear", predicted.get(0));
    for (String line : predicted.subList(1, predicted.size())) {
      String[] fields = line.split(",");
      double dear = Double.parseDouble(fields[3]);
      assertEquals(1, Double.parseDouble(fields[2]) + dear, 1e-6);
      assertEquals(dear > 0.5 ? "dear" : "cheap", fields[1]);
    }
    commands
        .run("gradcheck", "--conf", "" + conf, "--set", "training.loss=binary_cross_entropy")
        .done();
  }
}
