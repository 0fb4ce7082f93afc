package dev.kindling.data;

import dev.kindling.features.FeaturePreparation;
import java.util.List;

/**
 * A preparation that was fitted to training rows.
 *
 * @param codes how it numbers the categories of the rows it was fitted to: for each column the new
 *     code of each old one, {@link dev.kindling.features.RowEncoder#UNKNOWN} for one without an
 *     input. Null where they stay
 * @param profile of these rows; null where nothing was fitted
 */
record FittedFeatures(FeaturePreparation preparation, List<int[]> codes, DataProfile profile) {

  /** A preparation of before, or one that needs no fitting. */
  static FittedFeatures given(FeaturePreparation preparation) {
    return new FittedFeatures(preparation, null, null);
  }
}
