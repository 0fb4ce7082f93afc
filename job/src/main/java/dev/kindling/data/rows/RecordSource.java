package dev.kindling.data.rows;

import dev.kindling.features.RowEncoder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/**
 * An input that has been surveyed: every record was read once, and each is an example or a bad row,
 * of which there are no more than is wanted, or {@link #open} has refused the input.
 *
 * @param <T> what a record is: a line, a row of a table
 */
public final class RecordSource<T> implements Source {
  private final String name;
  private final FeatureLayout layout;
  private final List<String> featureNames;
  private final RowEncoder encoder;
  private final JavaRDD<Records<T>> records;
  private final RowParser.Factory<T> rows;
  private final List<Survey> surveys;

  private RecordSource(
      String name,
      FeatureLayout layout,
      List<String> featureNames,
      RowEncoder encoder,
      JavaRDD<Records<T>> records,
      RowParser.Factory<T> rows,
      List<Survey> surveys) {
    this.name = name;
    this.layout = layout;
    this.featureNames = featureNames;
    this.encoder = encoder;
    this.records = records;
    this.rows = rows;
    this.surveys = surveys;
  }

  /**
   * Surveys an input.
   *
   * @param name what the user calls it
   * @param featureNames what the input names its features; none where nothing does. Of a table
   *     whose columns are declared, and so are found by their names, they do not matter
   * @param records each partition's, which have the same order whenever they are read
   * @throws DataException naming the place of the first thing that is wrong
   */
  public static <T> RecordSource<T> open(
      String name,
      FeatureLayout layout,
      List<String> featureNames,
      JavaRDD<Records<T>> records,
      RowParser.Factory<T> rows,
      Wanted wanted) {
    Wanted.Label label = wanted.label();
    RowEncoder declared = wanted.encoder();
    List<SurveyPiece> found =
        OrderedMerge.of(
            records.map(part -> SurveyPiece.of(part, rows, declared, label)), SurveyPiece::merge);
    List<Survey> surveys = found.isEmpty() ? List.of() : found.get(0).surveys();
    for (int p = 0; p < surveys.size(); p++) {
      Survey survey = surveys.get(p);
      if (survey.problem() != null) {
        throw new DataException(
            survey.place(Survey.before(surveys, p) + survey.problem().place())
                + " "
                + survey.problem().what());
      }
    }
    RowEncoder encoder =
        RowEncoder.isComplete(declared)
            ? declared
            : CategoryCollector.encoder(
                name,
                declared.columns(),
                found.stream().skip(1).map(SurveyPiece::categories).toList());
    RecordSource<T> source =
        new RecordSource<>(
            name,
            layout,
            declared == null ? featureNames : List.of(),
            encoder,
            records,
            rows,
            surveys);
    wanted.badRows().check(source.rejected());
    if (source.rowCount() == 0) {
      throw new DataException(name + " has no rows (a header, a comment or a blank line is none)");
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
    return layout;
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  @Override
  public RowEncoder encoder() {
    return encoder;
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
    RowParser.Factory<T> parsers = rows;
    RowEncoder cells = encoder;
    return records.mapPartitionsWithIndex(
        (partition, parts) -> {
          Records<T> part = parts.next();
          return new CountedRows(
              new RowReader<>(part, parsers.parser(part, cells), firstRow[partition]),
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
    long[] before = new long[surveys.size()];
    for (int p = 0; p < surveys.size(); p++) {
      hasAny[p] = !surveys.get(p).rejected().isEmpty();
      before[p] = hasAny[p] ? Survey.before(surveys, p) : 0;
    }
    RowParser.Factory<T> parsers = rows;
    RowEncoder cells = encoder;
    return records.mapPartitionsWithIndex(
        (partition, parts) -> {
          if (!hasAny[partition]) {
            return Collections.emptyIterator();
          }
          Records<T> part = parts.next();
          RowParser<T> parser = parsers.parser(part, cells);
          return Iterators.stream(new RowReader<>(part, parser, 0))
              .filter(row -> row.example() == null)
              .map(
                  row ->
                      row.problem()
                          .at(
                              part.file(),
                              before[partition] + row.place() + 1,
                              parser.text(row.record())))
              .iterator();
        },
        true);
  }
}
