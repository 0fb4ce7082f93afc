package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.config.Section;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for schedulers under {@code conf/pipelines} are what those schedulers read. */
class PipelinesTest {
  private static final String DAG = "conf/pipelines/airflow-dag.py";

  /** Stands in for Airflow, as far as the example uses it; then the example's own function. */
  private static final String CALLS =
      """
      import importlib.util, sys, types
      class Anything:
          def __init__(self, **options): self.options = options
          def __enter__(self): return self
          def __exit__(self, *error): pass
      def module(name, **content):
          sys.modules[name] = types.ModuleType(name)
          sys.modules[name].__dict__.update(content)
      module("airflow", DAG=Anything)
      module("airflow.exceptions", AirflowException=RuntimeError, AirflowFailException=ValueError)
      module("airflow.operators")
      module("airflow.operators.python", PythonOperator=Anything)
      spec = importlib.util.spec_from_file_location("dag", sys.argv[1])
      dag = importlib.util.module_from_spec(spec)
      sys.dont_write_bytecode = True
      spec.loader.exec_module(dag)
      dag.RUNS = sys.argv[2]
      print("\\n".join(dag.command("2026-01-03")[1:]))
      """;

  @TempDir Path folder;

  private static void assertParses(List<String> arguments) {
    Kindling.commandLine().parseArgs(arguments.toArray(String[]::new));
  }

  @Test
  void theSparkApplicationHasWhatTheOperatorAsksFor() throws IOException {
    String file = "conf/pipelines/kubernetes-sparkapplication.yaml";
    Section root = Section.parse(file, Files.readString(Script.ROOT.resolve(file)));
    assertEquals("sparkoperator.k8s.io/v1beta2", root.string("apiVersion"));
    assertEquals("SparkApplication", root.string("kind"));
    assertEquals("kindling", root.section("metadata").string("name"));
    Section spec = root.section("spec");
    assertEquals("Java", spec.string("type"));
    assertEquals(Kindling.class.getName(), spec.string("mainClass"));
    assertTrue(spec.string("mainApplicationFile").endsWith("kindling.jar"));
    for (String key : List.of("mode", "image", "sparkVersion")) {
      assertTrue(!spec.string(key).isEmpty(), key);
    }
    for (String role : List.of("driver", "executor")) {
      assertTrue(spec.section(role).integer("cores", 1, 100) > 0);
      assertTrue(spec.section(role).string("memory").matches("\\d+g"));
    }
    assertParses(spec.strings("arguments"));
  }

  @Test
  void theAirflowExampleTrainsFromTheLatestEarlierModelThatWasPublished() throws IOException {
    assumeTrue(Script.run("bash", "-c", "command -v python3").exitCode() == 0, "no python3");
    for (String day : List.of("2026-01-01", "2026-01-02", "2026-01-03")) {
      Files.createDirectories(folder.resolve(day));
    }
    Files.createFile(folder.resolve("2026-01-01/_SUCCESS"));
    Files.createFile(folder.resolve("2026-01-03/_SUCCESS"));
    Script.Result result = Script.run("python3", "-c", CALLS, DAG, folder.toString());
    assertEquals("", result.err());
    List<String> arguments = result.out().lines().toList();
    assertParses(arguments);
    assertEquals(
        "training.initial_model=" + folder + "/2026-01-01/model",
        arguments.get(arguments.size() - 1));
  }
}
