package dev.kindling.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedScoresTest {

  @Test
  void aucIsTheShareOfPairsInOrderWithTiesCountedHalf() {
    RankedScores scores = new RankedScores();
    scores.add(0, 0.1f);
    scores.add(0, 0.5f);
    scores.add(1, 0.5f);
    scores.add(1, 0.9f);
    assertEquals(3.5 / 4, scores.auc().getAsDouble()); // one tie among four pairs
  }

  @Test
  void withoutPairsThereIsNoAuc() {
    RankedScores scores = new RankedScores();
    assertTrue(scores.auc().isEmpty());
    scores.add(1, 0.5f);
    assertTrue(scores.auc().isEmpty());
  }

  @Test
  void theOrderOfPartsAndOfExamplesInThemChangesNothing() {
    Random random = new Random(1);
    RankedScores all = new RankedScores();
    RankedScores[] parts = {new RankedScores(), new RankedScores(), new RankedScores()};
    long halves = 0;
    float[][] scores = new float[2][100];
    for (int i = 0; i < 200; i++) {
      float score = random.nextInt(20) / 20f;
      scores[i % 2][i / 2] = score;
      all.add(i % 2, score);
      parts[random.nextInt(2)].add(i % 2, score); // the last one stays empty
    }
    for (float negative : scores[0]) {
      for (float positive : scores[1]) {
        halves += positive > negative ? 2 : positive == negative ? 1 : 0;
      }
    }
    assertEquals(halves / 20_000.0, all.auc().getAsDouble());
    assertEquals(
        all.auc(), new RankedScores().merge(parts[1]).merge(parts[2]).merge(parts[0]).auc());
  }
}
