package dev.kindling.train;

import dev.kindling.config.Secrets;
import dev.kindling.config.Wording;
import dev.kindling.config.Yaml;
import dev.kindling.evaluation.EvaluationSum;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn;
import dev.kindling.features.FittedColumn.Numeric;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.FilterPicture;
import dev.kindling.model.Model;
import dev.kindling.nn.Layer;
import dev.kindling.report.Pictures;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code report.html} shows of a run that has ended, as plain values.
 *
 * @param output the folder of the run
 * @param model that was trained, be it published or not; null of a run that diverged
 */
record RunReport(RunSummary run, String output, Model model) {
  private static final int WORST = 24; // examples
  private static final int CATEGORIES = 20; // that are shown of a column
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'");

  /**
   * Gathers it; evaluates the model once more where there is one and a validation split.
   *
   * @param summary as in {@code summary.json}
   */
  Map<String, Object> gather(Map<String, Object> summary, List<EpochMetrics> epochs) {
    RunConfig config = run.config();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("title", Secrets.masked(config.data().train()));
    report.put("output", Secrets.masked(output));
    report.put("finished", MINUTE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    report.put("summary", Secrets.masked(summary));
    report.put("epochs", epochs.stream().map(EpochMetrics::toMap).toList());
    if (model != null) {
      putModel(report);
    }
    report.put("profile", ProfileRows.of(run.data()));
    if (run.data().preparation() instanceof ColumnPreparation table) {
      report.put("columns", table.columns().stream().map(RunReport::show).toList());
    }
    report.put("network", config.network().layers().stream().map(RunReport::show).toList());
    if (!classNames().isEmpty()) {
      report.put("training_classes", classes());
    }
    report.put("configuration", Yaml.write(Secrets.masked(config.source())));
    report.put("environment", RunSummary.environment(run.spark(), run.blas()));
    return report;
  }

  private void putModel(Map<String, Object> report) {
    if (run.data().validationRows() > 0) {
      EvaluationSum sum = validate();
      report.put("evaluation", sum.evaluation().toMap(classNames()));
      WorstRows rows = new WorstRows(run.data(), model.network().inputShape());
      report.put("wrong", sum.worst().wrong().stream().map(rows::show).toList());
      report.put("wrong_names", rows.names());
      report.put("features", run.data().preparation().features());
    }
    if (FilterPicture.canDraw(model)) {
      report.put("filters", Pictures.uri(FilterPicture.draw(model)));
    }
  }

  private List<String> classNames() {
    return run.data().classes().names();
  }

  private EvaluationSum validate() {
    Matrix parameters = model.parameters();
    run.spark().setJobDescription("report");
    try (Evaluator evaluator =
        new Evaluator(run.spark(), run.data(), model.network(), parameters.precision())) {
      return evaluator.evaluate(parameters, WORST);
    }
  }

  private static Map<String, Object> show(FittedColumn fitted) {
    Column column = fitted.column();
    return Map.of(
        "column", column.name(),
        "preparation", column.toString(),
        "inputs", column.inputs(),
        "fitted", fitted instanceof Numeric number ? formula(number) : categories(fitted));
  }

  /** What becomes of a number, such as {@code (x - 3.0794) / 1.9389, missing: 3.11}. */
  static String formula(Numeric number) {
    String x = number.column().kind() == Kind.LOG ? "log(1 + x)" : "x";
    String scaled =
        number.column().kind() == Kind.NONE
            ? x
            : "(%s - %s) / %s"
                .formatted(x, Wording.digits(number.shift()), Wording.digits(1 / number.scale()));
    return number.column().missing() == Missing.FAIL
        ? scaled
        : "%s; without a value %s is %s".formatted(scaled, x, Wording.digits(number.fill()));
  }

  private static String categories(FittedColumn fitted) {
    List<String> all = fitted.categories();
    String shown = String.join(", ", all.subList(0, Math.min(CATEGORIES, all.size())));
    return all.size() <= CATEGORIES ? shown : shown + ", ... (" + all.size() + ")";
  }

  private static Map<String, Object> show(Layer layer) {
    return Map.of(
        "kind", layer.kind(),
        "options", new TreeMap<>(layer.options()),
        "output", layer.outputShape().toString(),
        "parameters", layer.parameters().stream().mapToInt(p -> p.shape().size()).sum());
  }

  private List<Map<String, Object>> classes() {
    long[] counts = run.data().trainingClassCounts();
    List<Map<String, Object>> classes = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      classes.add(Map.of("class", classNames().get(k), "examples", counts[k]));
    }
    return classes;
  }
}
