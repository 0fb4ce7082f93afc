package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.onnx.Value.Kind;
import dev.kindling.onnx.Value.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model of an ONNX file, as PyTorch, Keras (tf2onnx) and scikit-learn (skl2onnx) write them of
 * chains of dense and convolutional layers, and {@link OnnxExport} of its own.
 *
 * <p>What the outputs mean is told by what the graph makes of them: a softmax, or nothing but more
 * than one output, are classes; one sigmoid is the probability of the second of two classes; one
 * output without a sigmoid is a number.
 */
public final class OnnxImport {
  /** The operators' versions whose meaning is known here; of ONNX 1.2 to 1.19. */
  private static final int OLDEST_OPERATORS = 7;

  private static final int NEWEST_OPERATORS = 24;

  private static final String CLASSES = OnnxExport.CLASSES;
  private static final String FEATURES = OnnxExport.FEATURES;

  private final ModelProto file;
  private final GraphReader graph;
  private final boolean ownFile;

  private OnnxImport(ModelProto file) {
    this.file = file;
    ownFile = file.getProducerName().equals(OnnxExport.PRODUCER);
    if (ownFile && OnnxExport.COLUMNS.equals(metadata(FEATURES))) {
      throw new ModelException(
          "was exported by Kindling from a model with data.columns, which cannot be imported again; use the model folder that it was exported from");
    }
    graph = new GraphReader(file.getGraph(), operatorSet(file), ownFile);
  }

  /**
   * Reads a model.
   *
   * @param classes the names of the classes, or none to take those of the file, or numbers from 0
   * @return the model, which does not know how rows for it are to be read, see {@link Model#with}
   * @throws ModelException if the file is none that this version can read, naming the node
   */
  public static Model read(Configuration hadoop, Path file, List<String> classes) {
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(file.getFileSystem(hadoop));
      long length = fs.getFileStatus(file).getLen();
      if (length > Integer.MAX_VALUE - 8) {
        throw new ModelException("has " + length + " bytes, but ONNX is limited to 2 GB");
      }
      byte[] bytes;
      try (InputStream in = fs.open(file)) {
        bytes = in.readNBytes((int) length);
      }
      return read(bytes, classes);
    } catch (ModelException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static Model read(byte[] bytes, List<String> classes) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.enableAliasing(true); // the weights stay in the array
      ModelProto file = ModelProto.parseFrom(in);
      if (!file.hasGraph() || file.getOpsetImportCount() == 0) {
        throw new ModelException("is no ONNX model");
      }
      return new OnnxImport(file).model(classes, bytes.length);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException("is no ONNX model: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException("cannot be read: " + e.getMessage(), e);
    }
  }

  private static int operatorSet(ModelProto file) {
    long version = 0;
    for (OperatorSetIdProto set : file.getOpsetImportList()) {
      if (Node.domain(set.getDomain()).isEmpty()) {
        version = set.getVersion();
      }
    }
    if (version < OLDEST_OPERATORS || version > NEWEST_OPERATORS) {
      throw new ModelException(
          "uses version %d of ONNX's operators; this Kindling knows %d to %d: export the model with another opset"
              .formatted(version, OLDEST_OPERATORS, NEWEST_OPERATORS));
    }
    return (int) version;
  }

  /**
   * @param most how many classes or channels there can be in a file of this size
   */
  private Model model(List<String> givenClasses, int most) {
    if (graph.chain().isEmpty()) {
      throw new ModelException("has no layers");
    }
    try {
      return build(givenClasses, most);
    } catch (ConfigException | IllegalArgumentException e) { // its sizes do not fit together
      throw new ModelException(e.getMessage(), e);
    }
  }

  private Model build(List<String> givenClasses, int most) {
    Chain chain = graph.chain();
    Loss loss = loss(givenClasses);
    Section section =
        Section.of("its network", Map.of("input", chain.input(), "layers", chain.layers()));
    Network network = NetworkConfig.read(section, loss);
    if (network.outputs() > most || network.inputShape().sides().get(0) > most) {
      throw new ModelException("has more outputs or channels than the file has bytes");
    }
    Matrix parameters = Precision.FLOAT.vector(network.parameterCount());
    chain.fill(parameters, network.tensors());
    network.check(parameters);
    return new Model(
        network,
        parameters,
        chain.scaling().of(network.inputShape(), scaling()),
        classes(givenClasses, network),
        Map.of(),
        made());
  }

  private Loss loss(List<String> givenClasses) {
    Chain chain = graph.chain();
    Set<Kind> outcomes = graph.outcomes().stream().map(Outcome::kind).collect(Collectors.toSet());
    if (outcomes.contains(Kind.SOFTMAX)) {
      return Loss.SOFTMAX_CROSS_ENTROPY;
    } else if (outcomes.contains(Kind.OF_LOG_ODDS)) {
      return Loss.BINARY_CROSS_ENTROPY;
    }
    boolean number = ownFile && "[]".equals(metadata(CLASSES));
    if (chain.current().size() == 1 && !number && chain.endsWithSigmoid()) {
      chain.dropLastActivation(); // the loss knows it
      return Loss.BINARY_CROSS_ENTROPY;
    } else if (chain.current().size() == 1) {
      return givenClasses.size() == 2 ? Loss.BINARY_CROSS_ENTROPY : Loss.MEAN_SQUARED_ERROR;
    } else if (chain.endsWithSigmoid()) {
      throw new ModelException(
          "ends with "
              + chain.current().size()
              + " sigmoids, which are no classes of which one is right; supported are a softmax, one"
              + " sigmoid, or outputs without either");
    }
    return Loss.SOFTMAX_CROSS_ENTROPY;
  }

  private List<String> classes(List<String> given, Network network) {
    int count = network.classes();
    if (!given.isEmpty() && given.size() != count) {
      throw new ModelException(
          count == 0
              ? "predicts a number, but " + given.size() + " classes are given (--classes)"
              : "has " + count + " classes, but " + given.size() + " are given (--classes)");
    }
    if (count == 0 || !given.isEmpty()) {
      return given;
    }
    for (Outcome outcome : graph.outcomes()) {
      if (!outcome.classes().isEmpty()) {
        return outcome.classes();
      }
    }
    String own = ownFile ? metadata(CLASSES) : null;
    return own == null ? IntStream.range(0, count).mapToObj(String::valueOf).toList() : parsed(own);
  }

  private static List<String> parsed(String json) {
    try {
      return List.of(new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException | NullPointerException e) { // null among them
      throw new ModelException("has classes in its metadata that are no list of names", e);
    }
  }

  /** Which of the scalings it was does not change what it does. */
  private Scaling scaling() {
    return "minmax".equals(metadata(FEATURES)) ? Scaling.MINMAX : Scaling.STANDARDIZE;
  }

  private String metadata(String key) {
    for (StringStringEntryProto entry : file.getMetadataPropsList()) {
      if (entry.getKey().equals(key)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private Map<String, Object> made() {
    String producer = (file.getProducerName() + " " + file.getProducerVersion()).strip();
    return Map.of("imported_from", "onnx", "producer", producer);
  }
}
