package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kindling.linalg.Blas;
import dev.kindling.linalg.Precision;
import dev.kindling.testing.Documents;
import dev.kindling.testing.Script;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java program with nothing on its class path but Kindling and what the page on models names. */
class KindlingModelAloneIT {
  private static final Pattern ARTIFACT = Pattern.compile("`[a-z0-9.]+:([a-z0-9_-]+)`");

  @Test
  void neitherSparkNorHadoopIsNeeded(@TempDir Path temp) throws Exception {
    Model model = Models.model(Precision.FLOAT);
    Path folder = temp.resolve("model");
    FileSystem fs = FileSystem.getLocal(new Configuration(false));
    ModelFolder.write(fs, new org.apache.hadoop.fs.Path(folder.toString()), model);
    Script.Result program =
        Script.run(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dkindling.blas=" + System.getProperty("kindling.blas", "auto"),
            "-cp",
            classPath(),
            Program.class.getName(),
            folder.toString());
    assertEquals("", program.err());
    assertEquals(Program.said(new KindlingModel(model)), program.out());
  }

  /** Without a word of what its class path does not have. */
  static final class Program {
    public static void main(String[] args) {
      System.out.print(said(KindlingModel.load(Path.of(args[0]))));
    }

    static String said(KindlingModel predictor) {
      float[] probabilities = predictor.predict(new float[] {1, -2, 3});
      return Arrays.toString(probabilities) + " " + Blas.description();
    }
  }

  private static String classPath() throws URISyntaxException {
    List<String> path = new ArrayList<>();
    path.add(Script.ROOT.resolve("job/target/kindling.jar").toString());
    path.add(
        Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString());
    String all = System.getProperty("java.class.path");
    for (String artifact : artifacts()) {
      List<String> jars =
          Arrays.stream(all.split(File.pathSeparator))
              .filter(jar -> new File(jar).getName().matches(artifact + "-[0-9].*\\.jar"))
              .toList();
      assertFalse(jars.isEmpty(), artifact);
      path.addAll(jars);
    }
    return String.join(File.pathSeparator, path);
  }

  private static List<String> artifacts() {
    String page = Documents.text(Documents.SITE.resolve("models.md"));
    String section =
        page.substring(page.indexOf("### In Java"), page.indexOf("KindlingModel.load"));
    return ARTIFACT.matcher(section).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
