package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.kindling.config.Section;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.testing.Script;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar exports, in which the classes of ONNX's file format have other names. */
class ExportIT {

  @Test
  void onnxRuntimeReadsAModelWithTexts(@TempDir Path folder) throws Exception {
    Column city = new Column("city", Kind.ONE_HOT, 2, Missing.FAIL);
    Section section = Section.parse("x.yaml", "{input: 2, layers: [dense: {units: 2}]}");
    Network network = NetworkConfig.read(section, Loss.SOFTMAX_CROSS_ENTROPY);
    Model model =
        new Model(
            network,
            network.initialize(Precision.FLOAT, 1),
            new ColumnPreparation(List.of(new Categorical(city, List.of("York", "Hull")))),
            List.of("no", "yes"),
            Map.of(),
            Map.of());
    String place = folder + "/model";
    ModelFolder.write(
        FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(place), model);
    String file = folder + "/model.onnx";
    Script.Result result =
        Script.run(
            "scripts/kindling", "export", "--model", place, "--format", "onnx", "--output", file);
    assertEquals("onnx model: " + file + "\n", result.out(), result.err());
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
      assertEquals(Set.of("city"), session.getInputNames());
    }
  }
}
