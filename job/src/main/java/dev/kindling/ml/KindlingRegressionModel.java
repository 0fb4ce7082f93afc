package dev.kindling.ml;

import dev.kindling.model.KindlingModel;
import dev.kindling.model.Model;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A trained network that predicts a number. */
public final class KindlingRegressionModel extends RegressionModel<Vector, KindlingRegressionModel>
    implements MLWritable {
  private static final long serialVersionUID = 1;

  private String uid; // uid() sets it within the constructor of the superclass
  private final Model model;
  private final KindlingModel predictor;

  KindlingRegressionModel(String uid, Model model) {
    this(NewUid.of(uid), model);
  }

  private KindlingRegressionModel(NewUid announced, Model model) {
    this.model = model;
    this.predictor = new KindlingModel(model);
  }

  /**
   * Reads a model folder, such as {@code kindling train} writes.
   *
   * @throws dev.kindling.model.ModelException if there is none, or it tells classes apart
   */
  public static KindlingRegressionModel of(String modelFolder) {
    return new KindlingRegressionModel(
        Identifiable$.MODULE$.randomUID("kindlingRegressor"),
        StageFiles.readModel(modelFolder, false));
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = NewUid.take();
    }
    return uid;
  }

  @Override
  public int numFeatures() {
    return predictor.features();
  }

  @Override
  public double predict(Vector features) {
    double[] row = BlockScoring.values(features, getFeaturesCol(), numFeatures());
    return predictor.outputs(new double[][] {row})[0][0];
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    if (getPredictionCol().isEmpty()) {
      return dataset.toDF();
    }
    return BlockScoring.transform(
        dataset,
        predictor,
        getFeaturesCol(),
        List.of(schema.apply(getPredictionCol())),
        (row, shared, outputs) -> row.add((double) outputs[0]));
  }

  @Override
  public KindlingRegressionModel copy(ParamMap extra) {
    KindlingRegressionModel copy = new KindlingRegressionModel(uid(), model);
    return (KindlingRegressionModel) copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, model);
  }

  public static MLReader<KindlingRegressionModel> read() {
    return StageFiles.reader(
        KindlingRegressionModel.class,
        saved -> new KindlingRegressionModel(saved.uid(), saved.model(false)));
  }

  public static KindlingRegressionModel load(String path) {
    return read().load(path);
  }

  @Override
  public String toString() {
    return "KindlingRegressionModel: uid=%s, numFeatures=%d".formatted(uid(), numFeatures());
  }
}
