package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model that was trained with weights, on rows with and without their column. */
@ExtendWith(Commands.Extension.class)
class WeightColumnIT {
  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  private String write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines)).toString();
  }

  private void train(String rows, String columns) throws IOException {
    String conf =
        write(
            "conf.yaml",
            "data: {train: " + rows + ", " + columns + "}",
            "network: {input: 2, layers: [dense: {units: 2}]}",
            "training: {optimizer: {sgd: {learning_rate: 0.1}}, epochs: 2, partitions: 2}");
    commands.run("train", "--conf", conf, "--output", folder + "/out").done();
  }

  private String evaluated(String rows) {
    String model = folder + "/out/model";
    return commands.run("evaluate", "--model", model, "--data", rows, "--json").done().out();
  }

  private Commands.Outcome predict(String rows, String output) {
    return commands.run(
        "predict",
        "--model",
        folder + "/out/model",
        "--data",
        rows,
        "--output",
        folder.resolve(output).toString());
  }

  private List<String> predicted(String rows, String output) throws IOException {
    predict(rows, output).done();
    return Files.readAllLines(folder.resolve(output).resolve("part-00000"));
  }

  @Test
  void aNamedColumnMayBeAbsentAndIsIgnored() throws IOException {
    String rows = write("rows.csv", "x,w,y,kind", "1,2,0,a", "0,0.5,1,b", "2,1,0,a");
    String without = write("without.csv", "x,y,kind", "1,0,a", "0,1,b", "2,0,a");
    String unlabelled = write("unlabelled.csv", "x,w,y", "1,none,0", "0,none,1", "2,none,0");
    train(rows, "label: kind, weight: w");
    assertEquals(evaluated(rows), evaluated(without));
    List<String> predictions = predicted(rows, "p1");
    assertEquals(4, predictions.size());
    assertEquals(predictions, predicted(without, "p2"));
    assertEquals(predictions, predicted(unlabelled, "p3"));
  }

  @Test
  void anIndexedColumnMayBeAbsentWhereItCannotBeMistaken() throws IOException {
    String rows = write("rows.csv", "2,1,0,0", "0.5,0,1,1", "1,2,0,0");
    String without = write("without.csv", "1,0,0", "0,1,1", "2,0,0");
    train(rows, "label: 3, weight: 0");
    assertEquals(evaluated(rows), evaluated(without));
    assertEquals(
        predicted(rows, "p1"), predicted(write("features.csv", "1,0", "0,1", "2,0"), "p2"));
    predict(without, "p3")
        .failed(
            3,
            without
                + " has 3 columns for 2 features: is the other one the label (data.label, column 3)"
                + " or the weight (data.weight, column 0)? give both or neither");
  }
}
