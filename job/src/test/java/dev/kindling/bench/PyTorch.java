package dev.kindling.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A Python process beside this one, which trains the same networks with PyTorch when asked to. */
final class PyTorch implements AutoCloseable {
  private final Process process;
  private final PrintStream requests;
  private final BufferedReader answers;
  private final String version;

  private PyTorch(int threads) throws IOException {
    String script;
    try (InputStream in = PyTorch.class.getResourceAsStream("pytorch.py")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    process =
        new ProcessBuilder("python3", "-c", script, Integer.toString(threads))
            .redirectError(Redirect.DISCARD)
            .start();
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    version = answers.readLine();
  }

  /** Empty where there is no Python 3 with PyTorch. */
  static Optional<PyTorch> start(int threads) {
    try {
      PyTorch pyTorch = new PyTorch(threads);
      return Optional.of(pyTorch).filter(started -> started.version != null);
    } catch (IOException noPython) {
      return Optional.empty();
    }
  }

  String version() {
    return version;
  }

  /** Its examples per second on a workload. */
  Speed training(Workload workload) {
    return seconds -> {
      requests.println(workload.key() + " " + workload.batchSize() + " " + seconds);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("PyTorch died in the middle of " + workload.key());
      }
      return Double.parseDouble(answer);
    };
  }

  @Override
  public void close() {
    requests.close(); // the end of its input ends it
  }
}
