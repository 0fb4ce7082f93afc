package dev.kindling.data.rows;

import dev.kindling.config.Section;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** How an input is to be read; part of a configuration and of a model. */
public interface DataFormat extends Serializable {

  /** The section that {@code DataFormats.read} makes this from. */
  Map<String, Object> toMap();

  /**
   * Refuses columns ({@code data.columns}) that no input of this format has.
   *
   * @param section that names them, for errors
   */
  void checkColumns(Section section, List<Column> columns);

  /** Whether some rows may be no examples, {@code data.bad_rows}. */
  default boolean mayHaveBadRows() {
    return true;
  }

  /**
   * Finds and checks an input.
   *
   * @param name what the user calls it: a path, a glob, or what else the format takes
   * @param seed of bundled data sets that are drawn
   * @throws DataException naming the place of the first thing that is wrong
   */
  Source open(JavaSparkContext spark, String name, Wanted wanted, long seed);
}
