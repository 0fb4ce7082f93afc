package dev.kindling.train;

import dev.kindling.data.Classes;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.Source;
import dev.kindling.evaluation.Evaluation;
import dev.kindling.evaluation.EvaluationSum;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.Model;
import dev.kindling.model.NotFinite;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A trained model on new rows: matrix work block by block, in the rows' own partitions and order.
 */
public final class Scoring {
  private Scoring() {}

  /**
   * What a model makes of one row.
   *
   * @param row the row's number, from 0
   * @param predicted the likeliest class, or the number where there are no classes
   * @param probabilities {@code [K]}
   */
  public record Prediction(long row, double predicted, float[] probabilities)
      implements Serializable {}

  /**
   * Evaluates a model on rows with labels.
   *
   * @throws DataException naming a row of which the model makes a number that is not finite
   */
  public static Evaluation evaluate(JavaSparkContext spark, Model model, Source source) {
    Classes classes = new Classes(model.classes());
    classes.check(source, "the model's");
    Broadcast<Scorer> scorer = spark.broadcast(Scorer.of(model, source));
    try {
      return source
          .rows()
          .mapPartitions(rows -> List.of(scorer.value().evaluate(rows, classes)).iterator())
          .collect()
          .stream()
          .reduce(EvaluationSum.ofEverything(model.network()), EvaluationSum::merge)
          .evaluation();
    } finally {
      scorer.destroy(true);
    }
  }

  /** Predicts rows, with or without labels; fails as {@link #evaluate} does once it is computed. */
  public static JavaRDD<Prediction> predict(JavaSparkContext spark, Model model, Source source) {
    Broadcast<Scorer> scorer = spark.broadcast(Scorer.of(model, source));
    return source.rows().mapPartitions(rows -> scorer.value().predict(rows));
  }

  /** The model as tasks use it. */
  private record Scorer(
      String input, Matrix parameters, FeaturePreparation preparation, WorkspacePool workspaces)
      implements Serializable {

    static Scorer of(Model model, Source source) {
      return new Scorer(
          source.name(),
          model.parameters(),
          model.features(),
          new WorkspacePool(model.network(), model.parameters().precision()));
    }

    EvaluationSum evaluate(Iterator<RawRow> rows, Classes classes) {
      EvaluationSum sum = EvaluationSum.ofEverything(workspaces.network());
      Workspace workspace = workspaces.take();
      while (rows.hasNext()) {
        List<RawRow> block = block(rows, workspace);
        for (int row = 0; row < block.size(); row++) {
          workspace.targets().values()[row] = classes.target(block.get(row).label());
        }
        sum.add(workspaces.network(), workspace, outputs(block, workspace));
      }
      workspaces.giveBack(workspace);
      return sum;
    }

    Iterator<Prediction> predict(Iterator<RawRow> rows) {
      return new Iterator<>() {
        private Iterator<Prediction> ready = List.<Prediction>of().iterator();

        @Override
        public boolean hasNext() {
          return ready.hasNext() || rows.hasNext();
        }

        @Override
        public Prediction next() {
          if (!ready.hasNext()) {
            ready = predictBlock(rows).iterator();
          }
          return ready.next();
        }
      };
    }

    private List<Prediction> predictBlock(Iterator<RawRow> rows) {
      Network network = workspaces.network();
      Workspace workspace = workspaces.take();
      List<RawRow> block = block(rows, workspace);
      Matrix outputs = outputs(block, workspace); // [N x K]
      double[] predicted = new double[block.size()];
      Arrays.setAll(predicted, row -> network.loss().predicted(outputs, row));
      Matrix all = network.loss().probabilities(outputs); // [N x K]
      List<Prediction> predictions = new ArrayList<>(block.size());
      for (int row = 0; row < block.size(); row++) {
        float[] probabilities = new float[all.cols()];
        for (int k = 0; k < probabilities.length; k++) {
          probabilities[k] = (float) all.get(row * probabilities.length + k);
        }
        predictions.add(new Prediction(block.get(row).number(), predicted[row], probabilities));
      }
      workspaces.giveBack(workspace);
      return predictions;
    }

    /** What the network makes of the block in the workspace, {@code [N x K]}. */
    private Matrix outputs(List<RawRow> block, Workspace workspace) {
      refuse(NotFinite.ofInputs(workspace.input(), preparation), block);
      Matrix outputs = workspaces.network().forward(parameters, workspace);
      refuse(NotFinite.ofOutputs(outputs), block);
      return outputs;
    }

    private void refuse(NotFinite found, List<RawRow> block) {
      if (found != null) {
        throw new DataException(
            "%s: row %d (from 0) %s"
                .formatted(input, block.get(found.row()).number(), found.problem()));
      }
    }

    /** Takes the next rows into the workspace's input. */
    private List<RawRow> block(Iterator<RawRow> rows, Workspace workspace) {
      List<RawRow> block = new ArrayList<>();
      while (rows.hasNext() && block.size() < workspace.blockRows()) {
        block.add(rows.next());
      }
      Matrix input = workspace.resize(block.size());
      for (int row = 0; row < block.size(); row++) {
        preparation.apply(block.get(row).features().toArray(), 0, input, row);
      }
      return block;
    }
  }
}
