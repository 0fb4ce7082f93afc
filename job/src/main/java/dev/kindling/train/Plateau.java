package dev.kindling.train;

import dev.kindling.config.Section;

/**
 * Lowers the learning rate when a metric stops getting better.
 *
 * @param factor what the rate is multiplied by each time
 */
record Plateau(Watch watch, double factor) {

  Plateau {
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1), not " + factor);
    }
  }

  static Plateau read(Section section) {
    double factor = section.positive("factor", 0.1);
    if (factor >= 1) {
      throw section.error("factor", "must be below 1: it lowers the rate");
    }
    return new Plateau(Watch.read(section), factor);
  }
}
