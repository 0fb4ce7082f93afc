package dev.kindling.bench;

import dev.kindling.linalg.Blas;
import dev.ludovic.netlib.blas.BLAS;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Spark MLlib's perceptron of the same layers, by gradient descent on all examples at once, which
 * is the largest batch that there is: its iterations are compared, not what comes before them.
 *
 * <p>{@code -Dbench.openblas=true} gives MLlib Kindling's OpenBLAS; otherwise it finds its own
 * BLAS.
 */
final class MlLibPeer {
  private static final int EXAMPLES = 8_192;
  private static final int[] LAYERS = {784, 256, 128, 10};

  private MlLibPeer() {}

  public static void main(String[] args) throws Exception {
    String description;
    if (Boolean.getBoolean("bench.openblas")) {
      description = Blas.description(); // loads it
    } else {
      System.setProperty("dev.ludovic.netlib.blas.allowNative", "false");
      description = "netlib " + BLAS.getInstance().getClass().getSimpleName();
    }
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + Bench.THREADS + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    Dataset<Row> examples = examples(spark).cache();
    Peer.answer(
        description,
        (workload, batchSize) ->
            seconds -> {
              long one = fit(examples, 1);
              long five = fit(examples, 5);
              return 4.0 * EXAMPLES * 1e9 / (five - one);
            });
    spark.stop();
  }

  private static Dataset<Row> examples(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    List<Integer> parts = IntStream.range(0, Bench.THREADS).boxed().toList();
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(parts, parts.size())
            .flatMap(part -> rows(part).iterator()),
        schema);
  }

  private static List<Row> rows(int part) {
    SplittableRandom random = new SplittableRandom(part);
    return IntStream.range(0, EXAMPLES / Bench.THREADS)
        .mapToObj(
            row ->
                RowFactory.create(
                    (double) random.nextInt(10), Vectors.dense(random.doubles(784).toArray())))
        .toList();
  }

  private static long fit(Dataset<Row> examples, int iterations) {
    long started = System.nanoTime();
    new MultilayerPerceptronClassifier()
        .setLayers(LAYERS)
        .setSolver("gd")
        .setBlockSize(128)
        .setTol(0)
        .setMaxIter(iterations)
        .setSeed(1)
        .fit(examples);
    return System.nanoTime() - started;
  }
}
