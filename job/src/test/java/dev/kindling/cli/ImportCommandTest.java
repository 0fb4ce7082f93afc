package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.cli.ExitCodeTest.Outcome;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir Path folder;

  private static String file(String name) throws Exception {
    return Path.of(ImportCommandTest.class.getResource("/golden/onnx/" + name).toURI()).toString();
  }

  private Outcome run(String file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("import", "--onnx", file));
    arguments.addAll(List.of("--output", place().toString()));
    arguments.addAll(Arrays.asList(more));
    return ExitCodeTest.run(arguments.toArray(String[]::new));
  }

  private Path place() {
    return folder.resolve("model");
  }

  private Model model() {
    return ModelFolder.read(new Configuration(), new org.apache.hadoop.fs.Path(place().toString()));
  }

  private static void assertFails(int code, String message, Outcome outcome) {
    assertEquals(code, outcome.code());
    assertTrue(outcome.err().contains(message), outcome.err());
  }

  @Test
  void aModelFolderIsWrittenOnceAndReplacedWhenAsked() throws Exception {
    String iris = file("scikit-learn-iris.onnx");
    assertEquals(0, run(iris).code());
    assertEquals(List.of("setosa", "versicolor", "virginica"), model().classes());
    assertFails(2, place() + " (--output) exists", run(iris));
    assertEquals(0, run(iris, "--overwrite", "--classes", "a,b,c").code());
    assertEquals(List.of("a", "b", "c"), model().classes());
  }

  @Test
  void onlyAModelIsReplaced() throws Exception {
    Path other = Files.createDirectories(place()).resolve("thesis.txt");
    Files.writeString(other, "mine");
    assertFails(2, "holds no model", run(file("scikit-learn-iris.onnx"), "--overwrite"));
    assertEquals("mine", Files.readString(other));
  }

  @Test
  void theModelThatIsThereStaysWhereTheFileIsRefused() throws Exception {
    assertEquals(0, run(file("scikit-learn-iris.onnx")).code());
    Path broken = Files.writeString(folder.resolve("broken.onnx"), "no model");
    assertFails(3, broken + ": is no ONNX model", run(broken.toString(), "--overwrite"));
    assertEquals(3, model().classes().size());
  }

  @Test
  void theLabelIsAfterTheFeaturesOrWhereItIsSaidToBe() throws Exception {
    String iris = file("scikit-learn-iris.onnx");
    assertEquals(0, run(iris).code());
    assertEquals("4", model().data().get("label"));
    assertEquals(0, run(iris, "--overwrite", "--set", "data.label=species").code());
    assertEquals("species", model().data().get("label"));
    assertFails(
        2, "unknown key data.lable", run(iris, "--overwrite", "--set", "data.lable=species"));
    assertEquals(
        0, run(file("pytorch-tutorial-17.onnx"), "--overwrite", "--set", "data.format=idx").code());
    assertEquals("idx", model().data().get("format"));
  }

  @Test
  void aFileThatIsNotThereIsBadData() {
    assertFails(3, "none.onnx: cannot be read: ", run("none.onnx"));
  }
}
