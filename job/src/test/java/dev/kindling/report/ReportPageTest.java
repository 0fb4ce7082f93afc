package dev.kindling.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final String START = "<script type=\"application/json\" id=\"run\">";

  private static String dataIn(String page) {
    int start = page.indexOf(START) + START.length();
    return page.substring(start, page.indexOf("</script>", start));
  }

  @Test
  void thePageHoldsTheRunAsItWasGiven() throws Exception {
    Map<String, Object> run = Map.of("title", "$1 \\ {{report.css}}", "epochs", List.of(1, 2));

    assertEquals(run, new ObjectMapper().readValue(dataIn(ReportPage.of(run)), Map.class));
  }

  @Test
  void aClassNameCannotEndTheScriptItStandsIn() throws Exception {
    Map<String, Object> run = Map.of("title", "</script><script>alert(1)</script>");

    String page = ReportPage.of(run);

    assertFalse(page.contains("alert(1)</script>"));
    assertEquals(run, new ObjectMapper().readValue(dataIn(page), Map.class));
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String page = ReportPage.of(Map.of());

    assertTrue(page.contains("uPlot"));
    assertFalse(page.contains("{{"), "a placeholder was left");
    assertFalse(page.matches("(?s).*(src|href)\\s*=\\s*[\"']?(https?:)?//.*"));
  }

  /** The build puts the guard of uPlot 1.6.31 into the file of 1.6.30. */
  @Test
  void noOptionOfACurveChangesAllObjects() {
    String page = ReportPage.of(Map.of());

    assertTrue(page.contains("for(let e in n)\"__proto__\"!=e&&("));
  }
}
