package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Wording;
import dev.kindling.data.describe.ColumnChoice;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.FormatOf;
import dev.kindling.data.describe.LabelAdvice;
import dev.kindling.data.describe.StartingConfig;
import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.rows.Names;
import dev.kindling.model.OutputFile;
import dev.kindling.session.SparkSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "describe",
    description = "Shows what the columns of a table hold, and writes a configuration for it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling describe --data customers",
      "  kindling describe --data rows.csv --label price --output rows.yaml",
      "  kindling describe --data rows.parquet --label price --output rows.yaml",
      "  kindling describe --data 'SELECT * FROM parquet.`in` WHERE x > 0'"
    })
final class DescribeCommand implements Callable<Integer> {
  /** An option of this type is completed, which one of booleans is not. */
  enum Header {
    TRUE,
    FALSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes a format in upper or lower case; idx is refused later, with what to do instead. */
  static final class TableFormat implements ITypeConverter<DataFormats> {
    @Override
    public DataFormats convert(String name) {
      return Arrays.stream(DataFormats.values())
          .filter(format -> format.name().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      name + " is none of [" + String.join(", ", new Candidates.Tables()) + "]"));
    }
  }

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "The rows: a bundled name, file, folder or glob; a query or a table that Spark SQL knows.")
  private String data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Candidates.Tables.class,
      converter = TableFormat.class,
      description =
          "csv, libsvm, parquet or sql (default: sql of what begins with SELECT or WITH; otherwise"
              + " what the first file seems to be).")
  private DataFormats format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "What is to be predicted: a name or an index (default: the last column).")
  private String label;

  @Option(
      names = "--header",
      paramLabel = "BOOLEAN",
      description =
          "Whether the first line of CSV names the columns (default: if no cell of it is a number,"
              + " or one is text where the lines after it have numbers).")
  private Header header;

  @Option(
      names = "--output",
      paramLabel = "FILE.yaml",
      description = "Writes a configuration to start with.")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces the file that is there.")
  private boolean overwrite;

  @Mixin private JsonOption json;

  @Mixin private SparkOptions spark;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if (overwrite && output == null) {
      throw new ParameterException(command.commandLine(), "--overwrite needs --output");
    }
    if (format == DataFormats.IDX) {
      throw new ParameterException(
          command.commandLine(),
          "--format is idx but images have no columns; init --kind images writes a configuration");
    }
    if (output != null) {
      OutputFile.check(SparkSettings.hadoop(), output, "--output", overwrite);
    }
    spark.run("describe " + data, this::describe);
    return 0;
  }

  private void describe(JavaSparkContext spark) throws Exception {
    TableProfile table = profile(spark);
    ColumnProfile predicted = label(table, label);
    PrintWriter out = json.people();
    TableDescription description = new TableDescription(table, predicted);
    if (!json.isOn()) {
      description.print(out);
    }
    if (table.layout() instanceof Csv && table.columns().size() == 1) {
      out.println(
          "only one column: the first line has none of , ; tab |; a configuration can name another"
              + " separator (data.delimiter)");
    }
    ColumnChoice choice = ColumnChoice.of(table, predicted);
    if (!choice.leftOut().isEmpty()) {
      out.println("not learned from: " + choice.leftOutShown());
    }
    out.println(
        "label: " + Names.printable(predicted.name()) + (label == null ? whyLabel(table) : ""));
    if (LabelAdvice.remark(predicted) != null) {
      out.println(LabelAdvice.remark(predicted));
    }
    if (output == null) {
      out.println("--output FILE.yaml writes a configuration to start with");
    } else {
      String text = StartingConfig.of(table, predicted, why(table, predicted));
      OutputFile.write(
          spark.hadoopConfiguration(),
          output,
          "--output",
          overwrite,
          to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
      out.printf(
          "configuration: %s; %strain it: %s%n",
          output,
          choice.isUndecided()
              ? "decide about bad_rows in it, which would lose " + choice.loss() + "; then "
              : "",
          Typed.training(output, spark.hadoopConfiguration()));
    }
    out.flush();
    if (json.isOn()) {
      Map<String, Object> result = description.toMap();
      result.put("output", output == null ? null : output.toString());
      json.print(result);
    }
  }

  /** Why a column is the label though nobody has named it. */
  private static String whyLabel(TableProfile table) {
    String among = table.layout().nested().isEmpty() ? "" : " with one value in a row";
    if (table.columns().size() > 1) {
      return " (the last column" + among + "; --label names another)";
    }
    return among.isEmpty() ? "" : " (the only column" + among + ")";
  }

  private TableProfile profile(JavaSparkContext spark) {
    DataFormats found = format == null ? FormatOf.guess(spark, data) : format;
    if (header != null && found != DataFormats.CSV) {
      throw new ConfigException(
          "--header must be left out: only CSV has one, and this is " + found);
    }
    return switch (found) {
      case PARQUET -> TableProfile.parquet(spark, data);
      case SQL -> TableProfile.sql(spark, data);
      case LIBSVM -> TableProfile.libsvm(spark, data);
      default -> TableProfile.csv(spark, data, header == null ? null : header == Header.TRUE);
    };
  }

  private String why(TableProfile table, ColumnProfile predicted) {
    String column =
        table.isAmbiguous(predicted.name())
            ? String.valueOf(table.index(predicted))
            : predicted.name();
    return "Written by: scripts/kindling describe --data %s%s --label %s%s --output %s"
        .formatted(
            Typed.argument(data),
            format == null ? "" : " --format " + format,
            Typed.argument(label == null ? column : label),
            header == null ? "" : " --header " + header,
            Typed.argument(output.toString()));
  }

  /**
   * The column that is to be predicted.
   *
   * @param label a name or an index; null for the last column
   */
  static ColumnProfile label(TableProfile table, String label) {
    List<ColumnProfile> columns = table.columns();
    if (label == null) {
      return columns.get(columns.size() - 1);
    }
    List<ColumnProfile> named = columns.stream().filter(c -> c.name().equals(label)).toList();
    if (named.size() > 1) {
      throw new ConfigException(
          "--label is %s, which %d columns of %s are called; their indices are %s"
              .formatted(
                  label,
                  named.size(),
                  table.name(),
                  String.join(
                      ", ", named.stream().map(c -> String.valueOf(table.index(c))).toList())));
    }
    if (!named.isEmpty()) {
      return named.get(0);
    }
    if (label.matches("\\d{1,9}") && Integer.parseInt(label) < columns.size()) {
      return columns.get(Integer.parseInt(label));
    }
    List<String> names = columns.stream().map(ColumnProfile::name).toList();
    String type = table.layout().nested().get(label);
    throw new ConfigException(
        "--label is %s%s but must be one of the columns %s%s"
            .formatted(
                label,
                type == null ? "" : " (" + Names.printable(type) + ", not one value in a row)",
                String.join(", ", names),
                Wording.nearest(label, names)
                    .or(() -> beginning(label, names))
                    .map(Wording::didYouMean)
                    .orElse("")));
  }

  /** The first of the names that begin as it does. */
  private static Optional<String> beginning(String label, List<String> names) {
    String lower = label.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> !label.isEmpty() && name.toLowerCase(Locale.ROOT).startsWith(lower))
        .findFirst();
  }
}
