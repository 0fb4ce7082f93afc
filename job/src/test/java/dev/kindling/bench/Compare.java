package dev.kindling.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.Section;
import dev.kindling.linalg.Blas;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.Trainer;
import dev.kindling.train.TrainingJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains the same networks on the same rows with Kindling, scikit-learn and MLlib: what {@code
 * scripts/compare} runs.
 *
 * <p>Kindling and scikit-learn do the same: relu, mini-batches, momentum, so many epochs. MLlib has
 * no such thing: its perceptron is of sigmoids, and it is trained as it wants to be, by L-BFGS on
 * all rows, {@value #MLLIB_ITERATIONS} iterations.
 */
final class Compare {
  private static final List<Integer> SEEDS = List.of(1, 2, 3);
  private static final int MLLIB_ITERATIONS = 100;

  private final JavaSparkContext spark;
  private final Path output;
  private final List<Map<String, Object>> results = new ArrayList<>();

  private Compare(JavaSparkContext spark, Path output) {
    this.spark = spark;
    this.output = output;
  }

  /** What one seed came to. */
  private record Outcome(double accuracy, double seconds) {}

  public static void main(String[] args) throws Exception {
    if (!(args.length == 2 || args.length == 6 && args[2].equals("--train"))
        || !args[0].equals("--output")) {
      System.err.println(
          "usage: scripts/compare --output DIR [--train IMAGES --validation IMAGES]");
      System.exit(2);
    }
    System.setProperty("spark.master", "local[" + Bench.THREADS + "]");
    try (JavaSparkContext spark = SparkSettings.start("compare")) {
      Compare compare =
          new Compare(spark, Files.createDirectories(Path.of(args[1])).toAbsolutePath());
      System.out.printf(
          "%d threads, %s, Java %s%n",
          Bench.THREADS, Blas.description(), System.getProperty("java.version"));
      System.out.printf(
          "%-14s %-20s %8s %8s %8s %9s%n", "", "", "accuracy", "least", "most", "seconds");
      compare.run(new Problem("digits", 64, 10, List.of(64), 0.05, 64, 20));
      compare.run(new Problem("breast-cancer", 30, 2, List.of(64), 0.05, 32, 30));
      if (args.length == 6) {
        compare.run(
            new Problem("mnist-mlp", 784, 10, List.of(256, 128), 0.05, 64, 10),
            "data.train=" + args[3],
            "data.validation=" + args[5]);
      }
    }
  }

  private void run(Problem problem, String... assignments) throws Exception {
    Path folder = output.resolve(problem.name());
    String conf = "conf/" + problem.name() + ".yaml";
    Section section = Section.parse(conf, Files.readString(Path.of(conf)));
    for (String assignment : assignments) {
      section = section.with(assignment);
    }
    Problem.write(spark, RunConfig.read(section), folder);
    kindling(problem.config(folder, 1), folder.resolve("warm-up")); // the JVM compiles
    List<Outcome> kindling = new ArrayList<>();
    for (int seed : SEEDS) {
      kindling.add(kindling(problem.config(folder, seed), folder.resolve("seed-" + seed)));
    }
    report(problem, "Kindling", kindling);
    scikitLearn(problem, folder);
    List<Outcome> mllib = new ArrayList<>();
    for (int seed : SEEDS) {
      mllib.add(mllib(problem, folder, seed));
    }
    report(problem, "MLlib " + spark.version(), mllib);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(output.resolve("compare.json").toFile(), results);
  }

  private Outcome kindling(RunConfig config, Path folder) throws IOException {
    try (RunOutput run =
        RunOutput.create(
            spark.hadoopConfiguration(),
            new org.apache.hadoop.fs.Path(folder.toUri()),
            RunOutput.Existing.OVERWRITE)) {
      Map<String, Object> summary =
          new TrainingJob(spark, config, run).run(false, start -> {}, Trainer.Listener.SILENT);
      return new Outcome(
          (Double) summary.get("validation_accuracy"), (Double) summary.get("seconds"));
    }
  }

  /** With whichever Python has it; says so where none has. */
  private void scikitLearn(Problem problem, Path folder) throws IOException {
    String script;
    try (InputStream in = Compare.class.getResourceAsStream("compare.py")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String request = new ObjectMapper().writeValueAsString(problem.request(SEEDS));
    for (String python : List.of("python3", "/usr/bin/python3")) {
      Process process;
      try {
        process =
            new ProcessBuilder(python, "-c", script, folder.toString(), request)
                .redirectError(Redirect.DISCARD)
                .start();
      } catch (IOException notThere) {
        continue;
      }
      try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
        String version = answers.readLine();
        List<Outcome> outcomes =
            answers
                .lines()
                .map(line -> line.split(" "))
                .map(of -> new Outcome(Double.parseDouble(of[0]), Double.parseDouble(of[1])))
                .toList();
        if (outcomes.size() == SEEDS.size()) {
          report(problem, "scikit-learn " + version, outcomes);
          return;
        }
      }
    }
    System.out.printf("%-14s scikit-learn is not here%n", problem.name());
  }

  private Outcome mllib(Problem problem, Path folder, int seed) {
    List<Integer> layers = new ArrayList<>(List.of(problem.inputs()));
    layers.addAll(problem.hidden());
    layers.add(problem.classes());
    Dataset<Row> training = rows(folder.resolve("train.csv")).cache();
    training.count();
    long started = System.nanoTime();
    MultilayerPerceptronClassificationModel model =
        new MultilayerPerceptronClassifier()
            .setLayers(layers.stream().mapToInt(units -> units).toArray())
            .setMaxIter(MLLIB_ITERATIONS)
            .setSeed(seed)
            .fit(training);
    double seconds = (System.nanoTime() - started) / 1e9;
    Dataset<Row> predicted = model.transform(rows(folder.resolve("validation.csv"))).cache();
    double accuracy = (double) predicted.filter("prediction = label").count() / predicted.count();
    training.unpersist();
    predicted.unpersist();
    return new Outcome(accuracy, seconds);
  }

  private Dataset<Row> rows(Path file) {
    JavaRDD<Row> rows =
        spark
            .textFile(file.toString(), Bench.THREADS)
            .map(
                line -> {
                  String[] fields = line.split(",");
                  double[] features = new double[fields.length - 1];
                  for (int j = 0; j < features.length; j++) {
                    features[j] = Double.parseDouble(fields[j]);
                  }
                  return RowFactory.create(
                      Double.parseDouble(fields[features.length]), Vectors.dense(features));
                });
    return SparkSession.builder()
        .getOrCreate()
        .createDataFrame(
            rows,
            new StructType()
                .add("label", DataTypes.DoubleType)
                .add("features", SQLDataTypes.VectorType()));
  }

  private void report(Problem problem, String by, List<Outcome> outcomes) {
    double[] accuracies = outcomes.stream().mapToDouble(Outcome::accuracy).sorted().toArray();
    double[] seconds = outcomes.stream().mapToDouble(Outcome::seconds).sorted().toArray();
    double mean = outcomes.stream().mapToDouble(Outcome::accuracy).average().orElseThrow();
    System.out.printf(
        "%-14s %-20s %8.4f %8.4f %8.4f %9.1f%n",
        problem.name(),
        by,
        mean,
        accuracies[0],
        accuracies[accuracies.length - 1],
        seconds[seconds.length / 2]);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("problem", problem.name());
    map.put("by", by);
    map.put("accuracy", outcomes.stream().map(Outcome::accuracy).toList());
    map.put("seconds", outcomes.stream().map(Outcome::seconds).toList());
    results.add(map);
  }
}
