package dev.kindling.data;

import dev.kindling.features.Column;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What fitting the preparation has told of the training rows.
 *
 * @param columns of a table, in their order; none where features are fitted without columns
 * @param features where they are fitted without columns, otherwise null
 */
public record DataProfile(List<OfColumn> columns, OfFeatures features) {

  /**
   * One column.
   *
   * @param values how many training rows have one
   * @param numbers the moments of the {@link Column#transform}ed numbers; of other columns empty
   * @param categories how many different ones occur; 0 of columns that do not keep them
   * @param frequent the most frequent of them, the most frequent first
   */
  public record OfColumn(
      Column column, long values, Moments numbers, int categories, List<Category> frequent) {
    private static final int FREQUENT = 5;

    static OfColumn ofNumbers(Column column, Moments numbers) {
      return new OfColumn(column, numbers.count(), numbers, 0, List.of());
    }

    static OfColumn ofBuckets(Column column, long values) {
      return new OfColumn(column, values, new Moments(), 0, List.of());
    }

    /**
     * Of a column of categories.
     *
     * @param counts of each category; those that do not occur have 0
     */
    static OfColumn ofCategories(Column column, List<String> categories, long[] counts) {
      List<Category> frequent =
          IntStream.range(0, counts.length)
              .filter(k -> counts[k] > 0)
              .mapToObj(k -> new Category(categories.get(k), counts[k]))
              .sorted(Comparator.comparingLong(Category::rows).reversed())
              .limit(FREQUENT)
              .toList();
      int occur = (int) Arrays.stream(counts).filter(count -> count > 0).count();
      return new OfColumn(column, Arrays.stream(counts).sum(), new Moments(), occur, frequent);
    }
  }

  /** How many training rows have a category. */
  public record Category(String name, long rows) {}

  /**
   * All features together.
   *
   * @param features how many there are
   * @param channels those that share a scaling, such as the pixels of a colour, counted as one
   * @param constant how many channels have one value only
   * @param values of all of them
   */
  public record OfFeatures(int features, int channels, int constant, Moments values) {}
}
