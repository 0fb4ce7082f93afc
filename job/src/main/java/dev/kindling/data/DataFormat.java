package dev.kindling.data;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;

/** How an input is to be read; part of a configuration and of a model. */
public interface DataFormat extends Serializable {

  /** The legal values of {@code data.format}. */
  enum Kind {
    CSV(CsvFormat::read),
    LIBSVM(data -> new LibsvmFormat()),
    PARQUET(ParquetFormat::read),
    SQL(SqlFormat::read),
    IDX(data -> new IdxFormat());

    private final Function<Section, DataFormat> reader;

    Kind(Function<Section, DataFormat> reader) {
      this.reader = reader;
    }
  }

  /**
   * Reads {@code data.format} and the keys that belong to it.
   *
   * @throws ConfigException naming the key that is wrong
   */
  static DataFormat read(Section data) {
    return data.choice("format", Kind.CSV, Kind.class).reader.apply(data);
  }

  /** The section that {@link #read} makes this from. */
  Map<String, Object> toMap();

  /**
   * Refuses columns ({@code data.columns}) that no input of this format has.
   *
   * @param section that names them, for errors
   */
  void checkColumns(Section section, List<Column> columns);

  /** Whether some rows may be no examples, {@code data.bad_rows}. */
  boolean mayHaveBadRows();

  /**
   * Finds and checks an input.
   *
   * @param name what the user calls it: a path, a glob, or what else the format takes
   * @param seed of bundled data sets that are drawn
   * @throws DataException naming the place of the first thing that is wrong
   */
  Source open(JavaSparkContext spark, String name, Wanted wanted, long seed);
}
