package dev.kindling.ml;

import dev.kindling.model.KindlingModel;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * The columns that a classification adds.
 *
 * @param thresholds of Spark ML: the class predicted has the greatest ratio of probability and
 *     threshold; null to take the likeliest
 */
record ClassColumns(boolean raw, boolean probability, boolean prediction, double[] thresholds)
    implements BlockScoring.NewColumns {

  @Override
  public void addTo(List<Object> row, KindlingModel predictor, float[] outputs) {
    Vector raws = raw(outputs);
    if (raw) {
      row.add(raws);
    }
    Vector probabilities = null;
    if (probability || prediction && thresholds != null) {
      probabilities = Vectors.dense(toDouble(predictor.probabilities(outputs)));
    }
    if (probability) {
      row.add(probabilities);
    }
    if (prediction) {
      row.add((double) (thresholds == null ? raws.argmax() : predicted(probabilities)));
    }
  }

  /** As {@code ProbabilisticClassificationModel} has it, which is for its subclasses alone. */
  private int predicted(Vector probabilities) {
    int best = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < probabilities.size(); k++) {
      double scaled = probabilities.apply(k) / thresholds[k]; // of which one may be 0
      if (scaled > greatest) {
        greatest = scaled;
        best = k;
      }
    }
    return best;
  }

  /** The raw prediction {@code [K]} of the network's outputs {@code [M]}. */
  static Vector raw(float[] outputs) {
    return outputs.length == 1
        ? Vectors.dense(new double[] {-outputs[0], outputs[0]}) // of the second of two classes
        : Vectors.dense(toDouble(outputs));
  }

  /** The network's outputs {@code [M]} of a raw prediction {@code [K]}. */
  static float[] outputs(Vector raw, int count) {
    float[] outputs = new float[count];
    for (int k = 0; k < count; k++) {
      outputs[k] = (float) raw.apply(raw.size() - count + k);
    }
    return outputs;
  }

  private static double[] toDouble(float[] values) {
    double[] wide = new double[values.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }
}
