package dev.kindling.ml;

import dev.kindling.model.Model;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/**
 * A neural network that tells classes apart, as an estimator of Spark ML. Labels are whole numbers
 * from 0, as a {@code StringIndexer} makes them.
 *
 * <pre>
 * new KindlingClassifier().setHiddenLayers(64).setMaxIter(20).fit(training).transform(test);
 * </pre>
 */
public final class KindlingClassifier
    extends ProbabilisticClassifier<Vector, KindlingClassifier, KindlingClassificationModel>
    implements KindlingParams<KindlingClassifier>, MLWritable {
  private static final long serialVersionUID = 1;

  private String uid; // uid() sets it within the constructor of the superclass
  private final TrainingParams trainingParams;

  public KindlingClassifier() {
    this(Identifiable$.MODULE$.randomUID("kindlingClassifier"));
  }

  public KindlingClassifier(String uid) {
    this(NewUid.of(uid));
  }

  private KindlingClassifier(NewUid announced) {
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
  public KindlingClassificationModel train(Dataset<?> dataset) {
    Model model = new Fit(this, getFeaturesCol(), getLabelCol(), true).of(dataset);
    return new KindlingClassificationModel(uid(), model);
  }

  @Override
  public KindlingClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, null);
  }

  public static MLReader<KindlingClassifier> read() {
    return StageFiles.reader(
        KindlingClassifier.class, saved -> new KindlingClassifier(saved.uid()));
  }

  public static KindlingClassifier load(String path) {
    return read().load(path);
  }
}
