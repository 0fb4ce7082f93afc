package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.kindling.nn.Loss;
import java.util.List;

/** What is made of the last layer's outputs, as nodes of an ONNX graph. */
final class OutcomeNodes {
  private static final AttributeProto ALONG_CLASSES = GraphBuilder.attribute("axis", 1);

  private final GraphBuilder graph;
  private final String refused; // the rows that have no prediction, [N x 1]; null if all have one

  private OutcomeNodes(GraphBuilder graph, String refused) {
    this.graph = graph;
    this.refused = refused;
  }

  /**
   * Adds the outputs of the graph.
   *
   * @param x the outputs of the network, {@code [N x M]}
   * @param refused the rows whose probabilities are NaN and whose class is -1, {@code [N x 1]} of
   *     bool; null for none
   */
  static void add(GraphBuilder graph, String x, String refused, Loss loss, int classes) {
    new OutcomeNodes(graph, refused).add(x, loss, classes);
  }

  private void add(String x, Loss loss, int classes) {
    switch (loss) {
      case SOFTMAX_CROSS_ENTROPY -> addClasses("Softmax", x, classes, ALONG_CLASSES);
      case BINARY_CROSS_ENTROPY -> {
        String first = graph.node("outputs.first", "Neg", List.of(x)); // its log-odds
        String both = graph.node("outputs.both", "Concat", List.of(first, x), ALONG_CLASSES);
        addClasses("Sigmoid", both, classes);
      }
      case MEAN_SQUARED_ERROR -> {
        String number = refused == null ? x : orElse("outputs.checked", nan(), x);
        String prediction = squeeze("prediction", number);
        graph.output(prediction, DataType.FLOAT, List.of(), "the number");
      }
    }
  }

  private void addClasses(String operator, String x, int classes, AttributeProto... attributes) {
    String name = refused == null ? "probabilities" : "outputs.probabilities";
    String any = graph.node(name, operator, List.of(x), attributes);
    String probabilities = refused == null ? any : orElse("probabilities", nan(), any);
    graph.output(probabilities, DataType.FLOAT, List.of(classes), "of each class");
    graph.output(
        refused == null ? mostProbable("prediction", any, 0) : checkedClass(any),
        DataType.INT64,
        List.of(),
        "the index of the most probable class");
  }

  private String checkedClass(String probabilities) {
    String best = mostProbable("outputs.best", probabilities, 1);
    String none = graph.constant("outputs.none", List.of(-1));
    return squeeze("prediction", orElse("outputs.checked", none, best));
  }

  private String mostProbable(String name, String probabilities, int keepSides) {
    AttributeProto keep = GraphBuilder.attribute("keepdims", keepSides);
    return graph.node(name, "ArgMax", List.of(probabilities), ALONG_CLASSES, keep);
  }

  private String nan() {
    return graph.notANumber("outputs.nan");
  }

  private String orElse(String name, String ofRefused, String x) {
    return graph.node(name, "Where", List.of(refused, ofRefused, x));
  }

  private String squeeze(String name, String x) {
    if (graph.operatorSet() == LayerNodes.OLD_OPERATOR_SET) {
      return graph.node(name, "Squeeze", List.of(x), GraphBuilder.attribute("axes", List.of(1)));
    }
    return graph.node(name, "Squeeze", List.of(x, graph.constant(name + ".axes", List.of(1))));
  }
}
