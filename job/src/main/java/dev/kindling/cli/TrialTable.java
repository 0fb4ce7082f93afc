package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.config.Yaml;
import dev.kindling.tune.Trial;
import dev.kindling.tune.TuningConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The trials of a search for people to read: a line as each ends, and all of them at the end. */
final class TrialTable {
  private final TuningConfig config;
  private final List<String> keys;
  private final List<String> shortKeys;

  TrialTable(TuningConfig config) {
    this.config = config;
    keys = List.copyOf(config.search().points().get(0).keySet());
    shortKeys = keys.stream().map(this::shorten).toList();
  }

  /** As many of a key's last parts as tell it from the others. */
  private String shorten(String key) {
    String ending = key;
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String shorter = key.substring(dot + 1);
      if (keys.stream().filter(other -> ("." + other).endsWith("." + shorter)).count() == 1) {
        ending = shorter;
      }
    }
    return ending;
  }

  /** One trial, as it ends. */
  String line(Trial trial) {
    StringBuilder line = new StringBuilder();
    int trials = config.runs().size();
    int width = String.valueOf(trials).length();
    line.append(String.format(Locale.ROOT, "trial %" + width + "d/%d", trial.number(), trials));
    for (int i = 0; i < keys.size(); i++) {
      line.append("  ").append(shortKeys.get(i)).append(' ').append(value(trial, keys.get(i)));
    }
    String metric = config.metricName();
    line.append("  ").append(metric).append(' ').append(mean(trial, metric));
    return line.append(String.format(Locale.ROOT, "  %.1f s", trial.seconds())).toString();
  }

  /** All trials, in the order in which they are given. */
  void print(PrintWriter out, List<Trial> trials) {
    List<String> metrics = new ArrayList<>(List.of(config.metricName()));
    trials.get(0).metrics().stream()
        .filter(metric -> !metrics.contains(metric))
        .filter(
            metric -> trials.stream().allMatch(t -> t.diverged() || t.metrics().contains(metric)))
        .forEach(metrics::add);
    List<String> header = new ArrayList<>(List.of("trial"));
    header.addAll(shortKeys);
    for (String metric : metrics) {
      header.add(metric);
      if (config.folds() > 0) {
        header.add("+-");
      }
    }
    header.add("seconds");
    TextTable table = new TextTable(header);
    for (Trial trial : trials) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(trial.number())));
      keys.forEach(key -> row.add(value(trial, key)));
      for (String metric : metrics) {
        row.add(mean(trial, metric));
        if (config.folds() > 0) {
          row.add(trial.diverged() ? "" : Wording.metric(metric, trial.deviation(metric)));
        }
      }
      row.add(String.format(Locale.ROOT, "%.1f", trial.seconds()));
      table.row(row);
    }
    table.print(out);
  }

  private static String value(Trial trial, String key) {
    return Yaml.inline(trial.overrides().get(key));
  }

  private static String mean(Trial trial, String metric) {
    return trial.diverged() ? "diverged" : Wording.metric(metric, trial.mean(metric));
  }
}
