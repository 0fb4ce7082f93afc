package dev.kindling.train;

import dev.kindling.data.Classes;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.Source;
import dev.kindling.evaluation.Evaluation;
import dev.kindling.evaluation.EvaluationSum;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.Model;
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

  /** Evaluates a model on rows with labels. */
  public static Evaluation evaluate(JavaSparkContext spark, Model model, Source source) {
    Classes classes = new Classes(model.classes());
    classes.check(source, "the model's");
    Broadcast<Scorer> scorer = spark.broadcast(Scorer.of(model));
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

  /** Predicts rows, with or without labels. */
  public static JavaRDD<Prediction> predict(JavaSparkContext spark, Model model, Source source) {
    Broadcast<Scorer> scorer = spark.broadcast(Scorer.of(model));
    return source.rows().mapPartitions(rows -> scorer.value().predict(rows));
  }

  /** The model as tasks use it. */
  private record Scorer(Matrix parameters, FeaturePreparation preparation, WorkspacePool workspaces)
      implements Serializable {

    static Scorer of(Model model) {
      return new Scorer(
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
        sum.add(workspaces.network(), parameters, workspace);
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
      Matrix outputs = network.forward(parameters, workspace); // [N x K]
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
