package dev.kindling.cli;

import dev.kindling.config.Section;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.RunOutput;
import dev.kindling.train.TrainingConfig;
import dev.kindling.tune.Search;
import dev.kindling.tune.Trial;
import dev.kindling.tune.TuningConfig;
import dev.kindling.tune.TuningJob;
import dev.kindling.tune.TuningOutput;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "tune",
    description =
        "Searches for hyper-parameters: trains with every combination of values, or with some"
            + " drawn at random, and says which does best on the validation rows.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling tune --conf conf/digits.yaml --folds 5 \\",
      "    --grid training.optimizer.sgd.learning_rate=0.01,0.03 \\",
      "    --grid training.batch_size=32,64",
      "  kindling tune --conf conf/digits.yaml --random 20 \\",
      "    --sample 'training.optimizer.sgd.learning_rate=log(1e-3, 1)' \\",
      "    --sample 'network.layers.0.dense.units=int(16, 128)' \\",
      "    --sample training.schedule=constant,cosine"
    })
final class TuneCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--grid",
      paramLabel = "key=values",
      description = "Tries each of these values, with each of every other key; may be repeated.")
  private final List<String> grid = new ArrayList<>();

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Tries N points drawn at random from --sample.")
  private Integer random;

  @Option(
      names = "--sample",
      paramLabel = "key=distribution",
      description =
          "Where --random draws from: uniform(0, 0.5), log(1e-4, 1e-1), int(16, 256) or a list of"
              + " values; may be repeated.")
  private final List<String> samples = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what --random draws (default: training.seed).")
  private Long seed;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validates on K parts of the training rows, instead of holding out"
              + " data.validation.")
  private Integer folds;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      completionCandidates = Candidates.Metrics.class,
      description =
          "What to choose by: validation_accuracy or validation_loss (default: the accuracy, or the"
              + " loss where a number is predicted).")
  private String metric;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the trials and the best configuration go (default: new, under runs/).")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces the search that is in the output folder.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Goes on with the search in the output folder: trials that are finished are not trained"
              + " again; starts anew where there is none.")
  private boolean resume;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    RunOutput.Existing existing =
        ExistingOutput.of(command.commandLine(), resume, overwrite, output != null, "search");
    Section base = options.section();
    TuningConfig config = TuningConfig.check(base, search(base), metric, folds == null ? 0 : folds);
    Path place = output == null ? options.newFolder("-tune") : output;
    try (TuningOutput folder = TuningOutput.create(SparkSettings.hadoop(), place, existing)) {
      spark.run("tune " + options.file(), context -> tune(context, config, folder));
    }
    return 0;
  }

  private void tune(JavaSparkContext context, TuningConfig config, TuningOutput folder) {
    PrintWriter out = command.commandLine().getOut();
    TrialTable table = new TrialTable(config);
    TuningJob.Result result =
        new TuningJob(context, config, folder)
            .run(
                trial -> {
                  json.people().println(table.line(trial));
                  json.people().flush();
                });
    if (json.isOn()) {
      json.print(toMap(result));
    } else {
      out.println();
      table.print(out, result.trials());
      out.printf(
          "%nbest: trial %d; train it: %s%n",
          result.trials().get(0).number(),
          Typed.training(folder.bestFile(), context.hadoopConfiguration()));
    }
    out.flush();
  }

  private Search search(Section base) {
    if (folds != null && folds < 2) {
      throw illegal("--folds is " + folds + " but must be at least 2");
    }
    if (random == null) {
      if (!samples.isEmpty() || seed != null) {
        throw illegal("--sample and --seed need --random, how many points to draw");
      }
      if (grid.isEmpty()) {
        throw illegal("--grid is missing, or --random and --sample: what to try");
      }
      return Search.grid(grid);
    }
    if (random < 1) {
      throw illegal("--random is " + random + " but must be at least 1");
    }
    if (!grid.isEmpty() || samples.isEmpty()) {
      throw illegal("--random needs --sample, and no --grid: a list in --sample is drawn from");
    }
    return Search.random(
        samples,
        random,
        seed == null ? TrainingConfig.seed(base.sectionOrEmpty("training")) : seed);
  }

  private ParameterException illegal(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }

  private static Map<String, Object> toMap(TuningJob.Result result) {
    Map<String, Object> map = new LinkedHashMap<>(result.summary());
    map.put("trials", result.trials().stream().map(Trial::toMap).toList());
    return map;
  }
}
