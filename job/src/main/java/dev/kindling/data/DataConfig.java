package dev.kindling.data;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.model.Scaling;

/**
 * The {@code data} section of a configuration.
 *
 * @param train a bundled name, or a path or glob
 * @param validationPath where the validation rows are, or null when they are a fraction of train's
 * @param validationFraction the share of the rows held out, 0 for none
 * @param stratify whether they hold the same share of each class
 */
public record DataConfig(
    String train,
    DataFormat format,
    String validationPath,
    double validationFraction,
    boolean stratify,
    Scaling scaling) {

  /**
   * Reads the section.
   *
   * @throws ConfigException naming the key that is wrong
   */
  public static DataConfig read(Section data) {
    String train = data.string("train");
    DataFormat format = DataFormat.read(data);
    Scaling scaling = data.choice("features", Scaling.STANDARDIZE, Scaling.class);
    String path = null;
    double fraction = 0;
    if (data.has("validation") && !data.isNumber("validation")) {
      path = data.string("validation");
    } else {
      fraction = data.fraction("validation", 0);
    }
    boolean stratify = data.bool("stratify", false);
    if (stratify && fraction == 0) {
      throw data.error("stratify", "needs data.validation to be a fraction above 0");
    }
    return new DataConfig(train, format, path, fraction, stratify, scaling);
  }
}
