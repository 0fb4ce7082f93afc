package dev.kindling.ml;

import dev.kindling.model.KindlingModel;
import dev.kindling.session.SparkSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.reflect.ClassTag$;

/**
 * A model on the rows of a DataFrame: matrix work block by block, in the rows' own partitions and
 * order.
 *
 * @param predictor on the executors as long as a DataFrame that needs it is in reach, after which
 *     Spark's cleaner removes it: when that will be computed, nobody here knows
 * @param features the place of the vectors in a row
 */
record BlockScoring(
    Broadcast<KindlingModel> predictor, int features, String featuresCol, NewColumns columns)
    implements MapPartitionsFunction<Row, Row> {
  private static final int ROWS = 512; // that pass through the network together, at most

  /** What comes after a row's own columns. */
  interface NewColumns extends Serializable {
    /**
     * Adds the values of a row.
     *
     * @param outputs of the network's last layer, {@code [M]}
     */
    void addTo(List<Object> row, KindlingModel predictor, float[] outputs);
  }

  /**
   * The DataFrame with more columns.
   *
   * @param fields of the columns that are added
   */
  static Dataset<Row> transform(
      Dataset<?> dataset,
      KindlingModel predictor,
      String featuresCol,
      List<StructField> fields,
      NewColumns columns) {
    SparkContext spark = dataset.sparkSession().sparkContext();
    SparkSettings.check(spark.conf());
    StructType schema = dataset.schema();
    int features = schema.fieldIndex(featuresCol);
    for (StructField field : fields) {
      schema = schema.add(field);
    }
    // Columns go by their places, since two may have one name, as after a join.
    StructField[] named = schema.fields();
    String[] places =
        IntStream.range(0, named.length).mapToObj(c -> "_" + c).toArray(String[]::new);
    StructType placed = new StructType();
    for (int c = 0; c < named.length; c++) {
      placed = placed.add(places[c], named[c].dataType(), named[c].nullable());
    }
    Broadcast<KindlingModel> shared =
        spark.broadcast(predictor, ClassTag$.MODULE$.apply(KindlingModel.class));
    Dataset<Row> scored =
        dataset
            .toDF()
            .mapPartitions(
                new BlockScoring(shared, features, featuresCol, columns), Encoders.row(placed));
    return scored.select(
        IntStream.range(0, named.length)
            .mapToObj(c -> functions.col(places[c]).as(named[c].name(), named[c].metadata()))
            .toArray(Column[]::new));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private Iterator<Row> ready = List.<Row>of().iterator();
      private long scored;

      @Override
      public boolean hasNext() {
        return ready.hasNext() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (!ready.hasNext()) {
          List<Row> block = block(rows, scored);
          scored += block.size();
          ready = block.iterator();
        }
        return ready.next();
      }
    };
  }

  /**
   * Scores the next block.
   *
   * @param before how many rows of the partition come before it
   */
  private List<Row> block(Iterator<Row> rows, long before) {
    List<Row> block = new ArrayList<>();
    while (rows.hasNext() && block.size() < ROWS) {
      block.add(rows.next());
    }
    KindlingModel shared = predictor.value();
    double[][] inputs = new double[block.size()][];
    for (int row = 0; row < inputs.length; row++) {
      Vector vector = (Vector) block.get(row).get(features);
      BadVector bad = bad(vector, featuresCol, shared.features());
      if (bad != null) {
        throw new IllegalArgumentException(place(before + row) + " has " + bad.problem());
      }
      inputs[row] = vector.toArray();
    }
    float[][] outputs = shared.outputs(inputs, row -> place(before + row)); // [N x M]
    List<Row> scored = new ArrayList<>(block.size());
    for (int row = 0; row < outputs.length; row++) {
      Row own = block.get(row);
      List<Object> values = new ArrayList<>(own.size() + 3);
      for (int column = 0; column < own.size(); column++) {
        values.add(own.get(column));
      }
      columns.addTo(values, shared, outputs[row]);
      scored.add(RowFactory.create(values.toArray()));
    }
    return scored;
  }

  private static String place(long row) {
    return "row %d of partition %d".formatted(row + 1, TaskContext.getPartitionId());
  }

  /** The values of one row's vector, if a model can take them. */
  static double[] values(Vector vector, String column, int expected) {
    BadVector bad = bad(vector, column, expected);
    if (bad != null) {
      throw new IllegalArgumentException("the row has " + bad.problem());
    }
    return vector.toArray();
  }

  private static BadVector bad(Vector vector, String column, int expected) {
    return BadVector.of(vector, column, expected, "the model takes " + expected);
  }
}
