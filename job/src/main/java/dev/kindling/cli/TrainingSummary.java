package dev.kindling.cli;

import dev.kindling.config.Wording;
import java.util.Locale;
import java.util.Map;

/** The {@code summary.json} of a run, in a line for people. */
final class TrainingSummary {
  private TrainingSummary() {}

  /** {@code trained 20 epochs in 7.6 s: training accuracy ...}. */
  static String line(Map<String, Object> summary) {
    if (summary.get("train_loss") == null) {
      return "wrote the initialised model: training.epochs is 0";
    }
    String ended =
        summary.get("ended_because") == null
            ? ""
            : String.format(
                Locale.ROOT,
                "%nended after %.0f passes over the training rows: %s",
                summary.get("passes"),
                summary.get("ended_because"));
    return String.format(
        Locale.ROOT,
        "trained %s in %.1f s: training %s%s%s",
        Wording.counted((Integer) summary.get("epochs"), "epoch"),
        summary.get("seconds"),
        measured(summary, "train_"),
        summary.get("validation_loss") == null
            ? ""
            : ", validation " + measured(summary, "validation_"),
        ended);
  }

  /** {@code accuracy 0.9777 (loss 0.0733)}, or the loss and what else was measured. */
  private static String measured(Map<String, Object> summary, String prefix) {
    String loss = "loss " + Wording.number((Double) summary.get(prefix + "loss"));
    if (summary.get(prefix + "accuracy") instanceof Double accuracy) {
      return "accuracy " + Wording.share(accuracy) + " (" + loss + ")";
    }
    return summary.get(prefix + "r2") instanceof Double r2
        ? loss + " (R2 " + Wording.share(r2) + ")"
        : loss;
  }
}
