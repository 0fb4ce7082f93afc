package dev.kindling.data;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.OrderedMerge;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.FittedColumn;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.features.FittedColumn.Numeric;
import dev.kindling.features.RowEncoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Fits the preparation of columns to the training rows: the moments of numbers, after their
 * transformation and without those that are missing, and how often each category occurs.
 */
final class ColumnsFit implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Column> columns;
  private final List<Moments> moments; // those of categories stay empty
  private final List<long[]> counts; // of each category; of hashed ones all together

  private ColumnsFit(List<Column> columns, List<Moments> moments, List<long[]> counts) {
    this.columns = columns;
    this.moments = moments;
    this.counts = counts;
  }

  private static ColumnsFit empty(RowEncoder encoder) {
    return new ColumnsFit(
        encoder.columns(),
        encoder.categories().stream().map(categories -> new Moments()).toList(),
        IntStream.range(0, encoder.columns().size())
            .mapToObj(
                c ->
                    encoder.columns().get(c).kind() == Kind.HASHED
                        ? new long[1]
                        : new long[encoder.categories().get(c).size()])
            .toList());
  }

  /**
   * Fits to the training rows of all partitions.
   *
   * @param encoder that made them, with all categories
   */
  static FittedFeatures fit(JavaRDD<Dealer.Dealt> dealt, RowEncoder encoder) {
    ColumnsFit all =
        joined(
            OrderedMerge.of(
                dealt.map(part -> of(part.training(), encoder).byColumn()), ColumnsFit::merge));
    return all.fitted(encoder, all.medians(dealt));
  }

  private static ColumnsFit of(DealtRows rows, RowEncoder encoder) {
    ColumnsFit fit = empty(encoder);
    for (int row = 0; row < rows.size(); row++) {
      fit.add(rows.features(row));
    }
    return fit;
  }

  private void add(double[] row) {
    for (int c = 0; c < row.length; c++) {
      if (Double.isNaN(row[c])) {
        continue;
      }
      if (columns.get(c).kind().isNumber()) {
        moments.get(c).add(columns.get(c).transform(row[c]));
      } else {
        counts.get(c)[columns.get(c).kind() == Kind.HASHED ? 0 : (int) row[c]]++;
      }
    }
  }

  private List<ColumnsFit> byColumn() {
    return IntStream.range(0, columns.size())
        .mapToObj(
            c ->
                new ColumnsFit(
                    List.of(columns.get(c)), List.of(moments.get(c)), List.of(counts.get(c))))
        .toList();
  }

  private static ColumnsFit joined(List<ColumnsFit> fits) {
    return new ColumnsFit(
        fits.stream().flatMap(fit -> fit.columns.stream()).toList(),
        fits.stream().flatMap(fit -> fit.moments.stream()).toList(),
        fits.stream().flatMap(fit -> fit.counts.stream()).toList());
  }

  private ColumnsFit merge(ColumnsFit other) {
    for (int c = 0; c < columns.size(); c++) {
      moments.get(c).merge(other.moments.get(c));
      long[] sum = counts.get(c);
      long[] more = other.counts.get(c);
      for (int k = 0; k < sum.length; k++) {
        sum[k] += more[k];
      }
    }
    return this;
  }

  /** The medians of the transformed numbers, 0 for columns that need none. */
  private double[] medians(JavaRDD<Dealer.Dealt> dealt) {
    List<Integer> places =
        IntStream.range(0, columns.size())
            .filter(c -> columns.get(c).missing() == Missing.MEDIAN && moments.get(c).count() > 0)
            .boxed()
            .toList();
    double[][] found =
        Medians.of(dealt, places, places.stream().map(c -> moments.get(c).count()).toList());
    double[] medians = new double[columns.size()];
    for (int i = 0; i < found.length; i++) {
      Column column = columns.get(places.get(i));
      double below = column.transform(found[i][0]);
      medians[places.get(i)] = (below + column.transform(found[i][1])) / 2;
    }
    return medians;
  }

  private FittedFeatures fitted(RowEncoder encoder, double[] medians) {
    List<FittedColumn> fitted = new ArrayList<>();
    List<int[]> codes = new ArrayList<>();
    List<DataProfile.OfColumn> profiles = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      if (column.kind().isNumber()) {
        fitted.add(numeric(column, moments.get(c), medians[c]));
        codes.add(new int[0]);
        profiles.add(DataProfile.OfColumn.ofNumbers(column, moments.get(c)));
      } else if (column.kind() == Kind.HASHED) {
        fitted.add(new Categorical(column, List.of()));
        codes.add(new int[0]);
        profiles.add(DataProfile.OfColumn.ofBuckets(column, counts.get(c)[0]));
      } else {
        int[] kept = mostFrequent(counts.get(c), column.size());
        List<String> categories = encoder.categories().get(c);
        fitted.add(new Categorical(column, IntStream.of(kept).mapToObj(categories::get).toList()));
        codes.add(places(kept, categories.size()));
        profiles.add(DataProfile.OfColumn.ofCategories(column, categories, counts.get(c)));
      }
    }
    return new FittedFeatures(
        new ColumnPreparation(fitted), codes, new DataProfile(profiles, null));
  }

  private static Numeric numeric(Column column, Moments values, double median) {
    if (values.count() == 0) {
      throw new DataException(
          "the column %s has no number in any training row: leave it out (data.columns)"
              .formatted(column.name()));
    }
    double[] mean = {values.mean()};
    FeatureScaling scaling =
        switch (column.kind()) {
          case STANDARDIZE, LOG ->
              FeatureScaling.standardize(mean, new double[] {values.deviation()});
          case MINMAX ->
              FeatureScaling.minmax(new double[] {values.min()}, new double[] {values.max()});
          default -> FeatureScaling.none(1);
        };
    double fill =
        switch (column.missing()) {
          case FAIL -> 0; // none is missing
          case MEDIAN -> median;
          case MEAN, CATEGORY -> values.mean();
        };
    return new Numeric(column, scaling.shift(0), scaling.scale(0), fill);
  }

  /** The most frequent categories that occur, of as frequent ones the first, in their order. */
  private static int[] mostFrequent(long[] counts, int most) {
    return IntStream.range(0, counts.length)
        .filter(k -> counts[k] > 0)
        .boxed()
        .sorted(Comparator.comparingLong((Integer k) -> -counts[k]))
        .limit(most)
        .mapToInt(k -> k)
        .sorted()
        .toArray();
  }

  /** The place of each of so many categories among those that are kept. */
  private static int[] places(int[] kept, int count) {
    int[] places = new int[count];
    Arrays.fill(places, RowEncoder.UNKNOWN);
    for (int i = 0; i < kept.length; i++) {
      places[kept[i]] = i;
    }
    return places;
  }
}
