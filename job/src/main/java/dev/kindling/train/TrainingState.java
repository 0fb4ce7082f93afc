package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.optim.OptimizerState;
import java.util.ArrayList;
import java.util.List;

/**
 * How far training has come: everything that the next step depends on. Changes in place.
 *
 * <p>An epoch is counted from 1; {@link #step} counts its steps that are done.
 */
final class TrainingState {
  final Matrix parameters; // [1 x P]
  final OptimizerState optimizer;
  int epoch = 1;
  int step;
  Totals totals = Totals.NONE; // of this epoch
  double seconds; // of this epoch
  double rateFactor = 1; // by reduce_on_plateau and on_divergence
  int halvings; // of the rate, on divergence
  String optimizerEnded; // what the optimizer says when it is done, or null
  Watch.History plateau = Watch.History.NONE;
  Watch.History stopping = Watch.History.NONE;
  Matrix best; // parameters of the best epoch, under early stopping
  final List<EpochMetrics> epochs = new ArrayList<>(); // that are done

  TrainingState(Matrix parameters, OptimizerState optimizer) {
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /** The state before the first step, with parameters that will change in place. */
  static TrainingState start(Matrix initial, TrainingConfig config) {
    return new TrainingState(initial, config.initialState(initial));
  }

  /** Goes on to the next epoch, with what the watches make of the one that ended. */
  void endEpoch(EpochMetrics metrics, TrainingConfig config) {
    epochs.add(metrics);
    epoch++;
    step = 0;
    totals = Totals.NONE;
    seconds = 0;
    if (config.plateau() != null) {
      plateau = plateau.then(config.plateau().watch(), metrics);
      if (plateau.waited() >= config.plateau().watch().patience()) {
        rateFactor *= config.plateau().factor();
        plateau = new Watch.History(plateau.best(), 0);
      }
    }
    if (config.earlyStopping() != null) {
      stopping = stopping.then(config.earlyStopping(), metrics);
      if (stopping.improved()) {
        best = parameters.copy();
      }
    }
  }

  boolean ended(TrainingConfig config) {
    return epoch > config.epochs()
        || optimizerEnded != null && step == 0 // an epoch that has begun still counts
        || stoppedEarly(config);
  }

  private boolean stoppedEarly(TrainingConfig config) {
    return config.earlyStopping() != null && stopping.waited() >= config.earlyStopping().patience();
  }

  /** Why training has ended before the last epoch that was asked for, or null if it has not. */
  String endedBecause(TrainingConfig config) {
    if (optimizerEnded != null) {
      return optimizerEnded;
    }
    return epoch > config.epochs() || !stoppedEarly(config)
        ? null
        : "%s was best after epoch %d, whose parameters are the model's"
            .formatted(config.earlyStopping().metric(), result().epoch());
  }

  /** What training is for: the latest parameters, or the best under early stopping. */
  Trainer.Trained result() {
    return best == null
        ? new Trainer.Trained(parameters, epochs.size())
        : new Trainer.Trained(best, epochs.size() - stopping.waited());
  }
}
