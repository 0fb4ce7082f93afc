package dev.kindling.ml;

import dev.kindling.model.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/**
 * A neural network that predicts a number, as an estimator of Spark ML: least squares, unless the
 * configuration says otherwise.
 */
public final class KindlingRegressor
    extends Regressor<Vector, KindlingRegressor, KindlingRegressionModel>
    implements KindlingParams<KindlingRegressor>, MLWritable {
  private static final long serialVersionUID = 1;

  private String uid; // uid() sets it within the constructor of the superclass
  private final TrainingParams trainingParams;

  public KindlingRegressor() {
    this(Identifiable$.MODULE$.randomUID("kindlingRegressor"));
  }

  public KindlingRegressor(String uid) {
    this(NewUid.of(uid));
  }

  private KindlingRegressor(NewUid announced) {
    trainingParams = new TrainingParams(this);
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = NewUid.take();
    }
    return uid;
  }

  @Override
  public TrainingParams trainingParams() {
    return trainingParams;
  }

  /**
   * Trains; called by {@code fit}.
   *
   * @throws dev.kindling.config.ConfigException if the configuration and the Params are not legal
   * @throws dev.kindling.data.rows.DataException naming the first row that is bad
   * @throws dev.kindling.train.CheckFailedException if training diverges, or the model does not
   *     pass the quality gate
   */
  @Override
  public KindlingRegressionModel train(Dataset<?> dataset) {
    Model model = new Fit(this, getFeaturesCol(), getLabelCol(), false).of(dataset);
    return new KindlingRegressionModel(uid(), model);
  }

  @Override
  public KindlingRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, null);
  }

  public static MLReader<KindlingRegressor> read() {
    return StageFiles.reader(KindlingRegressor.class, saved -> new KindlingRegressor(saved.uid()));
  }

  public static KindlingRegressor load(String path) {
    return read().load(path);
  }
}
