package dev.kindling.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.linalg.Blas;
import dev.kindling.train.SparkTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code scripts/bench --output DIR [--rounds N] [--seconds S]}: prints a table and writes {@code
 * DIR/bench.json}. {@code job/src/site/speed.md} documents the keys.
 */
public final class Bench {
  static final int THREADS = 2; // as PyTorch gets, and the networks' batches are cut for

  private final Map<String, Object> json = new LinkedHashMap<>();
  private final Measurements measurements = new Measurements();

  private Bench() {}

  public static void main(String[] args) throws Exception {
    String usage = "scripts/bench --output DIR [--rounds N] [--seconds S]";
    Arguments options =
        Arguments.parse(
            args,
            Map.of("--rounds", "7", "--seconds", "1.5"),
            Set.of("--output", "--rounds", "--seconds"),
            usage);
    if (!options.get("--rounds").matches("[1-9]\\d{0,3}")
        || !options.get("--seconds").matches("\\d{1,3}(\\.\\d+)?")) {
      Arguments.exit(usage);
    }
    Path output = Files.createDirectories(Path.of(options.get("--output")));
    Bench bench = new Bench();
    bench.run(
        Integer.parseInt(options.get("--rounds")), Double.parseDouble(options.get("--seconds")));
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(output.resolve("bench.json").toFile(), bench.json);
  }

  private void run(int rounds, double seconds) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    Optional<Peer> pyTorch = Peer.pyTorch(THREADS);
    try (Peer fallback = Peer.java(JavaBlasPeer.class, "-Dkindling.blas=java");
        Peer mlLib = Peer.java(MlLibPeer.class);
        Peer mlLibOpenBlas = Peer.java(MlLibPeer.class, "-Dbench.openblas=true");
        Threads one = new Threads(1);
        Threads two = new Threads(THREADS);
        Threads all = new Threads(cores);
        SparkBench spark = new SparkBench(THREADS)) {
      describe("cores", cores);
      describe("threads", THREADS);
      describe("rounds", rounds);
      describe("java", System.getProperty("java.version"));
      describe("spark", spark.version());
      describe("blas", Blas.description());
      describe("fallback_blas", fallback.description());
      describe("mllib_blas", mlLib.description());
      describe("torch", pyTorch.map(Peer::description).orElse(null));
      if (pyTorch.isEmpty()) {
        System.out.println("no PyTorch: python3 -c \"import torch\" does not work here");
      }
      measurements.add("sgemm_gflops_1_core", new Sgemm(one));
      measurements.add("sgemm_gflops_all_cores", new Sgemm(all));
      measurements.add("tree_aggregate_ms", spark::emptyTreeAggregate);
      int parameters = Workload.MLP.network().parameterCount();
      measurements.add("floor_ms", time -> spark.floor(parameters, time));
      measurements.add("start_s", time -> Command.seconds(System.getProperty("bench.kindling")));
      Loading csv = spark.csv(25_000);
      measurements.add("load_csv_mb_per_s", csv);
      measurements.add("parse_csv_mb_per_s_per_core", time -> csv.onePass(time) / THREADS);
      measurements.add("load_idx_mb_per_s", spark.idx());
      addSplit(spark.training(Workload.MLP, 4096, 1));
      addSpark(spark, Workload.MLP, 4096, 1);
      addSpark(spark, Workload.MLP, 16384, 1);
      addSpark(spark, Workload.MLP, 1024, 16);
      addSpark(spark, Workload.MLP, 32, 64);
      addSpark(spark, Workload.WIDE, 1024, 16);
      addEngine(Workload.MLP, 1024, two);
      addEngine(Workload.WIDE, 1024, two);
      addEngine(Workload.CNN, 256, two);
      measurements.add("fallback_mlp_1024", fallback.speed(Workload.MLP, 1024));
      measurements.add("mllib_mlp", mlLib.speed(Workload.MLP, 4096));
      measurements.add("mllib_openblas_mlp", mlLibOpenBlas.speed(Workload.MLP, 4096));
      pyTorch.ifPresent(this::addPyTorch);
      measurements.run(rounds, seconds);
    } finally {
      pyTorch.ifPresent(Peer::close);
    }
    compare();
    pyTorch.ifPresent(torch -> compareWithPyTorch());
    measurements.report(json);
  }

  private void describe(String key, Object value) {
    json.put(key, value);
    System.out.printf("%-14s %s%n", key, value);
  }

  private void addSplit(SparkTraining training) {
    measurements.addAll(
        seconds -> {
          Map<String, Double> results = new LinkedHashMap<>();
          training.split(seconds).forEach((part, ms) -> results.put("step_" + part + "_ms", ms));
          return results;
        });
  }

  private void addSpark(SparkBench spark, Workload workload, int batchSize, int localSteps)
      throws IOException {
    measurements.add(
        "spark_%s_%d_%s"
            .formatted(workload.key(), batchSize, localSteps == 1 ? "sync" : "local_" + localSteps),
        spark.training(workload, batchSize, localSteps)::measure);
  }

  private void addEngine(Workload workload, int batchSize, Threads threads) {
    EngineTraining training = new EngineTraining(workload, batchSize, threads);
    String key = "engine_%s_%d".formatted(workload.key(), batchSize);
    measurements.addAll(
        seconds ->
            Map.of(key, training.measure(seconds), key + "_cpu_us", training.microseconds()));
  }

  private void addPyTorch(Peer torch) {
    for (int batchSize : List.of(32, 1024, 4096, 16384)) {
      measurements.add("torch_mlp_" + batchSize, torch.speed(Workload.MLP, batchSize));
    }
    measurements.add("torch_wide_1024", torch.speed(Workload.WIDE, 1024));
    measurements.add("torch_cnn_256", torch.speed(Workload.CNN, 256));
  }

  private void compare() {
    measurements.ratio("mlp_4096_sync_times_mllib", "spark_mlp_4096_sync", "mllib_mlp");
    measurements.ratio(
        "mlp_4096_sync_times_mllib_openblas", "spark_mlp_4096_sync", "mllib_openblas_mlp");
    measurements.ratio("fallback_of_native", "fallback_mlp_1024", "engine_mlp_1024");
    double gigaflops = Workload.WIDE.flops() / 1e9;
    measurements.derive(
        "wide_1024_local_16_of_sgemm",
        round ->
            round.get("spark_wide_1024_local_16")
                * gigaflops
                / round.get("sgemm_gflops_all_cores"));
    measurements.derive(
        "step_overhead_of_floor",
        round ->
            (round.get("step_total_ms")
                    - round.get("step_compute_ms")
                    - round.get("step_update_ms"))
                / round.get("floor_ms"));
  }

  private void compareWithPyTorch() {
    measurements.ratio("mlp_4096_sync_times_torch", "spark_mlp_4096_sync", "torch_mlp_4096");
    measurements.ratio("mlp_16384_sync_times_torch", "spark_mlp_16384_sync", "torch_mlp_16384");
    measurements.ratio(
        "mlp_1024_local_16_times_torch", "spark_mlp_1024_local_16", "torch_mlp_1024");
    measurements.ratio("mlp_32_local_64_times_torch", "spark_mlp_32_local_64", "torch_mlp_32");
    measurements.ratio(
        "wide_1024_local_16_times_torch", "spark_wide_1024_local_16", "torch_wide_1024");
    measurements.ratio("engine_mlp_1024_times_torch", "engine_mlp_1024", "torch_mlp_1024");
    measurements.ratio("engine_cnn_256_times_torch", "engine_cnn_256", "torch_cnn_256");
  }
}
