package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model at work in any Java program, with neither Spark nor Hadoop:
 *
 * <pre>
 * Predictor predictor = Predictor.load(Path.of("runs/digits/model"));
 * float[] probabilities = predictor.predict(features); // of predictor.classes()
 * </pre>
 *
 * <p>Safe for use by many threads, which do not wait for one another. Features are raw values, as
 * they are in the data; many rows at once cost less for each.
 */
public final class Predictor implements Serializable {
  private static final long serialVersionUID = 1;

  private final Matrix parameters;
  private final FeatureScaling scaling;
  private final List<String> classes;
  private final WorkspacePool workspaces;

  public Predictor(Model model) {
    parameters = model.parameters();
    scaling = model.features();
    classes = model.classes();
    workspaces = new WorkspacePool(model.network(), parameters.precision());
  }

  /**
   * Reads a model from a folder on a disk of this machine; for others there is {@link ModelFolder}.
   *
   * @throws ModelException if the folder does not hold a model that this version can read, naming
   *     the file
   */
  public static Predictor load(Path folder) {
    return new Predictor(ModelFiles.local(folder).read());
  }

  /** The names of the classes, in the order of their probabilities; none of a regression. */
  public List<String> classes() {
    return classes;
  }

  /** How many features a row has. */
  public int features() {
    return scaling.features();
  }

  /**
   * The probability of each class {@code [K]}; of a regression the number {@code [1]}.
   *
   * @param features of one row {@code [D]}; of an image C x H x W, row-major
   * @throws IllegalArgumentException if they are not as many as the model takes
   */
  public float[] predict(double[] features) {
    return predict(new double[][] {features})[0];
  }

  public float[] predict(float[] features) {
    return predict(toDouble(features));
  }

  /**
   * The same for each row {@code [N x K]}.
   *
   * @param rows {@code [N x D]}
   * @throws IllegalArgumentException if a row has more or fewer features than the model takes
   */
  public float[][] predict(double[][] rows) {
    return byBlocks(rows, !classes.isEmpty());
  }

  /**
   * The outputs of the network's last layer for each row {@code [N x M]}: logits, the log-odds of
   * the second of two classes or, of a regression, the number.
   *
   * @param rows {@code [N x D]}
   * @throws IllegalArgumentException if a row has more or fewer features than the model takes
   */
  public float[][] outputs(double[][] rows) {
    return byBlocks(rows, false);
  }

  /** The probabilities {@code [K]} that such outputs {@code [M]} of a row are. */
  public float[] probabilities(float[] outputs) {
    Matrix row = parameters.precision().zeros(1, outputs.length);
    for (int k = 0; k < outputs.length; k++) {
      row.set(k, outputs[k]);
    }
    return row(workspaces.network().loss().probabilities(row), 0);
  }

  private float[][] byBlocks(double[][] rows, boolean probabilities) {
    requireWidth(rows);
    float[][] predictions = new float[rows.length][];
    Workspace workspace = workspaces.take();
    for (int from = 0; from < rows.length; from += workspace.blockRows()) {
      block(rows, from, probabilities, workspace, predictions);
    }
    workspaces.giveBack(workspace);
    return predictions;
  }

  public float[][] predict(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      wide[row] = toDouble(rows[row]);
    }
    return predict(wide);
  }

  /** Predicts a block of rows, from one on. */
  private void block(
      double[][] rows,
      int from,
      boolean probabilities,
      Workspace workspace,
      float[][] predictions) {
    int count = Math.min(workspace.blockRows(), rows.length - from);
    Matrix input = workspace.resize(count);
    for (int row = 0; row < count; row++) {
      scaling.apply(rows[from + row], 0, input, row);
    }
    Network network = workspaces.network();
    Matrix outputs = network.forward(parameters, workspace);
    Matrix results = probabilities ? network.loss().probabilities(outputs) : outputs;
    for (int row = 0; row < count; row++) {
      predictions[from + row] = row(results, row);
    }
  }

  private static float[] row(Matrix results, int row) {
    float[] values = new float[results.cols()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) results.get(row * values.length + k);
    }
    return values;
  }

  private void requireWidth(double[][] rows) {
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != features()) {
        throw new IllegalArgumentException(
            "row "
                + row
                + " has "
                + rows[row].length
                + " features but the model takes "
                + features());
      }
    }
  }

  private static double[] toDouble(float[] features) {
    return IntStream.range(0, features.length).mapToDouble(i -> features[i]).toArray();
  }
}
