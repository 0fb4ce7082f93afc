package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.evaluation.Classification;
import dev.kindling.evaluation.Evaluation;
import dev.kindling.evaluation.Regression;
import dev.kindling.model.Model;
import dev.kindling.train.Scoring;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description = "Measures a model on rows with labels.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  kindling evaluate --model runs/a/model --data digits"})
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Mixin private RowsOption rows;

  @Mixin private SparkOptions spark;

  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    spark.run("evaluate " + options.folder(), this::evaluate);
    return 0;
  }

  private void evaluate(JavaSparkContext spark) {
    Model model = options.read(spark.hadoopConfiguration());
    Source source = rows.open(spark, model, Wanted.labelled(model));
    Evaluation evaluation = Scoring.evaluate(spark, model, source);
    PrintWriter out = command.commandLine().getOut();
    if (json.isOn()) {
      json.print(evaluation.toMap(model.classes()));
    } else if (evaluation instanceof Classification classification) {
      print(out, classification, model.classes());
    } else {
      print(out, (Regression) evaluation);
    }
    out.flush();
  }

  private static void print(PrintWriter out, Classification evaluation, List<String> names) {
    out.printf(
        Locale.ROOT,
        "%s: accuracy %s, balanced accuracy %s, mean loss %s",
        Wording.counted(evaluation.examples(), "example"),
        Wording.share(evaluation.accuracy()),
        Wording.share(evaluation.balancedAccuracy()),
        Wording.number(evaluation.meanLoss()));
    evaluation.auc().ifPresent(auc -> out.print(", AUC " + Wording.share(auc)));
    out.println();
    out.println();
    TextTable perClass = new TextTable("class", "precision", "recall", "F1", "examples");
    List<String> header = new ArrayList<>(List.of("true \\ predicted"));
    header.addAll(names);
    TextTable confusion = new TextTable(header);
    for (int k = 0; k < names.size(); k++) {
      row(perClass, names.get(k), evaluation.of(k));
      List<String> row = new ArrayList<>(List.of(names.get(k)));
      for (long count : evaluation.confusion()[k]) {
        row.add(String.valueOf(count));
      }
      confusion.row(row);
    }
    row(perClass, "macro average", evaluation.macroAverage());
    row(perClass, "weighted average", evaluation.weightedAverage());
    perClass.print(out);
    out.println();
    confusion.print(out);
  }

  private static void row(TextTable table, String name, Classification.Scores scores) {
    table.row(
        name,
        Wording.share(scores.precision()),
        Wording.share(scores.recall()),
        Wording.share(scores.f1()),
        String.valueOf(scores.support()));
  }

  private static void print(PrintWriter out, Regression evaluation) {
    out.print(Wording.counted(evaluation.examples(), "example") + ": ");
    evaluation.r2().ifPresent(r2 -> out.print("R2 " + Wording.share(r2) + ", "));
    out.printf(
        "RMSE %s, MAE %s, mean loss %s%n",
        Wording.number(evaluation.rmse()),
        Wording.number(evaluation.mae()),
        Wording.number(evaluation.meanLoss()));
  }
}
