package dev.kindling.model;

import dev.kindling.config.Wording;
import dev.kindling.features.CellException;
import dev.kindling.features.Column;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.RowEncoder;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * A model at work in any Java program, with neither Spark nor Hadoop:
 *
 * <pre>
 * KindlingModel model = KindlingModel.load(Path.of("runs/digits/model"));
 * float[] probabilities = model.predict(features); // of model.classes()
 * </pre>
 *
 * <p>A model of the columns of a table takes the texts of its cells:
 *
 * <pre>
 * model.predict(Map.of("age", "41", "city", "Paris"));
 * </pre>
 *
 * <p>Safe for use by many threads, which do not wait for one another. Features are raw values, as
 * they are in the data; many rows at once cost less for each.
 */
public final class KindlingModel implements Serializable {
  private static final long serialVersionUID = 1;

  private final Matrix parameters;
  private final FeaturePreparation preparation;
  private final RowEncoder encoder; // null where rows are numbers
  private final List<String> classes;
  private final WorkspacePool workspaces;

  public KindlingModel(Model model) {
    parameters = model.parameters();
    preparation = model.features();
    encoder = preparation instanceof ColumnPreparation columns ? columns.encoder() : null;
    classes = model.classes();
    workspaces = new WorkspacePool(model.network(), parameters.precision());
  }

  /**
   * Reads a model from a folder on a disk of this machine; for others there is {@link ModelFolder}.
   *
   * @throws ModelException if the folder does not hold a model that this version can read, naming
   *     the file
   */
  public static KindlingModel load(Path folder) {
    if (folder == null) {
      throw new IllegalArgumentException("the model folder is null");
    }
    return new KindlingModel(ModelFiles.local(folder).read());
  }

  /** The names of the classes, in the order of their probabilities; none of a regression. */
  public List<String> classes() {
    return classes;
  }

  /** The columns that a row's cells are of; none where rows are numbers. */
  public List<String> columns() {
    return encoder == null ? List.of() : encoder.columns().stream().map(Column::name).toList();
  }

  /** How many features a row has. */
  public int features() {
    return preparation.features();
  }

  /**
   * The probability of each class {@code [K]}; of a regression the number {@code [1]}.
   *
   * @param features of one row {@code [D]}; of an image C x H x W, row-major; of a table what a
   *     {@link RowEncoder} makes of its cells
   * @throws IllegalArgumentException if they are not as many as the model takes, or one or an
   *     output of them is not finite in the model's precision; of a table NaN is a cell without a
   *     value
   */
  public float[] predict(double[] features) {
    return predict(new double[][] {features})[0];
  }

  public float[] predict(float[] features) {
    return predict(new float[][] {features})[0];
  }

  /**
   * The same of a row of a table.
   *
   * @param row cells by the names of their columns, null or empty for one without a value; what is
   *     no column of the model does not matter
   * @throws IllegalArgumentException if the model has no columns, a column is not in the row, or a
   *     cell is not what its column holds
   */
  public float[] predict(Map<String, String> row) {
    requireCells(row);
    for (String column : columns()) {
      if (!row.containsKey(column)) { // a name that is misspelt, more often than a missing value
        throw new IllegalArgumentException(
            "the row has no column \"%s\", only %s; one without a value is null or empty"
                .formatted(column, new TreeSet<>(row.keySet())));
      }
    }
    return predict(columns().stream().map(row::get).toArray(String[]::new));
  }

  /**
   * The same of a row of a table.
   *
   * @param cells of the columns in the order of {@link #columns}; null for one without a value
   */
  public float[] predict(String[] cells) {
    requireCells(cells);
    if (cells.length != features()) {
      throw new IllegalArgumentException(
          "the row has %s but the model has %s"
              .formatted(
                  Wording.counted(cells.length, "cell"), Wording.counted(features(), "column")));
    }
    double[] raw = new double[cells.length];
    for (int c = 0; c < raw.length; c++) {
      try {
        raw[c] = encoder.encode(c, cells[c]);
      } catch (CellException e) {
        throw new IllegalArgumentException("column " + columns().get(c) + " " + e.getMessage(), e);
      }
    }
    return predict(raw);
  }

