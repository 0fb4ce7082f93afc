package dev.kindling.optim;

import java.io.Serializable;

/** How the learning rate changes as training goes on: a factor on the optimizer's rate. */
public sealed interface Schedule extends Serializable {

  /**
   * The factor of one step.
   *
   * @param epoch how many epochs are done before the step, in parts too: 1.5 in the middle of the
   *     second
   * @param epochs how many there are to be
   */
  double factor(double epoch, double epochs);

  /** The optimizer's rate throughout. */
  record Constant() implements Schedule {
    @Override
    public double factor(double epoch, double epochs) {
      return 1;
    }
  }

  /** Times {@code factor} after every so many epochs. */
  record Step(int every, double factor) implements Schedule {
    public Step {
      Range.positive("every", every);
      Range.part("factor", factor);
    }

    @Override
    public double factor(double epoch, double epochs) {
      // Of a step at the very end of its epochs, 1.4 - 0.4 of a warm-up before is less than 1.
      return StrictMath.pow(factor, Math.floor(epoch / every + 1e-9));
    }
  }

  /** {@code factor ^ epoch}: falls a little with each step, by the factor in an epoch. */
  record Exponential(double factor) implements Schedule {
    public Exponential {
      Range.part("factor", factor);
    }

    @Override
    public double factor(double epoch, double epochs) {
      return StrictMath.pow(factor, epoch);
    }
  }

  /**
   * Half a cosine from 1 down to {@code end} (Loshchilov and Hutter 2017, "SGDR", equation 5, one
   * cycle without restarts).
   */
  record Cosine(double end) implements Schedule {
    public Cosine {
      Range.unit("end", end);
    }

    @Override
    public double factor(double epoch, double epochs) {
      return end + (1 - end) * (1 + StrictMath.cos(Math.PI * epoch / epochs)) / 2;
    }
  }

  /**
   * Rises in a straight line from {@code start} to 1 over the first epochs, then follows another
   * schedule for the rest (Goyal et al. 2017, section 2.2).
   */
  record WarmUp(double warmUpEpochs, double start, Schedule then) implements Schedule {
    public WarmUp {
      Range.positive("epochs", warmUpEpochs);
      Range.unit("start", start);
    }

    @Override
    public double factor(double epoch, double epochs) {
      return epoch < warmUpEpochs
          ? start + (1 - start) * epoch / warmUpEpochs
          : then.factor(epoch - warmUpEpochs, epochs - warmUpEpochs);
    }
  }
}
