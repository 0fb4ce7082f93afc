package dev.kindling.train;

import java.util.Map;

/** Training ran, but something that must hold did not: it diverged, or a check failed. */
public class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private transient Map<String, Object> summary;

  public CheckFailedException(String message) {
    super(message);
  }

  /** The same of a run that leaves a summary. */
  CheckFailedException with(Map<String, Object> ofRun) {
    summary = ofRun;
    return this;
  }

  /** What {@code summary.json} says of the run; null where nothing is written. */
  public Map<String, Object> summary() {
    return summary;
  }
}
