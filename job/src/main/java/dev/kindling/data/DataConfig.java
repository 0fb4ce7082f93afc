package dev.kindling.data;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.formats.BundledData;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.formats.SqlFormat;
import dev.kindling.data.rows.BadRows;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.features.Column;
import dev.kindling.features.Scaling;
import dev.kindling.nn.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.storage.StorageLevel;

/**
 * The {@code data} section of a configuration.
 *
 * @param train a bundled name, or a path or glob
 * @param badRows what becomes of rows that are no examples
 * @param validationPath where the validation rows are, or null when they are a fraction of train's
 * @param validationFraction the share of the rows held out, 0 for none
 * @param stratify whether they hold the same share of each class
 * @param scaling of all features, where there are no columns
 * @param columns of a table that become inputs, or none for all but the label's and the weight's
 * @param shift how many pixels images are moved at most when training draws them, 0 for not at all
 * @param storage where the examples are kept while training goes on
 */
public record DataConfig(
    String train,
    DataFormat format,
    BadRows badRows,
    String validationPath,
    double validationFraction,
    boolean stratify,
    Scaling scaling,
    List<Column> columns,
    int shift,
    Storage storage) {
  /** Where executors keep examples. */
  public enum Storage {
    /** On the executors' disks what their memory has no room for. */
    MEMORY_AND_DISK(StorageLevel.MEMORY_AND_DISK()),
    DISK(StorageLevel.DISK_ONLY());

    private final StorageLevel level;

    Storage(StorageLevel level) {
      this.level = level;
    }

    StorageLevel level() {
      return level;
    }
  }

  /**
   * Reads the section.
   *
   * @param input the shape of one example as the network takes it
   * @throws ConfigException naming the key that is wrong
   */
  public static DataConfig read(Section data, Shape input) {
    String train = data.string("train");
    DataFormat format = DataFormats.read(data);
    BadRows badRows = format.mayHaveBadRows() ? BadRows.read(data) : BadRows.FAIL;
    List<Column> columns = columns(data);
    Scaling scaling = data.choice("features", Scaling.STANDARDIZE, Scaling.class);
    if (!columns.isEmpty()) {
      checkColumns(data, format, columns);
    }
    String path = null;
    double fraction = 0;
    if (data.has("validation") && !data.isNumber("validation")) {
      path = data.string("validation");
    } else {
      fraction = data.fraction("validation", 0);
    }
    boolean stratify = data.bool("stratify", false);
    if (stratify && fraction == 0) {
      throw data.error(
          "stratify", "needs data.validation to be a fraction above 0; with --folds any will do");
    }
    int shift = shift(data.sectionOrEmpty("augment"), input);
    Storage storage = data.choice("storage", Storage.MEMORY_AND_DISK, Storage.class);
    return new DataConfig(
        train, format, badRows, path, fraction, stratify, scaling, columns, shift, storage);
  }

  /** {@code data.columns}, or none. */
  public static List<Column> columns(Section data) {
    return data.has("columns") ? Column.readAll(data.section("columns")) : List.of();
  }

  private static void checkColumns(Section data, DataFormat format, List<Column> columns) {
    if (data.has("features")) {
      throw data.error("features", "must be left out: data.columns says it for each column");
    }
    format.checkColumns(data.section("columns"), columns);
  }

  /** The paths that rows are read from: none that are bundled, and no query. */
  public List<String> paths() {
    return format instanceof SqlFormat
        ? List.of()
        : Stream.of(train, validationPath)
            .filter(path -> path != null && !BundledData.has(path))
            .toList();
  }

  /** Whether there is a validation split. */
  public boolean holdsOut() {
    return validationPath != null || validationFraction > 0;
  }

  private static int shift(Section augment, Shape input) {
    int shift = augment.integer("shift", 0, 0, Integer.MAX_VALUE);
    if (shift > 0 && !input.isImage()) {
      throw augment.error(
          "shift", "must be left out: network.input is " + input + " but images are [C x H x W]");
    }
    if (shift > 0 && shift >= Math.min(input.sides().get(1), input.sides().get(2))) {
      throw augment.error(
          "shift", "must be less than the height and width of the images, " + input);
    }
    return shift;
  }
}
