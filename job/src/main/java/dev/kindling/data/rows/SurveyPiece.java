package dev.kindling.data.rows;

import dev.kindling.features.RowEncoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A piece of what the partitions of an input have found: either their surveys, in their order, or
 * the different texts in one column, of all of them together.
 */
record SurveyPiece(List<Survey> surveys, Set<String> categories) implements Serializable {

  /**
   * Reads all records of a partition.
   *
   * @param declared encoder of their cells, or null; its categories are found where it has none
   * @return the survey, and then each column's categories where they were not known
   */
  static <T> List<SurveyPiece> of(
      Records<T> part, RowParser.Factory<T> parsers, RowEncoder declared, Wanted.Label wanted) {
    List<SurveyPiece> pieces = new ArrayList<>();
    if (RowEncoder.isComplete(declared)) {
      pieces.add(of(Survey.of(part, parsers, declared, wanted)));
      return pieces;
    }
    CategoryCollector collector = new CategoryCollector(declared.columns());
    pieces.add(of(Survey.of(part, parsers, collector, wanted)));
    collector.found().forEach(texts -> pieces.add(new SurveyPiece(List.of(), texts)));
    return pieces;
  }

  private static SurveyPiece of(Survey survey) {
    return new SurveyPiece(new ArrayList<>(List.of(survey)), Set.of());
  }

  /** Adds the piece of partitions that follow. */
  SurveyPiece merge(SurveyPiece later) {
    if (surveys.isEmpty()) {
      CategoryCollector.add(categories, later.categories);
    } else {
      surveys.addAll(later.surveys);
    }
    return this;
  }
}
