package dev.kindling.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of {@code report.html}. */
public final class ReportPage {
  /** {@code {{report.css}}} in the template is where the resource of that name goes. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Za-z.]+)}}");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportPage() {}

  /**
   * The page of a run.
   *
   * @param run what {@code report.js} shows: plain maps, lists, texts and numbers
   */
  public static String of(Map<String, Object> run) {
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    place.group(1).equals("run") ? json(run) : resource(place.group(1))));
  }

  /** JSON that cannot end the script element it stands in. */
  private static String json(Map<String, Object> run) {
    try {
      return JSON.writeValueAsString(run).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
