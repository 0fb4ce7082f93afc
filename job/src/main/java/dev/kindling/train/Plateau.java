package dev.kindling.train;

import dev.kindling.config.Section;

/**
 * Lowers the learning rate when a metric stops getting better.
 *
 * @param factor what the rate is multiplied by each time
 */
record Plateau(Watch watch, double factor) {

  static Plateau read(Section section) {
    return new Plateau(Watch.read(section), section.number("factor", 0.1, 0, 1));
  }
}
