package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.data.Examples;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Targets;
import dev.kindling.train.RunConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A dense network with relu and rows to train it on, for every contestant the same: the files
 * {@code train.csv} and {@code validation.csv}, scaled as Kindling scales them, the number of the
 * class last.
 *
 * @param hidden the units of the hidden layers
 */
record Problem(
    String name,
    int inputs,
    int classes,
    List<Integer> hidden,
    double learningRate,
    int batchSize,
    int epochs) {

  static final double MOMENTUM = 0.9;

  /** Writes the split that a configuration makes. */
  static void write(JavaSparkContext spark, RunConfig config, Path folder) throws IOException {
    Files.createDirectories(folder);
    Dataset data = config.load(spark);
    List<ExamplePartition> parts = data.partitions().collect();
    int width = config.network().inputShape().size();
    write(folder.resolve("train.csv"), width, parts, ExamplePartition::training);
    write(folder.resolve("validation.csv"), width, parts, ExamplePartition::validation);
    data.close();
  }

  private static void write(
      Path file,
      int width,
      List<ExamplePartition> parts,
      Function<ExamplePartition, Examples> split)
      throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      for (ExamplePartition part : parts) {
        Examples examples = split.apply(part);
        for (int i = 0; i < examples.size(); i++) {
          out.println(line(examples, i, width));
        }
      }
    }
  }

  private static String line(Examples examples, int i, int width) {
    Matrix row = Precision.FLOAT.zeros(1, width);
    Targets target = Targets.room(1);
    examples.copy(i, row, target, 0);
    StringBuilder line = new StringBuilder();
    for (int j = 0; j < row.size(); j++) {
      line.append((float) row.get(j)).append(',');
    }
    return line.append((int) target.values()[0]).toString();
  }

  /** Kindling's configuration to train on the files. */
  RunConfig config(Path folder, long seed) {
    StringBuilder layers = new StringBuilder();
    hidden.forEach(units -> layers.append("{dense: {units: " + units + ", activation: relu}}, "));
    return RunConfig.read(
        Section.parse(
            name,
            """
            data: {train: %s, validation: %s, label: %d, features: none}
            network: {input: %d, layers: [%s{dense: {units: %d}}]}
            training:
              optimizer: {sgd: {learning_rate: %s, momentum: %s}}
              batch_size: %d
              epochs: %d
              partitions: %d
              seed: %d
            """
                .formatted(
                    folder.resolve("train.csv"),
                    folder.resolve("validation.csv"),
                    inputs,
                    inputs,
                    layers,
                    classes,
                    learningRate,
                    MOMENTUM,
                    batchSize,
                    epochs,
                    Bench.THREADS,
                    seed)));
  }

  /** What {@code compare.py} wants to know. */
  Map<String, Object> request(List<Integer> seeds) {
    return Map.of(
        "hidden", hidden,
        "learning_rate", learningRate,
        "momentum", MOMENTUM,
        "batch_size", batchSize,
        "epochs", epochs,
        "threads", Bench.THREADS,
        "seeds", seeds);
  }
}
