package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.config.Wording;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.CheckFailedException;
import dev.kindling.train.DryRun;
import dev.kindling.train.LearningRateFinder;
import dev.kindling.train.LearningRateReport;
import dev.kindling.train.LossCurve;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.TrainingJob;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
      names = "--min-validation-r2",
      paramLabel = "X",
      description =
          "The same for networks that predict numbers: if the R2 of the validation rows is below this"
              + " (overrides training.min_validation_r2).")
  private Double minValidationR2;

  @Option(
      names = "--dry-run",
      description =
          "Checks configuration, output, data and memory, measures how fast each executor multiplies, and"
              + " prints the plan; trains nothing and leaves nothing behind. Exit code 2 if something would not"
              + " work.")
  private boolean dryRun;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    RunConfig config = config();
    if (findLearningRate) {
      LearningRateFinder.check(config);
    }
    if (output != null) {
      RunOutput.checkApart(SparkSettings.hadoop(), output, config.data());
    }
    if (dryRun) {
      return dryRun(config);
    }
    try (RunOutput folder =
        RunOutput.create(
            SparkSettings.hadoop(), output == null ? options.newFolder("") : output, existing())) {
      if (findLearningRate) {
        spark.run(
            "find-learning-rate " + options.file(),
            context -> findLearningRate(context, config, folder));
        return 0;
      }
      Map<String, Object> finished = resume ? folder.finished(config) : null;
      if (finished == null) {
        spark.run("train " + options.file(), context -> train(context, config, folder));
      } else {
        spark.run(
            "data of " + options.file(),
            context -> folder.checkData(finished, TrainingJob.fingerprint(context, config)));
        print(finished, folder, " (was done already)");
      }
    }
    return 0;
  }

  private int dryRun(RunConfig config) throws Exception {
    RunOutput.Existing existing = existing();
    if (output != null) {
      RunOutput.create(SparkSettings.hadoop(), output, existing).close();
    }
    List<String> problems = new ArrayList<>();
    spark.run(
        "dry run of " + options.file(),
        context -> {
          DryRun run = DryRun.of(context, config);
          if (json.isOn()) {
            json.print(run.toMap());
          } else {
            print(run);
          }
          problems.addAll(run.problems());
        });
    return problems.isEmpty() ? 0 : CommandLine.ExitCode.USAGE;
  }

  private void print(DryRun run) {
    PrintWriter out = json.people();
    run.plan().forEach(out::println);
    run.notes().forEach(note -> out.println("note: " + note));
    run.problems().forEach(problem -> out.println("problem: " + problem));
    out.println(run.problems().isEmpty() ? "ready to train" : "this would not work");
    out.flush();
  }

  private RunConfig config() {
    Section root = options.section();
    root =
        gated(root, "--min-validation-accuracy", "min_validation_accuracy", minValidationAccuracy);
    root = gated(root, "--min-validation-r2", "min_validation_r2", minValidationR2);
    return RunConfig.read(root);
  }

  private static Section gated(Section root, String option, String key, Double least) {
    return least == null ? root : root.with(option + " " + least, "training." + key, least);
  }

  private RunOutput.Existing existing() {
    if (resume && findLearningRate) {
      throw new ParameterException(
          command.commandLine(), "--resume and --find-learning-rate exclude each other");
    }
    return ExistingOutput.of(command.commandLine(), resume, overwrite, output != null, "run");
  }

  private void train(JavaSparkContext spark, RunConfig config, RunOutput folder) {
    PrintWriter out = json.people();
    try (TrainingProgress progress = new TrainingProgress(out, config.training().epochs())) {
      Map<String, Object> summary =
          new TrainingJob(spark, config, folder)
              .run(
                  resume,
                  start -> {
                    start.warnings().forEach(command.commandLine().getErr()::println);
                    out.printf(
                        Locale.ROOT,
                        "%s: %,d training and %,d validation examples in %s, %,d parameters%n",
                        config.data().train(),
                        start.trainingRows(),
                        start.validationRows(),
                        Wording.counted(config.training().partitions(), "partition"),
                        config.network().parameterCount());
                    out.printf("BLAS: %s%n", start.blas());
                    if (start.resumedFrom() != null) {
                      out.printf("resumed in %s%n", start.resumedFrom());
                    }
                    out.flush();
                  },
                  progress);
      progress.close();
      print(summary, folder, "");
    } catch (CheckFailedException e) {
      if (json.isOn() && e.summary() != null) {
        json.print(with(e.summary(), folder));
      }
      throw e;
    }
  }

  private void print(Map<String, Object> summary, RunOutput folder, String remark) {
    if (json.isOn()) {
      json.print(with(summary, folder));
      return;
    }
    PrintWriter out = json.people();
    out.println(TrainingSummary.line(summary));
    if (summary.get("time") != null && remark.isEmpty()) {
      out.println("time: " + summary.get("time"));
    }
    out.println("output: " + folder + remark);
    out.flush();
  }

  private static Map<String, Object> with(Map<String, Object> result, RunOutput folder) {
    Map<String, Object> map = new LinkedHashMap<>(result);
    map.put("output", folder.toString());
    return map;
  }

  private void findLearningRate(JavaSparkContext context, RunConfig config, RunOutput folder) {
    LossCurve curve = LearningRateFinder.run(context, config);
    LearningRateReport.write(folder, curve);
    if (json.isOn()) {
      json.print(with(LearningRateReport.toMap(curve), folder));
      return;
    }
    PrintWriter out = json.people();
    TextTable table = new TextTable("learning rate", "loss", "smoothed");
    for (int step = 0; step < curve.points().size(); step += 5) {
      LossCurve.Point point = curve.points().get(step);
      table.row(
          String.format(Locale.ROOT, "%.1e", point.rate()),
          Wording.number(point.loss()),
          Wording.number(point.smoothed()));
    }
    table.print(out);
    out.printf(
        Locale.ROOT,
        "suggested learning rate: %.2g, where the smoothed loss falls fastest%n",
        curve.suggestion());
    out.println("output: " + folder);
    out.flush();
  }
}
