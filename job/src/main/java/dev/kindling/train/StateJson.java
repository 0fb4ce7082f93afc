package dev.kindling.train;

import dev.kindling.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a {@link TrainingState} holds beside its vectors, as plain maps. */
final class StateJson {
  private StateJson() {}

  static Map<String, Object> write(TrainingState state) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epoch", state.epoch);
    map.put("step", state.step);
    map.put("optimizer_step", state.optimizer.step());
    map.put("loss", state.totals.loss());
    map.put("weight", state.totals.weight());
    map.put("correct", state.totals.correct());
    map.put("examples", state.totals.examples());
    map.put("gradients", state.totals.gradients());
    map.put("seconds", state.seconds);
    map.put("rate_factor", state.rateFactor);
    map.put("halvings", state.halvings);
    if (state.optimizerEnded != null) {
      map.put("ended_because", state.optimizerEnded);
    }
    map.put("plateau", write(state.plateau));
    map.put("stopping", write(state.stopping));
    map.put("epochs", state.epochs.stream().map(EpochMetrics::toMap).toList());
    return map;
  }

  /** Puts what was written into a state that has its vectors. */
  static void read(Section map, TrainingState state) {
    state.epoch = map.integer("epoch", 1, Integer.MAX_VALUE);
    state.step = map.integer("step", 0, Integer.MAX_VALUE);
    long examples = map.longInteger("examples", 0, Long.MAX_VALUE);
    state.totals =
        new Totals(
            map.number("loss", -Double.MAX_VALUE, Double.MAX_VALUE),
            map.number("weight", 0, Double.MAX_VALUE),
            map.longInteger("correct", 0, Long.MAX_VALUE),
            examples,
            map.longInteger("gradients", examples, 0, Long.MAX_VALUE));
    state.seconds = map.number("seconds", 0, Double.MAX_VALUE);
    state.rateFactor = map.number("rate_factor", 0, 1);
    state.halvings = map.integer("halvings", 0, 0, Integer.MAX_VALUE);
    state.optimizerEnded = map.string("ended_because", null);
    state.plateau = history(map.section("plateau"));
    state.stopping = history(map.section("stopping"));
    state.epochs.addAll(map.sections("epochs").stream().map(EpochMetrics::read).toList());
  }

  private static Map<String, Object> write(Watch.History history) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (history.best() < Double.POSITIVE_INFINITY) { // JSON has no infinity
      map.put("best", history.best());
    }
    map.put("waited", history.waited());
    return map;
  }

  private static Watch.History history(Section map) {
    return new Watch.History(
        map.number("best", Double.POSITIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE),
        map.integer("waited", 0, Integer.MAX_VALUE));
  }
}
