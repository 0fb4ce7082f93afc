package dev.kindling.sums;

import static dev.kindling.sums.Aggregation.EXECUTOR;
import static dev.kindling.sums.Aggregation.FLAT;
import static dev.kindling.sums.Aggregation.SLICED;
import static dev.kindling.sums.Aggregation.TREE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregationChoiceTest {
  private static final long MB = 1 << 20;
  private final List<String> told = new ArrayList<>();

  private AggregationChoice among(Aggregation... candidates) {
    return AggregationChoice.among(
        List.of(candidates), (way, why) -> told.add(way + " (" + why + ")"));
  }

  @Test
  void theFirstSumsTryEachInTurnAndTheLeastMedianStays() {
    AggregationChoice choice = among(FLAT, TREE, SLICED);
    Map<Aggregation, long[]> milliseconds =
        Map.of(
            FLAT, new long[] {1, 40, 42, 41}, // the first warms up, and does not count
            TREE, new long[] {90, 30, 900, 31},
            SLICED, new long[] {90, 35, 35, 1});
    for (int trial = 0; trial < 4; trial++) {
      for (Aggregation way : List.of(FLAT, TREE, SLICED)) {
        assertEquals(List.of(), told);
        assertEquals(way, choice.next());
        choice.took(milliseconds.get(way)[trial] * 1_000_000);
      }
    }
    assertEquals(
        List.of("tree (a step beside its computing: flat 41 ms, tree 31 ms, sliced 35 ms)"), told);
    for (int sum = 0; sum < 10; sum++) {
      assertEquals(TREE, choice.next());
      choice.took(1_000_000_000);
    }
    assertEquals(1, told.size());
  }

  @Test
  void whatIsConfiguredIsNotTried() {
    AggregationChoice choice = AggregationChoice.always(EXECUTOR);
    for (int sum = 0; sum < 20; sum++) {
      assertEquals(EXECUTOR, choice.next());
      choice.took(1);
    }
  }

  @Test
  void smallResultsGoToTheDriver() {
    assertEquals(List.of(FLAT), AggregationChoice.candidates(4, 20_000, 64 * MB));
  }

  @Test
  void aTreeIsTriedWhereItHasTwoLevelsAndSlicesWhereThereIsMuchToCut() {
    assertEquals(List.of(FLAT, EXECUTOR), AggregationChoice.candidates(4, MB / 2, 64 * MB));
    assertEquals(List.of(FLAT, TREE, EXECUTOR), AggregationChoice.candidates(8, MB / 2, 64 * MB));
    assertEquals(List.of(FLAT, SLICED), AggregationChoice.candidates(2, 8 * MB, 64 * MB));
  }

  /** A model of 2 million parameters. */
  @Test
  void theDriverIsNotGivenMoreResultsThanItHasRoomFor() {
    assertEquals(
        List.of(FLAT, TREE, EXECUTOR, SLICED), AggregationChoice.candidates(8, 8 * MB, 64 * MB));
    assertEquals(
        List.of(TREE, EXECUTOR, SLICED), AggregationChoice.candidates(32, 8 * MB, 64 * MB));
    assertEquals(List.of(EXECUTOR, SLICED), AggregationChoice.candidates(512, 8 * MB, 64 * MB));
    assertEquals(List.of(SLICED), AggregationChoice.candidates(2, 200 * MB, 64 * MB));
    assertEquals(List.of(SLICED), AggregationChoice.candidates(512, 200 * MB, 64 * MB));
  }

  @Test
  void thePlanCountsTheMostResultsOfAllThatAreTried() {
    assertEquals(512, among(FLAT, TREE).results(512));
    assertEquals(1, AggregationChoice.always(SLICED).results(512));
    assertEquals(0, AggregationChoice.inProcess().results(512));
    assertTrue(AggregationChoice.inProcess().withinProcess());
  }

  @Test
  void withinTheProcessOneSubtreeOfEachHeightWaits() {
    AggregationChoice choice = AggregationChoice.inProcess();
    assertEquals(1, choice.held(1, 2));
    assertEquals(1, choice.held(2, 2));
    assertEquals(2, choice.held(4, 2));
    assertEquals(9, choice.held(512, 2));
  }

  @Test
  void onAClusterResultsWaitBesideTheBroadcastAndTwoArriveAtOnceInCopies() {
    assertEquals(1 + 512 + 2 * 2, AggregationChoice.always(FLAT).held(512, 16));
    assertEquals(1 + 1 + 2, AggregationChoice.always(FLAT).held(1, 16));
    assertEquals(1 + 1 + 2, AggregationChoice.always(EXECUTOR).held(512, 16));
  }

  @Test
  void slicesComeWhenTheBroadcastHasGone() {
    assertEquals(1.1875, AggregationChoice.always(SLICED).held(512, 32));
    assertEquals(4, AggregationChoice.always(SLICED).held(512, 2));
    assertEquals(4, among(EXECUTOR, SLICED).held(512, 32));
  }
}
