package dev.kindling.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The header of a safetensors file: JSON that gives each tensor its {@code dtype}, {@code shape}
 * and {@code data_offsets}, which are begin and end in bytes from the end of the header.
 *
 * @param precision of all tensors
 * @param tensorsInFile the tensors in the order in which the file holds their values
 * @param sha256 of the values' bytes, in hexadecimal; null if the file does not say
 */
record SafetensorsHeader(Precision precision, List<Tensor> tensorsInFile, String sha256) {
  static final String SHA_256 = "sha256"; // a name of ours

  private static final String METADATA = "__metadata__"; // texts by name, free by the format

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private record Stored(Tensor tensor, Precision precision, long begin, long end) {}

  /** The header of a vector, padded with spaces so that the values begin at a multiple of 8. */
  static byte[] write(List<Tensor> tensors, Matrix values, String sha256) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject(METADATA).put("format", "kindling").put(SHA_256, sha256);
    long bytes = values.precision().bytes();
    long end = 0;
    for (Tensor tensor : tensors) {
      if (tensor.offset() != end) {
        throw new IllegalArgumentException(
            tensor.name() + " begins at " + tensor.offset() + " of the vector but must at " + end);
      }
      end += tensor.shape().size();
      ObjectNode info = root.putObject(tensor.name());
      info.put("dtype", dtype(values.precision()));
      info.set("shape", shape(tensor));
      info.putArray("data_offsets").add(tensor.offset() * bytes).add(end * bytes);
    }
    if (end != values.size()) {
      throw new IllegalArgumentException(
          "the tensors have " + end + " values but the vector has " + values.size());
    }
    byte[] json = JSON.writeValueAsBytes(root);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads a header.
   *
   * @param dataLength the bytes that follow it
   * @throws IllegalArgumentException if it is malformed or does not describe exactly these tensors
   */
  static SafetensorsHeader read(byte[] json, long dataLength, List<Tensor> tensors) {
    JsonNode header = parse(json);
    requireNames(header, tensors);
    List<Stored> layout = new ArrayList<>();
    for (Tensor tensor : tensors) {
      layout.add(stored(tensor, header.get(tensor.name()), dataLength));
    }
    layout.sort(Comparator.comparingLong(Stored::begin));
    requireNoGaps(layout, dataLength);
    return new SafetensorsHeader(
        onePrecision(layout),
        layout.stream().map(Stored::tensor).toList(),
        header.path(METADATA).path(SHA_256).textValue());
  }

  private static JsonNode parse(byte[] json) {
    JsonNode header;
    try {
      header = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "has a header that is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalArgumentException("has a header that is not JSON: " + e.getMessage());
    }
    if (!header.isObject()) {
      throw new IllegalArgumentException("has a header that is not a JSON object");
    }
    return header;
  }

  private static void requireNames(JsonNode header, List<Tensor> tensors) {
    Set<String> surplus = new TreeSet<>();
    header.fieldNames().forEachRemaining(surplus::add);
    surplus.remove(METADATA);
    List<String> missing = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (!surplus.remove(tensor.name())) {
        missing.add(tensor.name());
      }
    }
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      throw new IllegalArgumentException(
          "does not hold the network's tensors (missing: "
              + missing
              + ", not in the network: "
              + surplus
              + ")");
    }
  }

  private static Stored stored(Tensor tensor, JsonNode info, long dataLength) {
    Precision precision = precision(tensor, info.get("dtype"));
    if (!shape(tensor).equals(info.get("shape"))) {
      throw new IllegalArgumentException(
          tensor.name()
              + " has the shape "
              + info.get("shape")
              + " but the network's has "
              + shape(tensor));
    }
    JsonNode offsets = info.path("data_offsets");
    if (offsets.size() != 2 || !isOffset(offsets.path(0)) || !isOffset(offsets.path(1))) {
      throw new IllegalArgumentException(
          tensor.name()
              + " has the data_offsets "
              + info.get("data_offsets")
              + " but they must be [begin, end]");
    }
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    long bytes = (long) tensor.shape().size() * precision.bytes();
    if (end - begin != bytes) {
      throw new IllegalArgumentException(
          tensor.name()
              + " has the data_offsets "
              + offsets
              + " but its values take "
              + bytes
              + " bytes");
    }
    if (end > dataLength) {
      throw new IllegalArgumentException(
          tensor.name()
              + " ends at byte "
              + end
              + " of the data, which has "
              + dataLength
              + "; is the file truncated?");
    }
    return new Stored(tensor, precision, begin, end);
  }

  private static Precision precision(Tensor tensor, JsonNode dtype) {
    for (Precision precision : Precision.values()) {
      if (dtype != null && dtype(precision).equals(dtype.textValue())) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        tensor.name() + " has the dtype " + dtype + " but must have F32 or F64");
  }

  private static boolean isOffset(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
  }

  private static void requireNoGaps(List<Stored> layout, long dataLength) {
    long end = 0;
    for (Stored stored : layout) {
      if (stored.begin() != end) {
        throw new IllegalArgumentException(
            stored.tensor().name()
                + " begins at byte "
                + stored.begin()
                + " of the data but the tensor before it ends at "
                + end);
      }
      end = stored.end();
    }
    if (end != dataLength) {
      throw new IllegalArgumentException(
          "has " + (dataLength - end) + " bytes after its last tensor");
    }
  }

  private static Precision onePrecision(List<Stored> layout) {
    List<Precision> found = layout.stream().map(Stored::precision).distinct().toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException("mixes F32 and F64 but all tensors must have one dtype");
    }
    return found.isEmpty() ? Precision.FLOAT : found.get(0);
  }

  private static String dtype(Precision precision) {
    return switch (precision) {
      case FLOAT -> "F32";
      case DOUBLE -> "F64";
    };
  }

  private static JsonNode shape(Tensor tensor) {
    return JSON.valueToTree(tensor.shape().sides());
  }
}
