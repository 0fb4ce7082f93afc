package dev.kindling.train;

import dev.kindling.config.Yaml;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableLayout.Spark;
import dev.kindling.data.describe.TableLayout.Sparse;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.rows.DataException;
import dev.kindling.features.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A configuration to start with, for a table that nothing but its profile is known of; its comments
 * say why it is what it is.
 */
public final class StartingConfig {
  private static final int MOST_CLASSES = 1_000;
  private static final int FEW = 20; // different whole numbers are classes
  private static final double RARE = 0.1; // of an equal share of the rows
  private static final double FAR = 10; // that labels are from their mean: many small steps
  private static final int COMMENT = 56; // the column that comments begin in

  private final TableProfile table;
  private final ColumnProfile label;
  private final StringBuilder text = new StringBuilder();

  private StartingConfig(TableProfile table, ColumnProfile label) {
    this.table = table;
    this.label = label;
  }

  /** Whether the label is a class and not a number to predict. */
  public static boolean isClass(ColumnProfile label) {
    return !label.isNumber()
        || label.counts() != null
            && (label.counts().size() == 2 || label.whole() && label.counts().size() <= FEW);
  }

  /**
   * Writes it.
   *
   * @param why the first line, a comment
   * @throws DataException if nothing is to be learned: a label of one value or of more classes than
   *     a network should have, or no other column
   */
  public static String of(TableProfile table, ColumnProfile label, String why) {
    int classes = label.counts() == null ? Integer.MAX_VALUE : label.classes().size();
    if (isClass(label) && (classes < 2 || classes > MOST_CLASSES)) {
      throw new DataException(
          "%s has %s different labels in the column %s: which column is to be predicted? (--label)"
              .formatted(
                  table.name(),
                  classes == Integer.MAX_VALUE ? "very many" : String.valueOf(classes),
                  label.name()));
    }
    if (table.layout() instanceof Spark && table.isAmbiguous(label.name())) {
      throw new DataException(
          "%s has two columns %s: which one is the label? (AS names one otherwise)"
              .formatted(table.name(), label.name()));
    }
    StartingConfig config = new StartingConfig(table, label);
    config.text.append("# ").append(why.replaceAll("\\R", "\n# ")).append('\n');
    config.data();
    config.network(isClass(label) ? label.classes().size() : 1);
    config.training();
    return config.text.toString();
  }

  private void line(String yaml, String comment) {
    text.append(yaml);
    if (comment != null) {
      text.append(" ".repeat(Math.max(1, COMMENT - yaml.length()))).append("# ").append(comment);
    }
    text.append('\n');
  }

  private void data() {
    line("data:", null);
    line("  train: " + Yaml.inline(table.name()), null);
    if (table.layout() instanceof Csv csv) {
      csv(csv);
    } else if (table.layout() instanceof Sparse) {
      line("  format: libsvm", labels());
    } else {
      line("  format: " + table.layout().format(), null);
      line("  label: " + Yaml.inline(label.name()), labels());
    }
    badRows();
    line("  validation: 0.2", null);
    if (isClass(label)) {
      line("  stratify: true", null);
    }
    if (!(table.layout() instanceof Sparse)) {
      columns();
    }
  }

  private void csv(Csv layout) {
    boolean byIndex =
        !layout.header() || label.name().matches("\\d{1,9}") || table.isAmbiguous(label.name());
    String name =
        byIndex ? String.valueOf(table.columns().indexOf(label)) : Yaml.inline(label.name());
    line("  label: " + name, labels());
    if (byIndex && layout.header()) {
      line("  header: true", null);
    }
    if (layout.delimiter() != ',') {
      line("  delimiter: " + Yaml.inline(String.valueOf(layout.delimiter())), null);
    }
  }

  private String labels() {
    return isClass(label) ? shares() : "a number to predict";
  }

