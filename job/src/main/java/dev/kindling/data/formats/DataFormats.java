package dev.kindling.data.formats;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.rows.DataFormat;
import java.util.Locale;
import java.util.function.Function;

/** The formats that there are. */
public enum DataFormats {
  CSV(CsvFormat::read),
  LIBSVM(data -> new LibsvmFormat()),
  PARQUET(ParquetFormat::read),
  SQL(SqlFormat::read),
  IDX(data -> new IdxFormat());

  private final Function<Section, DataFormat> reader;

  DataFormats(Function<Section, DataFormat> reader) {
    this.reader = reader;
  }

  /**
   * Reads {@code data.format} and the keys that belong to it.
   *
   * @throws ConfigException naming the key that is wrong
   */
  public static DataFormat read(Section data) {
    return data.choice("format", CSV, DataFormats.class).reader.apply(data);
  }

  /** As a configuration has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
