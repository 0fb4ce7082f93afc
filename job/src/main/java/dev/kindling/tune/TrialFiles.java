package dev.kindling.tune;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Secrets;
import dev.kindling.config.Section;
import dev.kindling.model.ModelException;
import dev.kindling.train.Circumstances;
import dev.kindling.train.OutputFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a search keeps for one that goes on with it, in the folder {@code trials}: what it searches,
 * and a file for each trial that is finished, with the fingerprint of its data.
 */
final class TrialFiles {
  static final String FOLDER = "trials";

  private static final String SEARCH = FOLDER + "/search.json";
  private static final String DATA = "data";

  private final OutputFolder folder;

  TrialFiles(OutputFolder folder) {
    this.folder = folder;
  }

  /** Starts anew. */
  void start(TuningConfig config) {
    folder.delete(List.of(FOLDER));
    folder.json(SEARCH, search(config));
  }

  /** What decides what comes of each trial; by what the best is chosen does not. */
  private static Map<String, Object> search(TuningConfig config) {
    Map<String, Object> points = new LinkedHashMap<>();
    List<Map<String, Object>> all = config.search().points();
    for (int number = 1; number <= all.size(); number++) {
      points.put("trial " + number, Secrets.masked(all.get(number - 1)));
    }
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("configuration", Circumstances.configuration(config.base()));
    search.put("--folds", config.folds());
    search.putAll(points);
    return search;
  }

  /**
   * Whether there is a search to go on with.
   *
   * @throws ConfigException if it is another one, naming the differences, or the folder holds
   *     something else
   */
  boolean hasStarted(TuningConfig config) {
    Map<String, Object> before = read(SEARCH);
    if (before == null) {
      if (folder.exists(TuningOutput.SUMMARY)) {
        throw new ConfigException(
            folder
                + " (--output) holds no search to go on with, but other results; choose another"
                + " folder, or --overwrite to replace them");
      }
      return false;
    }
    String differences = Circumstances.differences(before, search(config));
    if (!differences.isEmpty()) {
      throw other("search: " + differences);
    }
    return true;
  }

  private ConfigException other(String what) {
    return new ConfigException(
        "%s (--output) holds another %s; choose another folder, or --overwrite to replace it"
            .formatted(folder, what));
  }

  void write(Trial trial, String data) {
    Map<String, Object> map = trial.toMap();
    map.put(DATA, data);
    folder.json(name(trial.number()), map);
  }

  boolean has(int number) {
    return folder.exists(name(number));
  }

  /**
   * A trial that is finished.
   *
   * @param data the fingerprint of what it would train on now
   * @throws ConfigException if that is other data
   */
  Trial read(int number, Map<String, Object> overrides, String data) {
    Map<String, Object> map = read(name(number));
    Object before = map.get(DATA);
    if (!data.equals(before)) {
      throw other(
          "search, of other data: in trial %d it was %s and is %s".formatted(number, before, data));
    }
    return Trial.read(Section.of(folder.file(name(number)).toString(), map), overrides);
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%s/trial-%06d.json", FOLDER, number);
  }

  /** The content of a file, or null if there is none. */
  private Map<String, Object> read(String name) {
    try {
      return folder.readJson(name);
    } catch (IOException e) {
      throw new ModelException(
          folder.file(name)
              + " cannot be read, delete it to train that trial again: "
              + e.getMessage(),
          e);
    }
  }
}