  private void columns() {
    line("  columns:", "what becomes of each, in the order of their inputs");
    for (ColumnProfile column : used()) {
      line(
          "    %s: %s".formatted(Yaml.inline(column.name()), column.preparation()), remark(column));
    }
    for (ColumnProfile column : table.columns()) {
      if (column != label && table.useless(column) != null) {
        leftOut(column.name(), table.useless(column));
      }
    }
    if (table.layout() instanceof Spark spark) {
      spark.nested().forEach((name, type) -> leftOut(name, type + ", not one value in a row"));
    }
  }

  private void leftOut(String column, String why) {
    line("    # " + Yaml.inline(column) + ":", "left out: " + why);
  }

  private List<ColumnProfile> used() {
    List<ColumnProfile> used =
        table.columns().stream().filter(c -> c != label && table.useless(c) == null).toList();
    if (used.isEmpty() && !(table.layout() instanceof Sparse)) {
      throw new DataException(
          "%s has no column to learn from beside the label %s (--label)"
              .formatted(table.name(), label.name()));
    }
    return used;
  }

  private String shares() {
    List<String> shares = new ArrayList<>();
    for (Map.Entry<String, Long> each : label.classes().entrySet()) {
      if (shares.size() == 10) {
        shares.add("...");
        break;
      }
      shares.add(
          String.format(
              Locale.ROOT, "%s %.1f%%", each.getKey(), 100.0 * each.getValue() / label.present()));
    }
    return String.join(", ", shares).replace('\n', ' ');
  }

  private static String remark(ColumnProfile column) {
    List<String> remarks = new ArrayList<>();
    if (column.missing() > 0) {
      double share = 100.0 * column.missing() / (column.missing() + column.present());
      remarks.add(String.format(Locale.ROOT, "%.1f%% have no value", share));
    }
    if (column.isNumbersAsText()) {
      remarks.add("numbers as text: standardize takes them, too");
    }
    return remarks.isEmpty() ? null : String.join("; ", remarks);
  }

  /** Bad rows are to be left out if there are some, which comments count. */
  private void badRows() {
    long bad = table.misshapen() + label.missing() + (isClass(label) ? 0 : label.mistakes());
    List<String> why = new ArrayList<>();
    if (table.misshapen() > 0) {
      why.add(
          table.misshapen()
              + (table.layout() instanceof Sparse ? " not of the format" : " of another length"));
    }
    if (label.missing() > 0) {
      why.add(label.missing() + " without a label");
    }
    for (ColumnProfile column : used()) {
      bad += column.mistakes();
      if (column.mistakes() > 0) {
        why.add(column.mistakes() + " whose " + column.name() + " is no number");
      }
    }
    if (bad > 0) {
      double share = bad / (double) (table.rows() + table.misshapen());
      line("  bad_rows: skip", String.join(", ", why));
      line(
          String.format(
              Locale.ROOT, "  max_bad_rows: %.2f", Math.min(0.99, Math.ceil(100 * share) / 100)),
          null);
    }
  }

  private void network(int outputs) {
    if (table.layout() instanceof Sparse sparse) {
      line("network:", null);
      line("  input: " + sparse.features(), "the highest index");
    } else {
      int inputs = Column.inputs(used().stream().map(ColumnProfile::preparation).toList());
      line("network:", "of the " + inputs + " inputs that the columns make");
    }
    line("  layers:", null);
    line("    - dense: {units: 64, activation: relu}", null);
    line(
        "    - dense: {units: " + outputs + "}",
        isClass(label) ? "one for each class" : "the number");
  }

  private void training() {
    line("training:", null);
    if (!isClass(label)) {
      line("  loss: mean_squared_error", "of labels as they are: large ones want another unit");
    } else if (rarest() < RARE * label.present() / label.classes().size()) {
      line("  class_weights: balanced", "since some classes are rare");
    }
    boolean far = !isClass(label) && label.deviation() > FAR;
    line("  optimizer: {adam: {learning_rate: %s}}".formatted(far ? 0.03 : 0.003), null);
    line("  early_stopping: {patience: 5}", null);
    line("  batch_size: 32", null);
    line("  epochs: 50", null);
  }

  private long rarest() {
    return label.classes().values().stream().mapToLong(count -> count).min().orElseThrow();
  }
}
