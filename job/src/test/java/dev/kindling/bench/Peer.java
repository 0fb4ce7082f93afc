package dev.kindling.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A process beside this one that does the same work in another way when asked to, and waits
 * otherwise. It says in one line what it is, then answers each line {@code WORKLOAD BATCH_SIZE
 * SECONDS} with the examples per second.
 */
final class Peer implements AutoCloseable {
  private final PrintStream requests;
  private final BufferedReader answers;
  private final String description;

  private Peer(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    description = answers.readLine();
  }

  /** PyTorch; empty where there is no Python 3 that has it. */
  static Optional<Peer> pyTorch(int threads) {
    try (InputStream script = Peer.class.getResourceAsStream("pytorch.py")) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      Peer peer = new Peer(List.of("python3", "-c", text, Integer.toString(threads)));
      return Optional.of(peer).filter(started -> started.description != null);
    } catch (IOException noPython) {
      return Optional.empty();
    }
  }

  /** A main class of the benchmark in a JVM like this one, with the Vector API. */
  static Peer java(Class<?> main, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=jdk.incubator.vector");
    Collections.addAll(command, options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Peer peer = new Peer(command);
    if (peer.description == null) {
      throw new IOException("did not start: " + String.join(" ", command));
    }
    return peer;
  }

  /** What a main class does to be a peer. */
  static void answer(String description, Answer answer) throws Exception {
    System.out.println(description);
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] words = line.split(" ");
      Workload workload = Workload.valueOf(words[0].toUpperCase(Locale.ROOT));
      System.out.println(
          answer.of(workload, Integer.parseInt(words[1])).measure(Double.parseDouble(words[2])));
    }
  }

  /** Chooses what to measure. */
  interface Answer {
    Speed of(Workload workload, int batchSize) throws Exception;
  }

  String description() {
    return description;
  }

  /** Its examples per second on a workload. */
  Speed speed(Workload workload, int batchSize) {
    return seconds -> {
      requests.println(workload.key() + " " + batchSize + " " + seconds);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(description + " died in the middle of " + workload.key());
      }
      return Double.parseDouble(answer);
    };
  }

  @Override
  public void close() {
    requests.close(); // the end of its input ends it
  }
}
