package dev.kindling.cli;

import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.FittedColumn;
import dev.kindling.model.Model;
import dev.kindling.nn.Layer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code inspect --json} prints of a model: plain maps, lists, texts and numbers. */
final class ModelDescription {
  private ModelDescription() {}

  static Map<String, Object> of(Model model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("input", model.network().inputShape().sides());
    map.put("features", features(model.features()));
    map.put("layers", model.network().layers().stream().map(ModelDescription::of).toList());
    map.put("parameters", model.network().parameterCount());
    map.put("loss", model.network().loss().toString());
    map.put("precision", model.parameters().precision().name().toLowerCase(Locale.ROOT));
    map.put("classes", model.classes());
    map.put("made", model.made());
    return map;
  }

  /** The kind of scaling, or each column. */
  private static Object features(FeaturePreparation features) {
    if (features instanceof FeatureScaling scaling) {
      return scaling.kind().name().toLowerCase(Locale.ROOT);
    }
    return ((ColumnPreparation) features).columns().stream().map(ModelDescription::of).toList();
  }

  private static Map<String, Object> of(FittedColumn column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", column.column().name());
    map.put("preparation", column.column().toString());
    map.put("categories", column.categories());
    return map;
  }

  private static Map<String, Object> of(Layer layer) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    layer.parameters().forEach(p -> tensors.put(p.name(), p.shape().sides()));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", layer.kind());
    map.put("options", new TreeMap<>(layer.options()));
    map.put("output", layer.outputShape().sides());
    map.put("tensors", tensors);
    map.put("parameters", layer.parameters().stream().mapToInt(p -> p.shape().size()).sum());
    return map;
  }
}
