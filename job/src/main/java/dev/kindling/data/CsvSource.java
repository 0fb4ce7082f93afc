package dev.kindling.data;

import dev.kindling.data.RejectedRow.Reason;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A CSV input that has been surveyed: every line was read once, and each is a label and numbers, or
 * a bad row, of which there are no more than is wanted, or {@link #open} has refused the input. One
 * row is one line; blank lines are passed over.
 */
public final class CsvSource implements Source {
  private static final int MOST_LABELS = 10_000;

  private final String name;
  private final CsvFormat format;
  private final Wanted wanted;
  private final JavaRDD<Lines> lines;
  private final CsvColumns columns;
  private final List<Survey> surveys;

  private CsvSource(
      String name,
      CsvFormat format,
      Wanted wanted,
      JavaRDD<Lines> lines,
      CsvColumns columns,
      List<Survey> surveys) {
    this.name = name;
    this.format = format;
    this.wanted = wanted;
    this.lines = lines;
    this.columns = columns;
    this.surveys = surveys;
  }

  /**
   * Finds and surveys an input.
   *
   * @param name a bundled data set, or a path, folder or glob on any file system of Hadoop's
   * @param wanted of the rows; where any label will do, an input with as many columns as features
   *     is one without labels
   * @param seed of bundled data sets that are drawn
   * @throws DataException naming file, line and column of the first thing that is wrong
   */
  public static CsvSource open(
      JavaSparkContext spark, String name, CsvFormat format, Wanted wanted, long seed) {
    int features = wanted.input().size();
    JavaRDD<Lines> lines =
        BundledData.has(name)
            ? BundledData.lines(spark, name, seed)
            : InputFiles.lines(spark, name);
    FirstLine first =
        lines.flatMap(CsvSource::firstLine).take(1).stream()
            .findFirst()
            .orElseThrow(() -> new DataException(name + " is empty: there are no rows to read"));
    if (first.problem != null) {
      throw new DataException(first.problem);
    }
    CsvColumns columns = CsvColumns.of(name, first.text, format, wanted);
    if (columns.features() != features) {
      throw new DataException(
          name
              + " has "
              + columns.features()
              + " feature columns beside the label"
              + (columns.weight() < 0 ? "" : " and the weight")
              + " but "
              + features
              + " are expected (network.input)");
    }
    List<Survey> surveys = lines.map(part -> survey(part, format, columns, wanted)).collect();
    for (int p = 0; p < surveys.size(); p++) {
      Survey survey = surveys.get(p);
      if (survey.problem() != null) {
        long line = Survey.linesBefore(surveys, p) + survey.problem().line() + 1;
        throw new DataException(survey.file() + " line " + line + " " + survey.problem().what());
      }
    }
    CsvSource source = new CsvSource(name, format, wanted, lines, columns, surveys);
    wanted.badRows().check(source.rejected());
    if (source.rowCount() == 0) {
      throw new DataException(name + " has a header but no rows");
    }
    return source;
  }

  @Override
  public long rowCount() {
    return surveys.stream().mapToLong(Survey::rows).sum();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FeatureLayout layout() {
    return FeatureLayout.columns(wanted.input());
  }

  public boolean hasLabels() {
    return columns.label() >= 0;
  }

  @Override
  public Map<String, LabelCount> labels() {
    return Survey.labels(surveys);
  }

  @Override
  public JavaRDD<RawRow> rows() {
    long[] firstRow = new long[surveys.size() + 1];
    for (int p = 0; p < surveys.size(); p++) {
      firstRow[p + 1] = firstRow[p] + surveys.get(p).rows();
    }
    CsvFormat csv = format;
    CsvColumns layout = columns;
    Wanted rows = wanted;
    return lines.mapPartitionsWithIndex(
        (partition, parts) -> {
          Lines part = parts.next();
          return new CsvExamples(
              new CsvReader(part, csv, layout, rows, firstRow[partition]),
              part.file(),
              firstRow[partition + 1] - firstRow[partition]);
        },
        true);
  }

  @Override
  public RejectedRows rejected() {
    return new RejectedRows(name, rowCount(), Survey.rejected(surveys), rejectedRows());
  }

  private JavaRDD<RejectedRow> rejectedRows() {
    boolean[] hasAny = new boolean[surveys.size()];
    long[] linesBefore = new long[surveys.size()];
    for (int p = 0; p < surveys.size(); p++) {
      hasAny[p] = !surveys.get(p).rejected().isEmpty();
      linesBefore[p] = hasAny[p] ? Survey.linesBefore(surveys, p) : 0;
    }
    CsvFormat csv = format;
    CsvColumns layout = columns;
    Wanted rows = wanted;
    return lines.mapPartitionsWithIndex(
        (partition, parts) -> {
          if (!hasAny[partition]) {
            return Collections.emptyIterator();
          }
          Lines part = parts.next();
          CsvReader reader = new CsvReader(part, csv, layout, rows, 0);
          return Iterators.stream(reader)
              .filter(row -> row.example() == null)
              .map(
                  row ->
                      row.problem()
                          .at(part.file(), linesBefore[partition] + row.line() + 1, row.text()))
              .iterator();
        },
        true);
  }

  /** The first line of a partition that is not blank, or why there is none to be had. */
  private record FirstLine(String text, String problem) implements Serializable {}

  private static Iterator<FirstLine> firstLine(Lines part) {
    try {
      while (part.lines().hasNext()) {
        String line = part.lines().next();
        if (!line.isBlank()) {
          return List.of(new FirstLine(line, null)).iterator();
        }
      }
      return List.<FirstLine>of().iterator();
    } catch (UncheckedIOException e) {
      return List.of(new FirstLine(null, part.file() + " " + InputFiles.unreadable(e.getCause())))
          .iterator();
    }
  }

  private static Survey.Problem tooManyLabels(CsvReader rows) {
    return new Survey.Problem(
        rows.lineCount() - 1,
        "has the " + (MOST_LABELS + 1) + "th different label; is data.label the right column?");
  }

  private static Survey survey(Lines part, CsvFormat format, CsvColumns columns, Wanted wanted) {
    CsvReader rows = new CsvReader(part, format, columns, wanted, 0);
    TreeMap<String, Survey.Label> labels = new TreeMap<>();
    LinkedHashMap<Reason, Survey.Rejected> rejected = new LinkedHashMap<>();
    long examples = 0;
    Survey.Problem problem;
    try {
      while (rows.hasNext() && labels.size() <= MOST_LABELS) {
        CsvRow row = rows.next();
        if (row.example() == null) {
          rejected.merge(
              row.problem().reason(),
              new Survey.Rejected(1, row.line(), row.problem().getMessage()),
              Survey.Rejected::plus);
          continue;
        }
        examples++;
        if (wanted.label() != Wanted.Label.NUMBER && row.example().label() != null) {
          labels.merge(
              row.example().label(),
              new Survey.Label(1, part.file(), row.line()),
              Survey.Label::plus);
        }
      }
      problem = labels.size() > MOST_LABELS ? tooManyLabels(rows) : rows.headerProblem();
    } catch (UncheckedIOException e) {
      problem = new Survey.Problem(rows.lineCount(), InputFiles.unreadable(e.getCause()));
    }
    return new Survey(part.file(), rows.lineCount(), examples, labels, rejected, problem);
  }
}