  private void requireCells(Object row) {
    if (encoder == null) {
      throw new IllegalArgumentException("the model has no columns with names: it takes numbers");
    }
    if (row == null) {
      throw new IllegalArgumentException(
          "the row is null but the model has " + Wording.counted(features(), "column"));
    }
  }

  /**
   * The same for each row {@code [N x K]}.
   *
   * @param rows {@code [N x D]}
   * @throws IllegalArgumentException if a row has more or fewer features than the model takes, or a
   *     feature or an output of it is not finite in the model's precision, naming the row
   */
  public float[][] predict(double[][] rows) {
    return byBlocks(FeatureRows.of(rows, FeatureRows::place), !classes.isEmpty());
  }

  /**
   * The outputs of the network's last layer for each row {@code [N x M]}: logits, the log-odds of
   * the second of two classes or, of a regression, the number.
   *
   * @param rows {@code [N x D]}
   * @throws IllegalArgumentException if a row has more or fewer features than the model takes, or a
   *     feature or an output of it is not finite in the model's precision, naming the row
   */
  public float[][] outputs(double[][] rows) {
    return outputs(rows, FeatureRows::place);
  }

  /**
   * The same of rows that messages call by other names.
   *
   * @param place of a row
   */
  public float[][] outputs(double[][] rows, IntFunction<String> place) {
    return byBlocks(FeatureRows.of(rows, place), false);
  }

  /** The probabilities {@code [K]} that such outputs {@code [M]} of a row are. */
  public float[] probabilities(float[] outputs) {
    Matrix row = parameters.precision().zeros(1, outputs.length);
    for (int k = 0; k < outputs.length; k++) {
      row.set(k, outputs[k]);
    }
    return row(workspaces.network().loss().probabilities(row), 0);
  }

  private float[][] byBlocks(FeatureRows rows, boolean probabilities) {
    requireWidth(rows);
    float[][] predictions = new float[rows.count()][];
    Workspace workspace = workspaces.take();
    try {
      for (int from = 0; from < rows.count(); from += workspace.blockRows()) {
        block(rows, from, probabilities, workspace, predictions);
      }
    } finally {
      workspaces.giveBack(workspace);
    }
    return predictions;
  }

  public float[][] predict(float[][] rows) {
    return byBlocks(FeatureRows.of(rows, features()), !classes.isEmpty());
  }

  /** Predicts a block of rows, from one on. */
  private void block(
      FeatureRows rows,
      int from,
      boolean probabilities,
      Workspace workspace,
      float[][] predictions) {
    int count = Math.min(workspace.blockRows(), rows.count() - from);
    Matrix input = workspace.resize(count);
    for (int row = 0; row < count; row++) {
      preparation.apply(rows.row().apply(from + row), 0, input, row);
    }
    refuse(NotFinite.ofInputs(input, preparation), rows, from);
    Network network = workspaces.network();
    Matrix outputs = network.forward(parameters, workspace);
    refuse(NotFinite.ofOutputs(outputs), rows, from);
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

  private void requireWidth(FeatureRows rows) {
    for (int row = 0; row < rows.count(); row++) {
      int width = rows.width().applyAsInt(row);
      if (width != features()) {
        String found = width < 0 ? "is null" : "has " + Wording.counted(width, "feature");
        String wanted =
            width < 0 ? Wording.counted(features(), "feature") : String.valueOf(features());
        throw new IllegalArgumentException(
            "%s %s but the model takes %s".formatted(rows.place().apply(row), found, wanted));
      }
    }
  }

  private static void refuse(NotFinite found, FeatureRows rows, int from) {
    if (found != null) {
      throw new IllegalArgumentException(
          rows.place().apply(from + found.row()) + " " + found.problem());
    }
  }
}
