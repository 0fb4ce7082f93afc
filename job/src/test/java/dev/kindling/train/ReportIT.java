package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.Section;
import dev.kindling.testing.Script;
import dev.kindling.testing.SparkExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          + " const epochs = [], ticks = []; const pen = CanvasRenderingContext2D.prototype;"
          + " const write = pen.fillText; pen.fillText = function(text, ...where) {"
          + " if (this.textAlign === 'center' && this.textBaseline === 'top') epochs.push(text);"
          + " if (this.textAlign === 'right')"
          + " ticks.push({text, left: where[0] - this.measureText(text).width});"
          + " write.call(this, text, ...where); };"
          + "</script>";

  /** Goes after them; the page has its plots by then. */
  private static final String REPORT =
      "<script>addEventListener('load', () => setTimeout(() => {"
          + " const drawn = canvas => canvas.getContext('2d')"
          + ".getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte);"
          + " const canvases = [...document.querySelectorAll('.uplot canvas')];"
          + " const boxes = [...document.querySelectorAll('svg rect:not(.page)')]"
          + ".map(b => b.getBBox());"
          + " const outside = text => { const t = text.getBBox(); const y = t.y + t.height / 2;"
          + " const x = t.x + t.width / 2; const box = boxes.find(b => b.x < x && x < b.x + b.width"
          + " && b.y < y && y < b.y + b.height);"
          + " return box && (t.x < box.x || t.x + t.width > box.x + box.width); };"
          + " parent.postMessage({problems, width: innerWidth,"
          + " needed: document.documentElement.scrollWidth, plots: canvases.filter(drawn).length,"
          + " over: [...document.querySelectorAll('.tile b')]"
          + ".filter(b => b.scrollWidth > b.clientWidth).map(b => b.textContent),"
          + " cut: [...document.querySelectorAll('section')]"
          + ".filter(s => s.scrollWidth > s.clientWidth).map(s => s.textContent.slice(0, 30)),"
          + " long: document.body.innerText.match(/\\d+(,\\d{3}){5,}/g) ?? [],"
          + " epochs, ticks, legends: [...document.querySelectorAll('.u-legend')].map(l => l.innerText),"
          + " outside: [...document.querySelectorAll('svg text')]"
          + ".filter(outside).map(t => t.textContent),"
          + " captions: [...document.querySelectorAll('figcaption')].map(c => c.textContent),"
          + " sections: [...document.querySelectorAll('h2')].map(h => h.textContent)}, '*');"
          + " }, 100));</script>";

  /** Ends the test here where there is none. */
  private static Path browser() {
    Optional<Path> browser =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), () -> "none of " + NAMES + " is on the PATH");
    return browser.get();
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

  private static String report(JavaSparkContext spark, Path folder, RunConfig config)
      throws IOException {
    Path out = folder.resolve("out");
    try (RunOutput output =
        RunOutput.create(
            new Configuration(),
            new org.apache.hadoop.fs.Path(out.toString()),
            RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, config, output).run(false, start -> {}, Runs.SILENT);
    }
    return Files.readString(out.resolve("report.html"));
  }

  @Test
  void largeNumbersHaveRoomAndAColumnsPreparationIsShown(
      JavaSparkContext spark, @TempDir Path folder) throws IOException {
    Path data = folder.resolve("houses.csv");
    writeRows(
        data,
        "rooms,town,price",
        60,
        i -> (i % 6 == 0 ? "" : i % 5) + "," + "abc".charAt(i % 3) + "," + (i * 9e5 + 1e7));
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "houses.yaml",
                """
                data: {train: %s, label: price, validation: 0.2, columns:
                  {rooms: {standardize: {missing: median}}, town: {one_hot: {values: 3}}}}
                network: {layers: [dense: {units: 1}]}
                training: {loss: mean_squared_error, optimizer: adam, epochs: 3}
                """
                    .formatted(data)));
    String report = report(spark, folder, config);
    String error = "\"error\":-[0-9.]+E7,\"values\":\\[\"[0-4]\",\"[abc]\"]";
    assertTrue(Pattern.compile(error).matcher(report).find(), report);
    assertTrue(report.contains("a, b, c"), report);
    assertTrue(report.contains("; without a value x is 2.0000"), report);
    String rooms = "\"name\":\"rooms\",\"min\":0.0,\"mean\":[12][.0-9]+,\"deviation\":1[.0-9]+,";
    String missing = "\"max\":4.0,\"logarithms\":false,\"missing\":([5-9]|10)\\}";
    String town = "\"name\":\"town\",\"missing\":0,\"categories\":3,\"frequent\":\\[\\{";
    String label = "\"name\":\"label\",\"min\":1[0-9.]+E7,\"mean\":[0-9.]+E7";
    for (String row : List.of(rooms + missing, town, label)) {
      assertTrue(Pattern.compile(row).matcher(report).find(), () -> row + "\n" + report);
    }
    Path browser = browser();
    for (JsonNode page : open(browser, folder, report)) {
      assertEquals("[]", page.get("problems").toString());
      assertEquals("[]", page.get("over").toString(), page::toString);
      assertTrue(page.get("sections").toString().contains("Columns"), page::toString);
      assertTrue(page.get("sections").toString().contains("Data profile"), page::toString);
      assertTrue(page.get("sections").toString().contains("greatest error"), page::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-9, e-1[5-7]", "1e15, e3[1-3]"})
  void lossesOfAnySizeHaveAScaleWhoseLabelsAreNotCut(
      double unit, String size, JavaSparkContext spark, @TempDir Path folder) throws IOException {
    Path browser = browser();
    Path data = folder.resolve("units.csv");
    writeRows(
        data, "a,b,label", 60, i -> i % 5 + "," + i % 3 + "," + unit * (10 + i % 5 - 7 * (i % 3)));
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "units.yaml",
                """
                data: {train: %s, label: label, validation: 0.2}
                network: {input: 2, layers: [dense: {units: 1}, denormalize]}
                training: {loss: mean_squared_error, optimizer: adam, epochs: 3}
                """
                    .formatted(data)));
    for (JsonNode page : open(browser, folder, report(spark, folder, config))) {
      assertEquals("[]", page.get("problems").toString());
      assertEquals("[]", page.get("over").toString(), page::toString);
      assertEquals("[]", page.get("long").toString(), page::toString);
      assertTrue(page.get("needed").asInt() <= page.get("width").asInt(), page::toString);
      List<String> ticks = page.get("ticks").findValuesAsText("text");
      assertTrue(ticks.stream().anyMatch(tick -> tick.matches("[0-9.]+" + size)), ticks::toString);
      for (JsonNode tick : page.get("ticks")) {
        assertTrue(tick.get("left").asDouble() >= 0, tick::toString);
      }
    }
  }

  @Test
  void theRowsThatAModelGetsMostWrongAreShownWithTheirValues(
      JavaSparkContext spark, @TempDir Path folder) throws IOException {
    String report = report(spark, folder, Runs.read("conf/customers.yaml", "training.epochs=2"));
    String rows = "\"values\":\\[\"[0-9.]+\",\"[0-9.]+\",\"[A-Z][a-z]+\"";
    assertTrue(Pattern.compile(rows).matcher(report).find(), report);
    Path browser = browser();
    for (JsonNode page : open(browser, folder, report)) {
      assertEquals("[]", page.get("problems").toString());
      assertTrue(page.get("sections").toString().contains("greatest loss"), page::toString);
      assertTrue(page.get("needed").asInt() <= page.get("width").asInt(), page::toString);
    }
  }

  @Test
  void rowsWithoutColumnsAreShownByTheirFirstValues(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    String report = report(spark, folder, Runs.read("conf/digits.yaml", "training.epochs=1"));
    String pixels = "\"values\":\\[(\"[0-9]{1,2}\",){9}\"[0-9]{1,2}\"]";
    assertTrue(Pattern.compile(pixels).matcher(report).find(), report);
    assertTrue(report.contains("\"wrong_names\":[\"0\",\"1\",\"2\","), report);
    Path browser = browser();
    for (JsonNode page : open(browser, folder, report)) {
      assertEquals("[]", page.get("problems").toString());
      assertTrue(page.get("needed").asInt() <= page.get("width").asInt(), page::toString);
    }
  }

  @Test
  void imagesWithNumbersHaveTheirErrors(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    Path browser = browser();
    Path data = folder.resolve("bright.csv");
    writeRows(
        data,
        "a,b,c,d,bright",
        60,
        i -> i % 2 + "," + i % 3 + "," + i % 5 + ",1," + (200_000 + 1234 * i));
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "bright.yaml",
                """
                data: {train: %s, label: bright, validation: 0.5}
                network: {input: [1, 2, 2], layers: [flatten, dense: {units: 1}]}
                training: {loss: mean_squared_error, optimizer: adam, epochs: 1}
                """
                    .formatted(data)));
    String large = "2\\d\\d,\\d{3}";
    String caption = "%s, predicted -?[0-9.]+ \\(error -%s\\)".formatted(large, large);
    for (JsonNode page : open(browser, folder, report(spark, folder, config))) {
      assertEquals("[]", page.get("problems").toString());
      String first = page.get("captions").path(0).asText();
      assertTrue(first.matches(caption), page::toString);
    }
  }

  @Test
  void manyClassesWithLongNamesHaveRoomOnADesktop(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    Path browser = browser();
    Path data = folder.resolve("many.csv");
    writeRows(
        data,
        "a,b,what",
        800,
        i -> i % 8 + "," + i % 5 + ",a name that is rather long for a class " + i % 40);
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "many.yaml",
                """
                data: {train: %s, label: what, validation: 0.5}
                network: {input: 2, layers: [dense: {units: 40}]}
                training: {optimizer: adam, epochs: 2}
                """
                    .formatted(data)));
    for (JsonNode page : open(browser, folder, report(spark, folder, config))) {
      assertEquals("[]", page.get("problems").toString());
      assertTrue(page.get("needed").asInt() <= page.get("width").asInt(), page::toString);
      if (page.get("width").asInt() == 1280) {
        assertEquals("[]", page.get("cut").toString(), page::toString);
      }
    }
  }

  @Test
  void theTextsOfADiagramStayInTheirBoxes(@TempDir Path folder) throws IOException {
    Path browser = browser();
    String diagram = Files.readString(Path.of("src/site/mini-batch.svg"));
    for (JsonNode page : open(browser, folder, "<body>" + diagram + "</body>")) {
      assertEquals("[]", page.get("outside").toString());
    }
  }

  @Test
  void aBrowserShowsTheReportOnAPhoneAndOnADesktop(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    Path browser = browser();
    String report = report(spark, folder, Runs.read("conf/digits-cnn.yaml", "training.epochs=2"));
    List<JsonNode> pages = open(browser, folder, report);
    assertEquals(WIDTHS.size(), pages.size());
    for (JsonNode page : pages) {
      assertEquals("[]", page.get("problems").toString());
      assertEquals(3, page.get("plots").asInt(), "loss, accuracy and learning rate");
      assertTrue(page.get("epochs").toString().contains("\"1\""), page::toString);
      assertFalse(page.get("epochs").toString().contains("."), page::toString);
      assertFalse(page.get("legends").toString().matches(".*[-–:].*"), page::toString);
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

  /** Writes a header and so many rows. */
  private static void writeRows(Path file, String header, int count, IntFunction<String> row)
      throws IOException {
    Files.write(
        file, Stream.concat(Stream.of(header), IntStream.range(0, count).mapToObj(row)).toList());
  }
}
