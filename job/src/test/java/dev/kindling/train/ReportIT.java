package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.testing.Script;
import dev.kindling.testing.SparkExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run in headless Chromium, where there is one; otherwise the test is skipped. */
@ExtendWith(SparkExtension.class)
class ReportIT {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** A phone's, a small window's and a desktop's. */
  private static final List<Integer> WIDTHS = List.of(390, 1000, 1280);

  /** Goes before all scripts of the page. */
  private static final String LISTEN =
      "<script>const problems = []; addEventListener('error', e => problems.push(e.message));"
          + "</script>";

  /** Goes after them; the page has its plots by then. */
  private static final String REPORT =
      "<script>addEventListener('load', () => setTimeout(() => {"
          + " const drawn = canvas => canvas.getContext('2d')"
          + ".getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte);"
          + " const canvases = [...document.querySelectorAll('.uplot canvas')];"
          + " parent.postMessage({problems, width: innerWidth,"
          + " needed: document.documentElement.scrollWidth, plots: canvases.filter(drawn).length,"
          + " cut: [...document.querySelectorAll('section')]"
          + ".filter(s => s.scrollWidth > s.clientWidth).map(s => s.textContent.slice(0, 30)),"
          + " sections: [...document.querySelectorAll('h2')].map(h => h.textContent)}, '*');"
          + " }, 100));</script>";

  private static Path browser() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** What the page says of itself in frames of all widths. */
  private static List<JsonNode> open(Path browser, Path folder, String report) throws IOException {
    Files.writeString(
        folder.resolve("probed.html"),
        report.replace("<body>", "<body>" + LISTEN).replace("</body>", REPORT + "</body>"));
    StringBuilder frames = new StringBuilder("<body><pre id='heard'></pre><script>");
    frames.append("addEventListener('message', e =>");
    frames.append(" heard.textContent += JSON.stringify(e.data) + '\\n');</script>");
    for (int width : WIDTHS) {
      frames.append("<iframe src='probed.html' height='900' width='" + width + "'></iframe>");
    }
    Path page = Files.writeString(folder.resolve("frames.html"), frames);
    Script.Result result =
        Script.run(
            browser.toString(),
            "--headless",
            "--no-sandbox", // for root, which containers are
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--user-data-dir=" + folder.resolve("profile"),
            "--virtual-time-budget=10000",
            "--dump-dom",
            page.toUri().toString());
    String heard = result.out().replaceAll("(?s).*<pre id=\"heard\">|</pre>.*", "");
    assertEquals(0, result.exitCode(), result.err());
    ObjectMapper json = new ObjectMapper();
    try (Stream<String> lines = heard.lines()) {
      return lines
          .map(
              line -> {
                try {
                  return json.readTree(line);
                } catch (IOException e) {
                  throw new AssertionError(line, e);
                }
              })
          .toList();
    }
  }

  @Test
  void aBrowserShowsTheReportOnAPhoneAndOnADesktop(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    Path browser = browser();
    assumeTrue(browser != null, () -> "none of " + NAMES + " is on the PATH");
    try (RunOutput output =
        RunOutput.create(
            new Configuration(),
            new org.apache.hadoop.fs.Path(folder.resolve("out").toString()),
            RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, Runs.read("conf/digits-cnn.yaml", "training.epochs=2"), output)
          .run(false, start -> {}, Runs.SILENT);
    }
    List<JsonNode> pages =
        open(browser, folder, Files.readString(folder.resolve("out/report.html")));
    assertEquals(WIDTHS.size(), pages.size());
    for (JsonNode page : pages) {
      assertEquals("[]", page.get("problems").toString());
      assertEquals(3, page.get("plots").asInt(), "loss, accuracy and learning rate");
      assertTrue(page.get("needed").asInt() <= page.get("width").asInt(), page::toString);
      if (page.get("width").asInt() > WIDTHS.get(0)) { // on a phone wide tables scroll
        assertEquals("[]", page.get("cut").toString(), page::toString);
      }
      String sections = page.get("sections").toString();
      for (String part : List.of("Loss", "Confusion matrix", "Filters", "Configuration")) {
        assertTrue(sections.contains(part), sections);
      }
    }
    List<Integer> widths = pages.stream().map(page -> page.get("width").asInt()).sorted().toList();
    assertEquals(WIDTHS, widths);
  }
}
