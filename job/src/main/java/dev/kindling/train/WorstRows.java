package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.evaluation.WorstExamples;
import dev.kindling.features.Column;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.nn.Shape;
import dev.kindling.report.Pictures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The examples of the report that a model gets most wrong: images as pictures, others by the values
 * that their inputs were made of.
 *
 * @param input of the network
 */
record WorstRows(Dataset data, Shape input) {
  private static final int MOST = 10; // features without columns

  /** The names of the values of each row; none of images. */
  List<String> names() {
    if (input.isImage()) {
      return List.of();
    }
    if (data.preparation() instanceof ColumnPreparation table) {
      return table.declared().stream().map(Column::name).toList();
    }
    List<String> names = data.featureNames();
    boolean named = names.size() == input.size(); // a column of vectors has one name for all
    return IntStream.range(0, Math.min(MOST, input.size()))
        .mapToObj(j -> named ? names.get(j) : String.valueOf(j))
        .toList();
  }

  Map<String, Object> show(WorstExamples.Example example) {
    List<String> classes = data.classes().names();
    Map<String, Object> shown = new LinkedHashMap<>();
    if (classes.isEmpty()) {
      shown.put("true", example.target());
      shown.put("predicted", example.predicted());
      shown.put("error", example.predicted() - example.target());
    } else {
      shown.put("true", classes.get((int) example.target()));
      shown.put("predicted", classes.get((int) example.predicted()));
      shown.put("probability", example.probability());
      shown.put("loss", example.loss());
    }
    if (input.isImage()) {
      List<Integer> sides = input.sides(); // C, H, W
      shown.put(
          "image",
          Pictures.uri(Pictures.image(example.input(), sides.get(0), sides.get(1), sides.get(2))));
    } else {
      shown.put("values", values(example.input()));
    }
    return shown;
  }

  private List<String> values(float[] inputs) {
    return data.preparation() instanceof ColumnPreparation table
        ? table.valuesOf(inputs)
        : ((FeatureScaling) data.preparation()).valuesOf(inputs, MOST);
  }
}
