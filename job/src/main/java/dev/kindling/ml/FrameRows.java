package dev.kindling.ml;

import dev.kindling.config.ConfigException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Features;
import dev.kindling.data.rows.GivenRows.Given;
import dev.kindling.data.rows.RejectedRow.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows of a DataFrame as training takes them.
 *
 * @param weightCol empty for none
 */
record FrameRows(Dataset<?> dataset, String featuresCol, String labelCol, String weightCol) {
  private static final int MOST_CLASSES = 10_000; // that are counted without being asked for

  /** How long the vectors are, as the column says or else the first of them. */
  int vectorSize() {
    int known = AttributeGroup.fromStructField(dataset.schema().apply(featuresCol)).size();
    if (known >= 0) {
      return known;
    }
    Column features = functions.col(featuresCol);
    List<Row> first = dataset.filter(features.isNotNull()).select(features).takeAsList(1);
    if (first.isEmpty()) {
      throw new DataException(
          FitConfig.DATA + " has no row with a vector in column " + featuresCol);
    }
    return ((Vector) first.get(0).get(0)).size();
  }

  /** How many classes there are, as the column says or else by the greatest label. */
  int classCount() {
    Attribute attribute = Attribute.fromStructField(dataset.schema().apply(labelCol));
    if (attribute instanceof BinaryAttribute) {
      return 2;
    }
    if (attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()) {
      return (Integer) nominal.getNumValues().get();
    }
    Column label = functions.col(labelCol).cast("double");
    Object greatest = dataset.select(functions.max(label)).takeAsList(1).get(0).get(0);
    double classes = greatest == null ? 0 : Math.floor((Double) greatest) + 1;
    if (!(classes <= MOST_CLASSES)) {
      throw new ConfigException(
          "the greatest label in column %s is %s: for so many classes set network.layers"
              .formatted(labelCol, greatest));
    }
    return (int) Math.max(2, classes);
  }

  /**
   * The rows in the DataFrame's order.
   *
   * @param features of each row
   * @param classes that there are; 0 where labels are numbers
   */
  JavaRDD<Given> rows(int features, int classes) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(featuresCol));
    columns.add(functions.col(labelCol).cast("double"));
    if (!weightCol.isEmpty()) {
      columns.add(functions.col(weightCol).cast("double"));
    }
    Reader reader = new Reader(featuresCol, labelCol, weightCol, features, classes);
    return dataset.select(columns.toArray(Column[]::new)).toJavaRDD().map(reader::read);
  }

  private record Reader(
      String featuresCol, String labelCol, String weightCol, int features, int classes)
      implements Serializable {

    Given read(Row row) {
      Vector vector = (Vector) row.get(0);
      Double label = (Double) row.get(1);
      Double weight = weightCol.isEmpty() ? Double.valueOf(1) : (Double) row.get(2);
      Given bad = badVector(vector);
      if (bad == null) {
        bad = badLabel(label);
      }
      if (bad == null) {
        bad = badWeight(weight);
      }
      if (bad != null) {
        return bad;
      }
      String text = classes > 0 ? String.valueOf(label.intValue()) : String.valueOf(label);
      return Given.good(text, weight, features(vector));
    }

    private static Features features(Vector vector) {
      if (vector instanceof SparseVector) {
        SparseVector few = vector.toSparse(); // without zeros that are given
        return new Features.Sparse(few.size(), few.indices(), few.values());
      }
      return new Features.Dense(vector.toArray());
    }

    private Given badVector(Vector vector) {
      BadVector bad =
          BadVector.of(vector, featuresCol, features, features + " are expected (network.input)");
      return bad == null ? null : Given.bad(bad.reason(), featuresCol, "has " + bad.problem());
    }

    private Given badLabel(Double label) {
      if (label == null) {
        return Given.bad(Reason.NO_LABEL, labelCol, "has no label in column " + labelCol);
      }
      if (classes > 0) {
        return label >= 0 && label < classes && label == Math.rint(label)
            ? null
            : Given.bad(
                Reason.NOT_A_NUMBER,
                labelCol,
                "has the label %s in column %s but must have a whole number from 0 to %d"
                    .formatted(label, labelCol, classes - 1));
      }
      return Float.isFinite(label.floatValue())
          ? null
          : Given.bad(
              Reason.NOT_FINITE,
              labelCol,
              "has the label %s in column %s but must have a finite number in float"
                  .formatted(label, labelCol));
    }

    private Given badWeight(Double weight) {
      if (weight == null) {
        return Given.bad(Reason.EMPTY, weightCol, "has no weight in column " + weightCol);
      }
      return weight >= 0 && Float.isFinite(weight.floatValue())
          ? null
          : Given.bad(
              weight < 0 ? Reason.NEGATIVE_WEIGHT : Reason.NOT_FINITE,
              weightCol,
              "has the weight %s in column %s but must have a finite number of at least 0"
                  .formatted(weight, weightCol));
    }
  }
}
