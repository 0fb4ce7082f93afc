package dev.kindling.ml;

import dev.kindling.model.KindlingModel;
import dev.kindling.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/**
 * A trained network that tells classes apart. Raw predictions are the outputs of the network before
 * the softmax; of a network with one output, the log-odds of either class.
 */
public final class KindlingClassificationModel
    extends ProbabilisticClassificationModel<Vector, KindlingClassificationModel>
    implements MLWritable {
  private static final long serialVersionUID = 1;

  private String uid; // uid() sets it within the constructor of the superclass
  private final Model model;
  private final KindlingModel predictor;

  KindlingClassificationModel(String uid, Model model) {
    this(NewUid.of(uid), model);
  }

  private KindlingClassificationModel(NewUid announced, Model model) {
    this.model = model;
    this.predictor = new KindlingModel(model);
  }

  /**
   * Reads a model folder, such as {@code kindling train} writes.
   *
   * @throws dev.kindling.model.ModelException if there is none, or it is of a regression
   */
  public static KindlingClassificationModel of(String modelFolder) {
    return new KindlingClassificationModel(
        Identifiable$.MODULE$.randomUID("kindlingClassifier"),
        StageFiles.readModel(modelFolder, true));
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = NewUid.take();
    }
    return uid;
  }

  @Override
  public int numClasses() {
    return model.network().classes();
  }

  @Override
  public int numFeatures() {
    return predictor.features();
  }

  /** The names of the classes, in the order of their numbers. */
  public List<String> classes() {
    return model.classes();
  }

  @Override
  public Vector predictRaw(Vector features) {
    double[] row = BlockScoring.values(features, getFeaturesCol(), numFeatures());
    return ClassColumns.raw(predictor.outputs(new double[][] {row})[0]);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    float[] probabilities =
        predictor.probabilities(ClassColumns.outputs(raw, model.network().outputs()));
    for (int k = 0; k < values.length; k++) {
      values[k] = probabilities[k];
    }
    return raw;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    List<StructField> fields = new ArrayList<>();
    for (String column : List.of(getRawPredictionCol(), getProbabilityCol(), getPredictionCol())) {
      if (!column.isEmpty()) {
        fields.add(schema.apply(column));
      }
    }
    ClassColumns columns =
        new ClassColumns(
            !getRawPredictionCol().isEmpty(),
            !getProbabilityCol().isEmpty(),
            !getPredictionCol().isEmpty(),
            isDefined(thresholds()) ? checkedThresholds() : null);
    return BlockScoring.transform(dataset, predictor, getFeaturesCol(), fields, columns);
  }

  /** Thresholds that were set before the classes were known. */
  private double[] checkedThresholds() {
    double[] thresholds = getThresholds();
    if (thresholds.length != numClasses()) {
      throw new IllegalArgumentException(
          "thresholds has %d values but the model has %d classes"
              .formatted(thresholds.length, numClasses()));
    }
    return thresholds;
  }

  /** Inherited twice with result types that are one to Scala and two to Java. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public KindlingClassificationModel copy(ParamMap extra) {
    KindlingClassificationModel copy = new KindlingClassificationModel(uid(), model);
    return (KindlingClassificationModel) copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, model);
  }

  public static MLReader<KindlingClassificationModel> read() {
    return StageFiles.reader(
        KindlingClassificationModel.class,
        saved -> new KindlingClassificationModel(saved.uid(), saved.model(true)));
  }

  public static KindlingClassificationModel load(String path) {
    return read().load(path);
  }

  @Override
  public String toString() {
    return "KindlingClassificationModel: uid=%s, numClasses=%d, numFeatures=%d"
        .formatted(uid(), numClasses(), numFeatures());
  }
}
