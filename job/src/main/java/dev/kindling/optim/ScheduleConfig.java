package dev.kindling.optim;

import dev.kindling.config.Section;
import java.util.List;

/**
 * A learning-rate schedule as a configuration writes it: {@code schedule: {cosine: {end: 0.01}}},
 * and {@code warmup: {epochs: 2}} before it.
 */
public final class ScheduleConfig {
  private static final List<String> KINDS = List.of("constant", "step", "exponential", "cosine");

  private ScheduleConfig() {}

  /** Reads {@code training.schedule} and {@code training.warmup}. */
  public static Schedule read(Section training) {
    Section.Tagged schedule = training.taggedOne("schedule", "constant", KINDS);
    Section options = schedule.options();
    Schedule then =
        switch (schedule.kind()) {
          case "constant" -> new Schedule.Constant();
          case "step" ->
              new Schedule.Step(
                  options.integer("every", 1, Integer.MAX_VALUE), options.part("factor"));
          case "exponential" -> new Schedule.Exponential(options.part("factor"));
          case "cosine" -> new Schedule.Cosine(options.number("end", 0, 0, 1));
          default -> throw new AssertionError(schedule.kind());
        };
    if (!training.has("warmup")) {
      return then;
    }
    Section warmup = training.section("warmup");
    return new Schedule.WarmUp(warmup.positive("epochs"), warmup.number("start", 0.01, 0, 1), then);
  }
}
