package dev.kindling.train;

import dev.kindling.optim.Schedule;
import java.io.Serializable;

/**
 * The learning rate of each step of training.
 *
 * @param base what the schedule's factors are of
 * @param steps in an epoch
 */
record LearningRate(double base, Schedule schedule, int steps, int epochs) implements Serializable {

  /** The rate of a step, counted from 0, in an epoch, counted from 1. */
  double at(int epoch, int step) {
    return base * schedule.factor(epoch - 1 + (double) step / steps, epochs);
  }

  LearningRate times(double factor) {
    return new LearningRate(base * factor, schedule, steps, epochs);
  }
}
