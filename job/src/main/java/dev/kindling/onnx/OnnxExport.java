package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.features.Cells;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.OutputException;
import dev.kindling.model.OutputFile;
import dev.kindling.model.Release;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Shape;
import dev.kindling.onnx.ColumnNodes.Prepared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model as ONNX (https://onnx.ai), a format that many runtimes read: all of it, from raw features
 * to class probabilities or the predicted number, in float.
 *
 * <p>The input is {@code features}, {@code [N x D]}, or {@code [N x C x H x W]} where the network
 * takes images; of the columns of a table there is one for each, see {@link ColumnNodes}. The
 * outputs are {@code probabilities}, {@code [N x K]}, and {@code prediction}, {@code [N]}, the
 * index of the most probable class. The names of the classes are a JSON array under {@code classes}
 * in the model's metadata, the kind of the feature scaling, or {@code columns}, is under {@code
 * features}, and of a table the texts that mean a missing value under {@code missing}. Rows that
 * Kindling refuses have NaN for probabilities or number, and -1 for a class. Without classes there
 * is only {@code prediction}, a number. Constants are named as the parameters are, {@code
 * layer1.W}.
 */
public final class OnnxExport {
  static final String PRODUCER = "kindling";
  static final String CLASSES = "classes"; // of the metadata
  static final String FEATURES = "features";
  static final String COLUMNS = "columns"; // a kind of features
  private static final String MISSING = "missing";

  /** Of ONNX 1.4, 1.5 and 1.12, as the operators. */
  private static final int OLD_IR_VERSION = 4;

  private static final int TEXT_IR_VERSION = 5;
  private static final int IR_VERSION = 8;

  /** What protobuf can hold, less what may be beside the parameters. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 24);

  private OnnxExport() {}

  /**
   * Writes a model as an ONNX file.
   *
   * @param overwrite whether to replace a file that exists
   * @throws dev.kindling.config.ConfigException if the file exists and is to stay
   * @throws ModelException if the format cannot hold the model
   * @throws OutputException if the file cannot be written
   */
  public static void write(Configuration hadoop, Path file, boolean overwrite, Model model) {
    OutputFile.write(hadoop, file, "--output", overwrite, of(model)::writeTo);
  }

  static ModelProto of(Model model) {
    requireFits(model.network().parameterCount());
    GraphBuilder graph =
        new GraphBuilder("kindling", LayerNodes.operatorSet(model.network().layers()));
    Prepared inputs = addInputs(graph, model);
    String x = addLayers(graph, model, inputs.x());
    OutcomeNodes.add(graph, x, inputs.refused(), model.network().loss(), model.classes().size());
    ModelProto.Builder file = ModelProto.newBuilder();
    if (model.features() instanceof ColumnPreparation) {
      file.addMetadataProps(metadata(MISSING, json(Cells.missing())));
    }
    return file.setIrVersion(irVersion(graph))
        .addAllOpsetImport(graph.operatorSets())
        .setProducerName(PRODUCER)
        .setProducerVersion(Release.version())
        .addMetadataProps(metadata(CLASSES, json(model.classes())))
        .addMetadataProps(metadata(FEATURES, kind(model.features())))
        .setGraph(graph.build())
        .build();
  }

  private static int irVersion(GraphBuilder graph) {
    if (graph.operatorSet() > LayerNodes.OLD_OPERATOR_SET) {
      return IR_VERSION;
    }
    return graph.operatorSets().size() > 1 ? TEXT_IR_VERSION : OLD_IR_VERSION;
  }

  private static String kind(FeaturePreparation features) {
    return features instanceof FeatureScaling scaling
        ? scaling.kind().name().toLowerCase(Locale.ROOT)
        : COLUMNS;
  }

  private static Prepared addInputs(GraphBuilder graph, Model model) {
    Shape shape = model.network().inputShape();
    if (model.features() instanceof ColumnPreparation columns) {
      Prepared prepared = ColumnNodes.add(graph, columns);
      return shape.isImage()
          ? new Prepared(image(graph, shape, prepared.x()), prepared.refused())
          : prepared;
    }
    graph.input("features", DataType.FLOAT, sides(shape), "raw values, as they are in the data");
    return new Prepared(scale(graph, (FeatureScaling) model.features(), shape, "features"), null);
  }

  private static String image(GraphBuilder graph, Shape shape, String x) {
    List<Integer> sides = new ArrayList<>(List.of(0)); // as many as there are
    sides.addAll(shape.sides());
    String of = graph.constant("features.image.shape", sides);
    return graph.node("features.image", "Reshape", List.of(x, of));
  }

  private static String addLayers(GraphBuilder graph, Model model, String inputs) {
    Shape shape = model.network().inputShape();
    String x = inputs;
    int number = 0;
    for (Layer layer : model.network().layers()) {
      String name = "layer" + ++number;
      if (shape.isImage() && !layer.inputShape().isImage()) {
        x = graph.flatten(name + ".x", x);
      }
      x = LayerNodes.add(graph, model, layer, name, x);
      shape = layer.outputShape();
    }
    return shape.isImage() ? graph.flatten("outputs", x) : x;
  }

  private static StringStringEntryProto metadata(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  static void requireFits(int parameters) {
    if (parameters * (long) Float.BYTES > MOST_BYTES) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "the model has %,d parameters, but an ONNX file is limited to 2 GB",
              parameters));
    }
  }

  private static String scale(GraphBuilder graph, FeatureScaling scaling, Shape shape, String x) {
    if (scaling.kind() == Scaling.NONE) {
      return x;
    }
    int pixels = shape.isImage() ? shape.size() / shape.sides().get(0) : 0;
    boolean ofChannels = shape.isImage() && scaling.isSharedBy(pixels);
    int share = ofChannels ? pixels : 1; // neighbours that have one constant in common
    List<Integer> sides = ofChannels ? List.of(shape.sides().get(0), 1, 1) : sides(shape);
    String shift = graph.constant("features.shift", sides, i -> scaling.shift(i * share));
    String factor = graph.constant("features.scale", sides, i -> scaling.scale(i * share));
    String shifted = graph.node("features.shifted", "Sub", List.of(x, shift));
    return graph.node("features.scaled", "Mul", List.of(shifted, factor));
  }

  /** One example as ONNX sees it: an image, or else a vector. */
  private static List<Integer> sides(Shape shape) {
    return shape.isImage() ? shape.sides() : List.of(shape.size());
  }

  private static String json(Collection<String> texts) {
    try {
      return new ObjectMapper().writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // text is always JSON
    }
  }
}
