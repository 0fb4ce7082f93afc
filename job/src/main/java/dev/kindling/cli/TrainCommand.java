package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.train.DryRun;
import dev.kindling.train.LearningRateFinder;
import dev.kindling.train.LearningRateReport;
import dev.kindling.train.LossCurve;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.SparkSettings;
import dev.kindling.train.TrainingJob;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = "Trains a network and writes the model.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling train --conf conf/digits.yaml",
      "  kindling train --conf conf/digits.yaml --output runs/a --set training.epochs=5",
      "  kindling train --conf conf/digits.yaml --find-learning-rate"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the model and the metrics go (default: a new folder under runs/).")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces the run that is in the output folder.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Goes on from the latest checkpoint in the output folder; starts anew where there is"
              + " none.")
  private boolean resume;

  @Option(
      names = "--find-learning-rate",
      description =
          "Trains no model: raises the learning rate step by step until the loss diverges, and"
              + " suggests one.")
  private boolean findLearningRate;

  @Option(
      names = "--min-validation-accuracy",
      paramLabel = "X",
      description =
          "Publishes no model, and ends with exit code 4, if the validation accuracy is below this"
              + " (overrides training.min_validation_accuracy).")
  private Double minValidationAccuracy;

  @Option(
      names = "--dry-run",
      description =
          "Checks configuration, data and memory, measures how fast each executor multiplies, and"
              + " prints the plan; trains and writes nothing. Exit code 2 if something would not"
              + " work.")
  private boolean dryRun;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    RunConfig config = config();
    PrintWriter out = command.commandLine().getOut();
    if (findLearningRate) {
      LearningRateFinder.check(config);
    }
    if (dryRun) {
      return dryRun(config, out);
    }
    try (RunOutput folder =
        RunOutput.create(
            SparkSettings.hadoop(), output == null ? options.newFolder("") : output, existing())) {
      if (findLearningRate) {
        spark.run(
            "find-learning-rate " + options.file(),
            context -> findLearningRate(context, config, folder, out));
        return 0;
      }
      Map<String, Object> finished = resume ? folder.finished(config) : null;
      if (finished == null) {
        spark.run("train " + options.file(), context -> train(context, config, folder, out));
      } else {
        spark.run(
            "data of " + options.file(),
            context -> folder.checkData(finished, TrainingJob.fingerprint(context, config)));
        out.println(result(finished));
        out.println("output: " + folder + " (was done already)");
        out.flush();
      }
    }
    return 0;
  }

  private int dryRun(RunConfig config, PrintWriter out) throws Exception {
    RunOutput.Existing existing = existing();
    if (output != null) {
      RunOutput.check(SparkSettings.hadoop(), output, existing);
    }
    List<String> problems = new ArrayList<>();
    spark.run(
        "dry run of " + options.file(),
        context -> {
          DryRun run = DryRun.of(context, config);
          run.plan().forEach(out::println);
          run.notes().forEach(note -> out.println("note: " + note));
          problems.addAll(run.problems());
        });
    problems.forEach(problem -> out.println("problem: " + problem));
    out.println(problems.isEmpty() ? "ready to train" : "this would not work");
    out.flush();
    return problems.isEmpty() ? 0 : CommandLine.ExitCode.USAGE;
  }

  private RunConfig config() {
    Section root = options.section();
    return RunConfig.read(
        minValidationAccuracy == null
            ? root
            : root.with(
                "--min-validation-accuracy " + minValidationAccuracy,
                "training.min_validation_accuracy",
                minValidationAccuracy));
  }

  private RunOutput.Existing existing() {
    if (resume && findLearningRate) {
      throw new ParameterException(
          command.commandLine(), "--resume and --find-learning-rate exclude each other");
    }
    if (resume && (overwrite || output == null)) {
      throw new ParameterException(
          command.commandLine(),
          overwrite
              ? "--resume and --overwrite exclude each other"
              : "--resume needs --output, the folder of the run to go on with");
    }
    return resume
        ? RunOutput.Existing.RESUME
        : overwrite ? RunOutput.Existing.OVERWRITE : RunOutput.Existing.REFUSE;
  }

  private void train(JavaSparkContext spark, RunConfig config, RunOutput folder, PrintWriter out) {
    try (TrainingProgress progress = new TrainingProgress(out, config.training().epochs())) {
      Map<String, Object> summary =
          new TrainingJob(spark, config, folder)
              .run(
                  resume,
                  start -> {
                    start.warnings().forEach(command.commandLine().getErr()::println);
                    out.printf(
                        Locale.ROOT,
                        "%s: %,d training and %,d validation examples in %d partitions, %,d"
                            + " parameters%n",
                        config.data().train(),
                        start.trainingRows(),
                        start.validationRows(),
                        config.training().partitions(),
                        config.network().parameterCount());
                    out.printf("BLAS: %s%n", start.blas());
                    if (start.resumedFrom() != null) {
                      out.printf("resumed in %s%n", start.resumedFrom());
                    }
                    out.flush();
                  },
                  progress);
      progress.close();
      out.println(result(summary));
      if (summary.get("time") != null) {
        out.println("time: " + summary.get("time"));
      }
      out.println("output: " + folder);
      out.flush();
    }
  }

  private static void findLearningRate(
      JavaSparkContext context, RunConfig config, RunOutput folder, PrintWriter out) {
    LossCurve curve = LearningRateFinder.run(context, config);
    LearningRateReport.write(folder, curve);
    TextTable table = new TextTable("learning rate", "loss", "smoothed");
    for (int step = 0; step < curve.points().size(); step += 5) {
      LossCurve.Point point = curve.points().get(step);
      table.row(
          String.format(Locale.ROOT, "%.1e", point.rate()),
          String.format(Locale.ROOT, "%.4f", point.loss()),
          String.format(Locale.ROOT, "%.4f", point.smoothed()));
    }
    table.print(out);
    out.printf(
        Locale.ROOT,
        "suggested learning rate: %.2g, where the smoothed loss falls fastest%n",
        curve.suggestion());
    out.println("output: " + folder);
    out.flush();
  }

  private static String result(Map<String, Object> summary) {
    if (summary.get("train_loss") == null) {
      return "wrote the initialised model: training.epochs is 0";
    }
    String ended =
        summary.get("ended_because") == null
            ? ""
            : String.format(
                Locale.ROOT,
                "%nended after %.0f passes over the training rows: %s",
                summary.get("passes"),
                summary.get("ended_because"));
    return String.format(
        Locale.ROOT,
        "trained %d epochs in %.1f s: training %s%s%s",
        summary.get("epochs"),
        summary.get("seconds"),
        measured(summary, "train_"),
        summary.get("validation_loss") == null
            ? ""
            : ", validation " + measured(summary, "validation_"),
        ended);
  }

  /** {@code accuracy 0.9777 (loss 0.0733)}, or the loss and what else was measured. */
  private static String measured(Map<String, Object> summary, String prefix) {
    if (summary.get(prefix + "accuracy") != null) {
      return String.format(
          Locale.ROOT,
          "accuracy %.4f (loss %.4f)",
          summary.get(prefix + "accuracy"),
          summary.get(prefix + "loss"));
    }
    String r2 =
        summary.get(prefix + "r2") == null
            ? ""
            : String.format(Locale.ROOT, " (R2 %.4f)", summary.get(prefix + "r2"));
    return String.format(Locale.ROOT, "loss %.4f%s", summary.get(prefix + "loss"), r2);
  }
}
