package dev.kindling.train;

import dev.kindling.config.Section;

/**
 * When training saves what it has come to.
 *
 * @param everySteps a checkpoint after so many steps; 0 for none by steps
 * @param everyMinutes a checkpoint after so many minutes; 0 for none by time
 * @param keep how many of the latest checkpoints stay
 */
record CheckpointConfig(int everySteps, double everyMinutes, int keep) {

  static CheckpointConfig read(Section section) {
    return new CheckpointConfig(
        section.integer("every_steps", 0, 0, Integer.MAX_VALUE),
        section.number("every_minutes", 10, 0, Double.MAX_VALUE),
        section.integer("keep", 2, 1, Integer.MAX_VALUE));
  }
}
