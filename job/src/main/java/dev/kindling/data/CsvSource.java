package dev.kindling.data;

import dev.kindling.data.CsvParsing.BadLineException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A CSV input that has been surveyed: every line was read once, and each is a label and numbers, or
 * {@link #open} has refused the input. One row is one line; blank lines are passed over.
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
        (partition, parts) -> new RowIterator(parts.next(), csv, layout, rows, firstRow[partition]),
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

  private static Survey survey(Lines part, CsvFormat format, CsvColumns columns, Wanted wanted) {
    CsvParsing parsing = new CsvParsing(format, columns, wanted);
    TreeMap<String, Survey.Label> labels = new TreeMap<>();
    long line = 0;
    long rows = 0;
    boolean headerAhead = format.header() && part.startsFile();
    try {
      for (; part.lines().hasNext(); line++) {
        String text = part.lines().next();
        if (text.isBlank()) {
          continue;
        }
        String[] fields = parsing.split(text);
        if (headerAhead) {
          headerAhead = false;
          columns.checkHeader(fields);
          continue;
        }
        parsing.features(fields);
        parsing.weight(fields);
        String label = parsing.label(fields);
        if (wanted.label() == Wanted.Label.NUMBER) {
          parsing.checkNumber(label);
        } else if (label != null) {
          labels.merge(label, new Survey.Label(1, part.file(), line), Survey.Label::plus);
        }
        rows++;
        if (labels.size() > MOST_LABELS) {
          throw new BadLineException(
              "has the " + labels.size() + "th different label; is data.label the right column?");
        }
      }
      return new Survey(part.file(), line, rows, labels, null);
    } catch (BadLineException e) {
      return new Survey(part.file(), line, rows, labels, new Survey.Problem(line, e.getMessage()));
    } catch (UncheckedIOException e) {
      return new Survey(
          part.file(),
          line,
          rows,
          labels,
          new Survey.Problem(line, InputFiles.unreadable(e.getCause())));
    }
  }

  /** The rows of one input partition, parsed as they are taken. */
  private static final class RowIterator implements Iterator<RawRow> {
    private final Iterator<String> lines;
    private final CsvParsing parsing;
    private final String file;
    private long number;
    private boolean headerAhead;
    private String next;

    RowIterator(Lines part, CsvFormat format, CsvColumns columns, Wanted wanted, long firstRow) {
      lines = part.lines();
      parsing = new CsvParsing(format, columns, wanted);
      file = part.file();
      number = firstRow;
      headerAhead = format.header() && part.startsFile();
    }

    @Override
    public boolean hasNext() {
      while (next == null && lines.hasNext()) {
        String line = lines.next();
        if (line.isBlank()) {
          continue;
        }
        if (headerAhead) {
          headerAhead = false;
        } else {
          next = line;
        }
      }
      return next != null;
    }

    @Override
    public RawRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        String[] fields = parsing.split(next);
        next = null;
        return new RawRow(
            number++, parsing.label(fields), parsing.weight(fields), parsing.features(fields));
      } catch (BadLineException e) {
        throw new DataException(file + " changed while it was read: a line now " + e.getMessage());
      }
    }
  }
}
