package dev.kindling.train;

import dev.kindling.sums.TimeSplit;
import java.util.ArrayList;
import java.util.List;

/**
 * What would make a run quicker, by what took most of its time.
 *
 * @param config of the run
 * @param steps of an epoch
 * @param cores that tasks run on
 */
record TimeAdvice(TrainingConfig config, int steps, int cores) {

  /** Where the time went and what would help, in a line; null before the first step. */
  String line(TimeSplit times) {
    return times.nanoseconds(TimeSplit.Part.SCHEDULING) == 0
        ? null
        : times.words() + ": " + advice(times.greatest());
  }

  private String advice(TimeSplit.Part greatest) {
    return switch (greatest) {
      case LOADING -> "the data is loaded once, however many epochs there are";
      case READING -> "more memory would help, so that no rows are read from disk again";
      case COMPUTE -> moreComputing();
      case SCHEDULING, BROADCAST, AGGREGATE, UPDATE -> fewerJobs();
      case VALIDATION -> "fewer validation rows would help (data.validation)";
      case CHECKPOINTS -> "save less often (training.checkpoint)";
    };
  }

  private String moreComputing() {
    int partitions = config.partitions();
    if (partitions < cores) {
      return "raise training.partitions: %d of %d cores are at work".formatted(partitions, cores);
    }
    return partitions % cores == 0
        ? "more cores would help"
        : "make training.partitions a multiple of the %d cores".formatted(cores);
  }

  /** Each job less is a broadcast, its scheduling, an aggregation and an update less. */
  private String fewerJobs() {
    List<String> keys = new ArrayList<>();
    if (steps > 1) { // so neither lbfgs nor a batch of all rows
      keys.add("training.batch_size");
      if (config.localSteps() < steps) {
        keys.add("training.local_steps");
      }
    }
    if (!keys.isEmpty()) {
      return "raise " + String.join(" or ", keys);
    }
    return config.partitions() > cores
        ? "lower training.partitions: an epoch is one step, of more tasks than the %d cores need"
            .formatted(cores)
        : "nothing to gain by settings: an epoch is one step, and that is little work";
  }
}
