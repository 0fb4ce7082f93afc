package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Documents;
import dev.kindling.testing.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types every command behind a {@code $} in the README and the pages of {@code job/src/site}, in
 * their order, and finds the output that they show in what is printed; but for the reference of the
 * configuration, whose data are the reader's.
 *
 * <p>Words and counts must be the same, shares and losses up to 1 within 0.05, since their last
 * digits depend on the BLAS. Of other numbers (times, errors of 1e-8, all that {@code tune} prints)
 * only that they are numbers is looked at; lines on the machine ({@code BLAS}, {@code time}, ...)
 * are passed over. Folders under {@code runs} are in a fresh one.
 */
class TourIT {
  private static final String MACHINE =
      "(BLAS|blas|time|java_version|kindling_version|master|os|spark_version): .*";
  private static final String NUMBER = "[+-]?[\\d,]*\\.?\\d+([eE][+-]?\\d+)?%?";

  @TempDir Path folder;

  /** A command, and the lines that a document shows under it. */
  private record Typed(String command, List<String> shown) {}

  private static List<Typed> tour(Path document) {
    List<Typed> typed = new ArrayList<>();
    boolean output = false;
    for (String line : Documents.text(document).replace("\\\n", "").lines().toList()) {
      if (line.startsWith("    $ ")) {
        typed.add(new Typed(line.substring("    $ ".length()), new ArrayList<>()));
        output = true;
      } else if (!line.startsWith("    ") && !line.isBlank()) {
        output = false;
      } else if (output && !line.isBlank()) {
        typed.get(typed.size() - 1).shown().add(line.strip());
      }
    }
    return typed;
  }

  @Test
  void everyCommandOfTheDocumentsPrintsWhatTheyShow() {
    List<Typed> tour =
        Documents.all().stream()
            .filter(page -> !page.endsWith("configuration.md"))
            .flatMap(page -> tour(page).stream())
            .toList();
    assertTrue(tour.size() >= 15, tour.toString());
    for (Typed typed : tour) {
      String command = inFolder(typed.command());
      Script.Result result =
          Script.run("bash", "-o", "pipefail", "-c", "{ " + command + "; } 2>&1");
      assertEquals(0, result.exitCode(), command + "\n" + result.out());
      List<String> printed = result.out().lines().map(String::strip).toList();
      int at = 0;
      for (String line : typed.shown()) {
        if (line.equals("...") || line.matches(MACHINE)) {
          continue;
        }
        int from = at;
        while (at < printed.size() && !alike(inFolder(line), printed.get(at), typed.command())) {
          at++;
        }
        assertTrue(
            at < printed.size(),
            "%s%nshown: %s%nprinted: %s"
                .formatted(
                    command,
                    line,
                    String.join("\n", printed.subList(Math.min(from, at), printed.size()))));
        at++;
      }
    }
  }

  private String inFolder(String text) {
    return text.replace("runs/", folder + "/runs/");
  }

  private static boolean alike(String shown, String printed, String command) {
    if (shown.matches(".*\\d[eE]-\\d+.*")) { // errors, and the probabilities of a row
      return shown.split("[ ,]")[0].equals(printed.split("[ ,]")[0])
          && shown.split(" ").length == 1 == (printed.split(" ").length == 1);
    }
    String[] a = shown.split(" +");
    String[] b = printed.split(" +");
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      boolean free =
          command.contains(" tune ") || i + 1 < a.length && a[i + 1].equals("examples/s");
      if (!alike(
          a[i].replaceAll("[():,]+$|^\\(", ""), b[i].replaceAll("[():,]+$|^\\(", ""), free)) {
        return false;
      }
    }
    return true;
  }

  private static boolean alike(String shown, String printed, boolean free) {
    if (shown.equals(printed)) {
      return true;
    } else if (!shown.matches(NUMBER) || !printed.matches(NUMBER)) {
      return false;
    } else if (free || shown.matches("\\d+\\.\\d")) { // seconds
      return true;
    }
    double value = Double.parseDouble(shown.replace(",", ""));
    return shown.contains(".")
        && (value > 1 || Math.abs(value - Double.parseDouble(printed.replace(",", ""))) < 0.05);
  }
}
