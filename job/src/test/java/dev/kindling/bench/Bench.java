package dev.kindling.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.linalg.Blas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * {@code scripts/bench --output DIR [--rounds N]}: prints a table and writes {@code
 * DIR/bench.json}.
 *
 * <p>A round measures everything once, one after the other, so that a machine's good and bad
 * minutes fall on all of it alike; a first round that warms up does not count. What compares two
 * speeds is computed within each round. Every result has three keys: {@code KEY} is the median over
 * the rounds, {@code KEY_min} and {@code KEY_max} the spread. README.md documents the keys.
 */
public final class Bench {
  private static final double SECONDS = 1.5;
  private static final int THREADS = 2; // as PyTorch gets, and the networks' batches are cut for

  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<Result> results = new ArrayList<>();
  private final int rounds;

  private Bench(int rounds) {
    this.rounds = rounds;
  }

  /** One row of the table: something measured in each round. */
  private record Result(String key, Speed speed, List<Double> values) {
    double quantile(double share) {
      double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
      double at = share * (sorted.length - 1);
      return (sorted[(int) Math.floor(at)] + sorted[(int) Math.ceil(at)]) / 2;
    }
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> options = new LinkedHashMap<>(Map.of("--rounds", "9"));
    for (int i = 0; i < args.length; i += 2) {
      if (!List.of("--output", "--rounds").contains(args[i]) || i + 1 == args.length) {
        usage();
      }
      options.put(args[i], args[i + 1]);
    }
    if (!options.containsKey("--output") || !options.get("--rounds").matches("[1-9]\\d{0,3}")) {
      usage();
    }
    Path output = Files.createDirectories(Path.of(options.get("--output")));
    Bench bench = new Bench(Integer.parseInt(options.get("--rounds")));
    bench.run();
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(output.resolve("bench.json").toFile(), bench.json);
  }

  private static void usage() {
    System.err.println("usage: scripts/bench --output DIR [--rounds N]");
    System.exit(2);
  }

  private void run() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    Optional<PyTorch> pyTorch = PyTorch.start(THREADS);
    json.put("cores", cores);
    json.put("threads", THREADS);
    json.put("rounds", rounds);
    json.put("blas", Blas.description());
    json.put("java", System.getProperty("java.version"));
    json.put("torch", pyTorch.map(PyTorch::version).orElse(null));
    System.out.printf("%d cores, %s, Java %s%n", cores, json.get("blas"), json.get("java"));
    System.out.println(
        pyTorch
            .map(started -> "PyTorch " + started.version() + ", " + THREADS + " threads")
            .orElse("no PyTorch: python3 -c \"import torch\" does not work here"));
    try (Threads one = new Threads(1);
        Threads two = new Threads(THREADS);
        Threads all = new Threads(cores)) {
      add("sgemm_gflops_1_core", new Sgemm(one));
      add("sgemm_gflops_all_cores", new Sgemm(all));
      for (Workload workload : Workload.values()) {
        add(key(workload, ""), new EngineTraining(workload, two));
        pyTorch.ifPresent(torch -> add(key(workload, "_torch"), torch.training(workload)));
      }
      measure();
    } finally {
      pyTorch.ifPresent(PyTorch::close);
    }
    if (pyTorch.isPresent()) {
      for (Workload workload : Workload.values()) {
        addRatio(workload.key() + "_times_torch", key(workload, ""), key(workload, "_torch"));
      }
    }
    report();
  }

  private static String key(Workload workload, String by) {
    return workload.key() + by + "_examples_per_second";
  }

  private void add(String key, Speed speed) {
    results.add(new Result(key, speed, new ArrayList<>()));
  }

  private void addRatio(String key, String above, String below) {
    List<Double> a = values(above);
    List<Double> b = values(below);
    List<Double> ratios = IntStream.range(0, rounds).mapToObj(r -> a.get(r) / b.get(r)).toList();
    results.add(new Result(key, null, ratios));
  }

  private List<Double> values(String key) {
    return results.stream().filter(result -> result.key.equals(key)).findFirst().get().values;
  }

  private void measure() throws Exception {
    for (int round = 0; round <= rounds; round++) {
      for (Result result : results) {
        double value = result.speed.measure(SECONDS);
        if (round > 0) {
          result.values.add(value);
        }
      }
      System.err.printf("round %d of %d%n", round, rounds);
    }
  }

  private void report() {
    System.out.printf("%-32s %12s %12s %12s%n", "", "median", "min", "max");
    for (Result result : results) {
      double[] spread = DoubleStream.of(0.5, 0, 1).map(result::quantile).toArray();
      String number = spread[0] < 1000 ? "%12.2f" : "%,12.0f";
      System.out.printf(
          "%-32s " + String.join(" ", number, number, number) + "%n",
          result.key,
          spread[0],
          spread[1],
          spread[2]);
      json.put(result.key, spread[0]);
      json.put(result.key + "_min", spread[1]);
      json.put(result.key + "_max", spread[2]);
    }
  }
}
