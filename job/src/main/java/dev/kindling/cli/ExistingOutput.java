package dev.kindling.cli;

import dev.kindling.train.RunOutput;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What {@code --overwrite} and {@code --resume} say of what is in the output folder already. */
final class ExistingOutput {
  private ExistingOutput() {}

  /**
   * What to do with it.
   *
   * @param given whether there is an {@code --output}
   * @param what is gone on with, for messages
   * @throws ParameterException if the options do not go together
   */
  static RunOutput.Existing of(
      CommandLine command, boolean resume, boolean overwrite, boolean given, String what) {
    if (resume && (overwrite || !given)) {
      throw new ParameterException(
          command,
          overwrite
              ? "--resume and --overwrite exclude each other"
              : "--resume needs --output, the folder of the %s to go on with".formatted(what));
    }
    return resume
        ? RunOutput.Existing.RESUME
        : overwrite ? RunOutput.Existing.OVERWRITE : RunOutput.Existing.REFUSE;
  }
}
