package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Golden files: inputs and results that PyTorch or scikit-learn computed in double. They are read
 * from the folder that the system property {@code golden.dir} names, by default the one beside the
 * tests.
 */
public record Golden(JsonNode file, List<JsonNode> cases) {

  /** Reads a file, which must be there and hold at least one case. */
  public static Golden read(String name) throws Exception {
    String folder = System.getProperty("golden.dir");
    URI beside = Golden.class.getResource("/golden").toURI();
    Path path = (folder == null ? Path.of(beside) : Path.of(folder)).resolve(name);
    assertTrue(Files.isRegularFile(path), () -> "there is no " + path.toAbsolutePath());
    JsonNode file = new ObjectMapper().readTree(path.toFile());
    List<JsonNode> cases = StreamSupport.stream(file.path("cases").spliterator(), false).toList();
    assertFalse(cases.isEmpty(), () -> "no cases in " + path.toAbsolutePath());
    return new Golden(file, cases);
  }

  /** A tensor as a matrix of as many rows as its first side; a vector as one row. */
  public static Matrix matrix(Precision precision, JsonNode tensor) {
    JsonNode shape = tensor.required("shape");
    JsonNode data = tensor.required("data");
    int rows = shape.size() == 1 ? 1 : shape.get(0).intValue();
    Matrix matrix = precision.zeros(rows, data.size() / rows);
    for (int i = 0; i < data.size(); i++) {
      matrix.set(i, data.get(i).doubleValue());
    }
    return matrix;
  }

  /** Tensors one after the other, as a network's flat vector has them. */
  public static Matrix flat(Precision precision, Iterable<JsonNode> tensors) {
    double[] values =
        StreamSupport.stream(tensors.spliterator(), false)
            .flatMap(tensor -> StreamSupport.stream(tensor.required("data").spliterator(), false))
            .mapToDouble(JsonNode::doubleValue)
            .toArray();
    Matrix flat = precision.vector(values.length);
    for (int i = 0; i < values.length; i++) {
      flat.set(i, values[i]);
    }
    return flat;
  }

  public static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  public static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
