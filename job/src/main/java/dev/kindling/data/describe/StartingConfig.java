package dev.kindling.data.describe;

import dev.kindling.config.Wording;
import dev.kindling.config.Yaml;
import dev.kindling.data.Moments;
import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableLayout.Spark;
import dev.kindling.data.describe.TableLayout.Sparse;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
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
  private static final double RARE = 0.1; // of an equal share of the rows
  private static final double SPARSE = 0.5; // or less of the values are not 0
  private static final double SMALL = 10; // a value that needs no scaling
  private static final int COMMENT = 56; // the column that comments begin in

  private final TableProfile table;
  private final ColumnProfile label;
  private final ColumnChoice choice;
  private final StringBuilder text = new StringBuilder();

  private StartingConfig(TableProfile table, ColumnProfile label) {
    this.table = table;
    this.label = label;
    this.choice = ColumnChoice.of(table, label);
  }

  /**
   * Writes it.
   *
   * @param why the first line, a comment
   * @throws DataException if nothing is to be learned: a label of one value, of fewer than two rows
   *     a class on average or more classes than a network should have, or no other column
   */
  public static String of(TableProfile table, ColumnProfile label, String why) {
    LabelAdvice.check(table, label);
    if (table.layout() instanceof Spark && table.isAmbiguous(label.name())) {
      throw new DataException(
          "%s has two columns %s: which one is the label? (AS names one otherwise)"
              .formatted(table.name(), Names.printable(label.name())));
    }
    StartingConfig config = new StartingConfig(table, label);
    config.checkColumns();
    config.text.append("# ").append(why.replaceAll("\\R", "\n# ")).append('\n');
    config.data();
    config.network(LabelAdvice.isClass(label) ? label.classes().size() : 1);
    config.training();
    return config.text.toString();
  }

  private void checkColumns() {
    if (choice.used().isEmpty() && !(table.layout() instanceof Sparse)) {
      throw new DataException(
          "%s has no column to learn from beside the label %s (--label)%s"
              .formatted(
                  table.name(),
                  Names.printable(label.name()),
                  choice.leftOut().isEmpty() ? "" : "; left out: " + choice.leftOutShown()));
    }
  }

  private void line(String yaml, String comment) {
    text.append(yaml);
    if (comment != null) {
      text.append(" ".repeat(Math.max(1, COMMENT - yaml.length())))
          .append("# ")
          .append(Names.oneLine(comment));
    }
    text.append('\n');
  }

  private void data() {
    line("data:", null);
    line("  train: " + Yaml.inline(table.name()), null);
    if (table.layout() instanceof Csv csv) {
      csv(csv);
    } else if (table.layout() instanceof Sparse sparse) {
      sparse(sparse);
    } else {
      line("  format: " + table.layout().format(), null);
      line("  label: " + Yaml.inline(label.name()), labels());
    }
    badRows();
    validation();
    if (!(table.layout() instanceof Sparse)) {
      columns();
    }
  }

  private void validation() {
    if (!holdsOut()) {
      line("  # validation: 0.2", "no row can be spared for it");
      return;
    }
    line("  validation: 0.2", null);
    if (LabelAdvice.isClass(label)) {
      line("  stratify: true", LabelAdvice.single(label));
    }
  }

  /** Whether there is a row to hold out, whichever rows are bad. */
  private boolean holdsOut() {
    long spare =
        LabelAdvice.isClass(label)
            ? label.classes().values().stream().mapToLong(count -> count - 1).sum()
            : label.present() - 1;
    return spare > lostWithALabel();
  }

  /** How many of the rows that are lost are counted among those with a label, at most. */
  private long lostWithALabel() {
    return choice.lost() - label.missing() - table.misshapen().count();
  }

  private void csv(Csv layout) {
    boolean byIndex =
        !layout.header() || label.name().matches("\\d{1,9}") || table.isAmbiguous(label.name());
    String name = byIndex ? String.valueOf(table.index(label)) : Yaml.inline(label.name());
    line("  label: " + name, labels());
    if (byIndex && layout.header()) {
      line("  header: true", null);
    }
    if (layout.delimiter() != ',') {
      line("  delimiter: " + Yaml.inline(String.valueOf(layout.delimiter())), null);
    }
  }

  private void sparse(Sparse sparse) {
    line("  format: libsvm", "the label comes first: " + labels());
    if (sparse.density(table.rows()) > SPARSE) {
      return;
    }
    Moments values = sparse.values();
    if (values.min() >= 0 && values.max() > SMALL) {
      line("  features: minmax", "from 0 to 1, where 0, as most values are, stays 0");
    } else {
      line("  features: none", "most values are 0, which standardize would make another number");
    }
  }

  private String labels() {
    return LabelAdvice.isClass(label) ? shares() : "a number to predict";
  }

  private void columns() {
    line("  columns:", "what becomes of each, in the order of their inputs");
    for (ColumnProfile column : choice.used()) {
      line(
          "    %s: %s".formatted(Yaml.inline(column.name()), column.preparation()), remark(column));
    }
    for (ColumnChoice.LeftOut column : choice.leftOut()) {
      line("    # " + Yaml.inline(column.column()) + ":", "left out: " + column.why());
    }
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
              Locale.ROOT,
              "%s %.1f%%",
              Names.printable(each.getKey()),
              100.0 * each.getValue() / label.present()));
    }
    return String.join(", ", shares);
  }

  private static String remark(ColumnProfile column) {
    List<String> remarks = new ArrayList<>();
    if (column.missing() > 0) {
      double share = 100.0 * column.missing() / (column.missing() + column.present());
      remarks.add(
          String.format(
              Locale.ROOT,
              column.isConstant() ? "%.1f%% have no value, the others one" : "%.1f%% have no value",
              share));
    }
    if (column.isNumbersAsText()) {
      boolean taken = column.preparation().kind().isNumber();
      remarks.add(
          taken
              ? "numbers as text, taken as numbers; codes want hashed"
              : "numbers as text: standardize takes them, too");
    }
    if (column.hasCommas()) {
      remarks.add(ColumnProfile.COMMAS);
    }
    return remarks.isEmpty() ? null : String.join("; ", remarks);
  }

  /** A few bad rows are left out; whether more of them are, the user decides. */
  private void badRows() {
    if (choice.lost() == 0) {
      return;
    }
    boolean asks = choice.isUndecided();
    String most = String.format(Locale.ROOT, "  max_bad_rows: %.2f", choice.share());
    if (asks) {
      line("  # would lose " + choice.loss() + ";", null);
      line("  # mend them, or take the # from the next two lines:", null);
    }
    line(asks ? "  # bad_rows: skip" : "  bad_rows: skip", asks ? null : "loses " + choice.loss());
    line(asks ? most.replace("  max", "  # max") : most, null);
  }

  private void network(int outputs) {
    if (table.layout() instanceof Sparse sparse) {
      line("network:", null);
      line("  input: " + sparse.features(), "the highest index");
    } else {
      int inputs = Column.inputs(choice.used().stream().map(ColumnProfile::preparation).toList());
      line("network:", "of the " + Wording.counted(inputs, "input") + " that the columns make");
    }
    line("  layers:", null);
    line("    - dense: {units: 64, activation: relu}", null);
    line(
        "    - dense: {units: " + outputs + "}",
        LabelAdvice.isClass(label) ? classes() : "the number, standardized");
    if (!LabelAdvice.isClass(label)) {
      line("    - denormalize", "as the labels are");
    }
  }

  private String classes() {
    long bad = lostWithALabel(); // whatever their class
    List<String> rare =
        label.classes().entrySet().stream()
            .filter(each -> each.getValue() <= bad)
            .map(Map.Entry::getKey)
            .toList();
    return "one for each class"
        + (rare.isEmpty()
            ? ""
            : "; if skipping bad rows removes all rows of a class, count one unit fewer; at risk: "
                + Names.shorten(rare));
  }

  private void training() {
    line("training:", null);
    if (!LabelAdvice.isClass(label)) {
      line("  loss: mean_squared_error", null);
    } else {
      if (label.isNumber() && label.classes().size() > 2) {
        line(
            "  # loss: mean_squared_error",
            "the number instead of classes: last layers dense: {units: 1} and denormalize, no stratify, no class_weights");
      }
      if (rarest() < RARE * label.present() / label.classes().size()) {
        line("  class_weights: balanced", "since some classes are rare");
      }
    }
    line("  optimizer: {adam: {learning_rate: 0.003}}", null);
    if (holdsOut()) {
      line("  early_stopping: {patience: 5}", null);
    }
    line("  batch_size: 32", null);
    line("  epochs: 50", null);
  }

  private long rarest() {
    return label.classes().values().stream().mapToLong(count -> count).min().orElseThrow();
  }
}
