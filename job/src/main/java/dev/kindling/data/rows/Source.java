package dev.kindling.data.rows;

import dev.kindling.features.RowEncoder;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** An input that has been found and checked; whatever is wrong with it has been said by then. */
public interface Source {

  /** What the user calls it. */
  String name();

  /** How many examples there are. */
  long rowCount();

  FeatureLayout layout();

  /** What the input names each column that is a feature; none where nothing does. */
  default List<String> featureNames() {
    return List.of();
  }

  /** What has made raw numbers of cells, with the categories of each column; null without. */
  RowEncoder encoder();

  /** Each distinct label; none for an input without labels, or with numbers for labels. */
  Map<String, LabelCount> labels();

  /** All examples, numbered in the order of the files and of the rows in them. */
  JavaRDD<RawRow> rows();

  /** The rows that are none, as far as they are allowed; they have no numbers. */
  RejectedRows rejected();

  /**
   * How often a label occurs.
   *
   * @param firstPlace where it stands first, such as {@code a.csv line 3}
   */
  record LabelCount(long count, String firstPlace) {
    LabelCount plus(LabelCount later) {
      return new LabelCount(count + later.count, firstPlace);
    }
  }
}
