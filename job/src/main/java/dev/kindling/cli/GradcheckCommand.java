package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.data.Dataset;
import dev.kindling.nn.GradientCheck;
import dev.kindling.nn.Network;
import dev.kindling.train.CheckFailedException;
import dev.kindling.train.GradientCheckJob;
import dev.kindling.train.GradientCheckJob.TensorResult;
import dev.kindling.train.RunConfig;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "gradcheck",
    description = "Proves the gradients of a configured network numerically, in double.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  kindling gradcheck --conf conf/digits.yaml"})
final class GradcheckCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--max-parameters",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Compares every parameter of up to N, of more a sample from each tensor (default:"
              + " ${DEFAULT-VALUE}).")
  private int most;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if (most < 1) {
      throw new ParameterException(
          command.commandLine(), "--max-parameters is " + most + " but must be at least 1");
    }
    RunConfig config = options.read();
    spark.run("gradcheck " + options.file(), context -> check(context, config));
    return 0;
  }

  private void check(JavaSparkContext spark, RunConfig config) {
    Dataset data = config.load(spark);
    Network network = config.training().minimising(config.network(), data);
    GradientCheckJob.Result result =
        GradientCheckJob.run(spark, network, data, config.training().seed(), most);
    if (json.isOn()) {
      json.print(result.toMap());
    } else {
      print(command.commandLine().getOut(), result);
    }
    if (!result.holds()) {
      throw new CheckFailedException("the gradient check of " + options.file() + " does not hold");
    }
  }

  private static void print(PrintWriter out, GradientCheckJob.Result result) {
    TextTable table =
        new TextTable(
            "gradient of",
            "shape",
            "checked",
            "kinks",
            "worst error",
            "at",
            "analytic",
            "numeric",
            "");
    for (TensorResult t : result.tensors()) {
      GradientCheck.Comparison worst = t.worst();
      table.row(
          t.tensor(),
          t.shape().toString(),
          String.valueOf(t.checked()),
          String.valueOf(t.kinks()),
          worst == null ? "-" : scientific(worst.error()),
          worst == null ? "-" : t.worstAt().toString(),
          worst == null ? "-" : scientific(worst.analytic()),
          worst == null ? "-" : scientific(worst.numeric()),
          t.failed() == 0 ? "holds" : t.failed() + " FAIL");
    }
    table.print(out);
    out.printf(
        Locale.ROOT,
        "%ncentral differences over %s in double; errors up to %.0e hold%n",
        Wording.counted(result.examples(), "example"),
        GradientCheck.TOLERANCE);
    out.printf(
        Locale.ROOT,
        "Spark's sum over several partitions, one empty, against one machine: %.1e, %s%n",
        result.distributedError(),
        result.distributedError() <= GradientCheckJob.DISTRIBUTED_TOLERANCE ? "holds" : "FAILS");
    out.flush();
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.2e", value);
  }
}
