package dev.kindling.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The content of {@code model.json}: a {@link Model} without its parameters. */
record ModelJson(
    Network network,
    FeaturePreparation features,
    List<String> classes,
    Map<String, Object> data,
    Map<String, Object> made) {

  /** The newest; a model without columns of a table is written as one of version 1. */
  private static final int FORMAT_VERSION = 2;

  /** Sorted keys: {@code Map.of} has another order in every JVM, a model file must not. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  static ModelJson of(Model model) {
    return new ModelJson(
        model.network(), model.features(), model.classes(), model.data(), model.made());
  }

  Model with(Matrix parameters) {
    return new Model(network, parameters, features, classes, data, made);
  }

  byte[] write() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format_version", features instanceof ColumnPreparation ? FORMAT_VERSION : 1);
    root.put("loss", lowerCase(network.loss()));
    root.set("network", JSON.valueToTree(NetworkConfig.write(network)));
    root.set("features", JSON.valueToTree(write(features)));
    root.set("classes", JSON.valueToTree(classes));
    root.set("data", JSON.valueToTree(data));
    root.set("made", JSON.valueToTree(made));
    DefaultPrettyPrinter pretty = new DefaultPrettyPrinter();
    pretty.indentObjectsWith(new DefaultIndenter("  ", "\n")); // not the platform's line ends
    return (JSON.writer(pretty).writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the file.
   *
   * @param source its name, for messages
   * @throws ModelException if it is not JSON, of a newer format, or does not describe a model
   */
  static ModelJson read(InputStream in, String source) throws IOException {
    try {
      @SuppressWarnings("unchecked") // the keys of a JSON object are text
      Map<String, Object> json = (Map<String, Object>) parse(in, source);
      return read(Section.of(source, json));
    } catch (ConfigException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static ModelJson read(Section root) {
    int version = root.integer("format_version", 1, Integer.MAX_VALUE);
    if (version > FORMAT_VERSION) {
      throw root.error(
          "has format version "
              + version
              + ", this Kindling reads up to "
              + FORMAT_VERSION
              + ": use a newer Kindling");
    }
    Loss loss = root.choice("loss", Loss.class);
    Network network = NetworkConfig.read(root.section("network"), loss);
    FeaturePreparation features = features(root.section("features"), network.inputShape());
    List<String> classes = root.strings("classes");
    Map<String, Object> data = anything(root.section("data"));
    Map<String, Object> made = anything(root.section("made"));
    root.done();
    return new ModelJson(network, features, classes, data, made);
  }

  private static Map<?, ?> parse(InputStream in, String source) throws IOException {
    try {
      if (JSON.readValue(in, Object.class) instanceof Map<?, ?> map) {
        return map;
      }
      throw new ModelException(source + ": is JSON but not an object");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ModelException(
          source
              + ": not valid JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static Map<String, Object> write(FeaturePreparation features) {
    Map<String, Object> section = new LinkedHashMap<>();
    if (features instanceof ColumnPreparation columns) {
      section.put("columns", ColumnsJson.write(columns));
    } else if (features instanceof FeatureScaling scaling) {
      section.put("scaling", lowerCase(scaling.kind()));
      if (scaling.kind() != Scaling.NONE) {
        section.put("shift", scaling.shift());
        section.put("scale", scaling.scale());
      }
    }
    return section;
  }

  private static FeaturePreparation features(Section section, Shape input) {
    if (section.has("columns")) {
      try {
        return ColumnsJson.read(section.sections("columns"));
      } catch (IllegalArgumentException e) {
        throw section.error("makes no preparation: " + e.getMessage());
      }
    }
    return scaling(section, input);
  }

  private static FeatureScaling scaling(Section section, Shape input) {
    Scaling kind = section.choice("scaling", Scaling.class);
    if (kind == Scaling.NONE) {
      return FeatureScaling.none(input.size());
    }
    try {
      double[] shift = doubles(section, "shift");
      FeatureScaling scaling = new FeatureScaling(kind, shift, doubles(section, "scale"));
      checkEntries(scaling.scale(), input);
      boolean channels = shift.length > 0 && input.size() % shift.length == 0;
      return channels ? scaling.ofChannels(input.size() / shift.length) : scaling;
    } catch (IllegalArgumentException e) {
      throw section.error("makes no scaling: " + e.getMessage());
    }
  }

  /**
   * Refuses entries for groups of inputs that are no channels. Images that go in flat have channels
   * of which the network knows nothing.
   */
  private static void checkEntries(double[] scale, Shape input) {
    if (input.isImage() && scale.length != input.sides().get(0) && scale.length != input.size()) {
      throw new IllegalArgumentException(
          "has %d entries but %s inputs need %d, one for each, or %d, one for each channel"
              .formatted(scale.length, input, input.size(), input.sides().get(0)));
    }
    for (int j = 0; j < scale.length; j++) {
      if (scale[j] == 0) {
        throw new IllegalArgumentException(
            "scale[" + j + "] is 0, which makes every value the same");
      }
      if (scale[j] < 0) {
        throw new IllegalArgumentException(
            "scale[" + j + "] is " + scale[j] + ", but no deviation or range is below 0");
      }
    }
  }

  private static double[] doubles(Section section, String key) {
    return section.numbers(key).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A section that is kept as it is. */
  private static Map<String, Object> anything(Section section) {
    section.asMap().keySet().forEach(section::has);
    return section.asMap();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
