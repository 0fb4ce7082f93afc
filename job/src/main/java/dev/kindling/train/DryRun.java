package dev.kindling.train;

import dev.kindling.config.Wording;
import dev.kindling.data.Dataset;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Layer;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.ByteSize;
import dev.kindling.sums.Stages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a run would be, without training or writing anything.
 *
 * @param plan line by line
 * @param notes what is odd but works
 * @param problems what would not work, each with its remedy
 */
public record DryRun(List<String> plan, List<String> notes, List<String> problems) {

  /** For programs. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ready", problems.isEmpty());
    map.put("plan", plan);
    map.put("notes", notes);
    map.put("problems", problems);
    return map;
  }

  private static final int MOST_SHOWN = 20;
  private static final double RARE = 0.1; // of an equal share of the rows

  /** Reads and checks the data, and looks at where it would be trained on. */
  public static DryRun of(JavaSparkContext spark, RunConfig config) {
    TrainingInput input = TrainingInput.load(spark, config);
    try (Dataset data = input.data()) {
      DryRun run = new DryRun(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      run.data(config, data);
      run.badRows(data);
      if (config.network().classes() > 0) {
        run.classes(data);
      }
      if (input.remark() != null) {
        run.note("%s", input.remark());
      }
      run.columns(config, data);
      run.steps(config, data);
      run.machines(spark, config, data);
      return run;
    }
  }

  private void plan(String format, Object... arguments) {
    plan.add(String.format(Locale.ROOT, format, arguments));
  }

  private void note(String format, Object... arguments) {
    notes.add(String.format(Locale.ROOT, format, arguments));
  }

  /** All of a few, the first of many. */
  private static <T> String list(List<T> all, Function<T, String> show) {
    return all.stream().limit(MOST_SHOWN).map(show).collect(Collectors.joining(", "))
        + (all.size() > MOST_SHOWN ? ", ..." : "");
  }

  private void data(RunConfig config, Dataset data) {
    List<Integer> sizes = data.trainingSizes();
    plan(
        "data: %s, %,d training and %,d validation rows in %s of %,d to %,d",
        config.data().train(),
        data.trainingRows(),
        data.validationRows(),
        Wording.counted(sizes.size(), "partition"),
        Collections.min(sizes),
        Collections.max(sizes));
    if (Collections.min(sizes) == 0) {
      note("some partitions have no rows: lower training.partitions");
    }
  }

  private void badRows(Dataset data) {
    for (RejectedRows rejected : data.rejected().values()) {
      if (rejected.count() > 0) {
        note("%s and left out: %s", rejected, rejected.reasons());
      }
      List<Map.Entry<String, Long>> columns = new ArrayList<>(columns(rejected).entrySet());
      if (!columns.isEmpty()) {
        columns.sort(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()));
        note(
            "bad values of %s: %s",
            rejected.input(),
            list(
                columns,
                each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey())));
      }
    }
  }

  /** How often each column is the first that is bad in its row, and why. */
  private static Map<String, Long> columns(RejectedRows rejected) {
    return rejected
        .rows()
        .filter(row -> row.column() != null)
        .map(row -> row.reason() + " in column " + row.column())
        .countByValue();
  }

  private void classes(Dataset data) {
    long[] counts = data.trainingClassCounts();
    List<String> names = data.classes().names();
    plan(
        "classes: %s",
        list(
            IntStream.range(0, counts.length).boxed().toList(),
            k ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f%%",
                    names.get(k),
                    100.0 * counts[k] / data.trainingRows())));
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] == 0) {
        note(
            "class %s has none of the %,d training rows, so nothing is learned of it: are its"
                + " rows held out (data.stratify), or is there a unit too many (network.layers)?",
            names.get(k), data.trainingRows());
      } else if (counts[k] < RARE * data.trainingRows() / counts.length) {
        note(
            "class %s has %,d of %,d training rows: consider training.class_weights: balanced",
            names.get(k), counts[k], data.trainingRows());
      }
    }
  }

  private void columns(RunConfig config, Dataset data) {
    int inputs = config.network().inputShape().size();
    List<Integer> constant = ConstantColumns.of(data, inputs);
    if (!constant.isEmpty()) {
      note(
          "%,d of %,d inputs have one value in all training rows: %s",
          constant.size(), inputs, list(constant, data.preparation()::inputName));
    }
  }

  private void steps(RunConfig config, Dataset data) {
    TrainingConfig training = config.training();
    int steps = BatchPlan.of(training, data).steps();
    plan(
        "training: %,d parameters, %s of %s",
        config.network().parameterCount(),
        Wording.counted(training.epochs(), "epoch"),
        Wording.counted(steps, "step"));
  }

  private void machines(JavaSparkContext spark, RunConfig config, Dataset data) {
    int cores = spark.defaultParallelism();
    List<Integer> each = IntStream.range(0, cores).boxed().toList();
    Map<String, List<ExecutorProbe>> probes =
        new TreeMap<>(
            spark.parallelize(each, cores).map(task -> ExecutorProbe.here()).collect().stream()
                .collect(Collectors.groupingBy(ExecutorProbe::executor)));
    MemoryPlan memory = memory(spark, config, data);
    int tasks = Math.max(1, cores / probes.size());
    long maxResultSize = AggregationChoice.maxResultSize(spark);
    plan(
        "driver: holds %s of %s, a step's results are %s of spark.driver.maxResultSize (%s)",
        ByteSize.show(memory.driver()),
        ByteSize.show(Runtime.getRuntime().maxMemory()),
        ByteSize.show(memory.resultBytes()),
        maxResultSize == 0 ? "no limit" : ByteSize.show(maxResultSize));
    probes.forEach(
        (executor, found) ->
            plan(
                "executor %s: holds %s of %s, %.0f GFLOP/s in each of %d tasks at once, %s",
                executor,
                ByteSize.show(memory.executor(probes.size(), tasks)),
                ByteSize.show(found.get(0).heap()),
                found.stream().mapToDouble(ExecutorProbe::gigaflops).average().orElseThrow(),
                tasks,
                found.get(0).blas()));
    Long executorHeap =
        spark.sc().isLocal()
            ? null
            : probes.values().stream().mapToLong(found -> found.get(0).heap()).min().getAsLong();
    problems.addAll(
        memory.problems(
            Runtime.getRuntime().maxMemory(), maxResultSize, executorHeap, probes.size(), tasks));
  }

  private static MemoryPlan memory(JavaSparkContext spark, RunConfig config, Dataset data) {
    TrainingConfig training = config.training();
    // The state of a small vector: a large one is what is to be found out about.
    int state = training.initialState(Precision.FLOAT.vector(1)).vectors().size();
    long inputs = config.network().inputShape().size();
    long values =
        inputs
            + config.network().layers().stream()
                .map(Layer::outputShape)
                .mapToLong(shape -> shape.size())
                .sum();
    AggregationChoice choice =
        training.choice(spark, config.network().parameterCount(), (way, why) -> {});
    long vector = (long) config.network().parameterCount() * Float.BYTES;
    long sum = training.returnedBytes(config.network().parameterCount());
    return new MemoryPlan(
        vector,
        1 + state + (training.earlyStopping() == null ? 0 : 1),
        !choice.withinProcess(),
        training.returnedVectors(),
        choice.results(training.partitions()),
        choice.held(training.partitions(), Stages.slices(sum, spark.defaultParallelism())),
        data.stored().memory() + data.stored().disk(),
        rowsAtOnce(config, data.trainingRows()) * values * Float.BYTES);
  }

  /** How many examples of a step pass through the network together. */
  private static long rowsAtOnce(RunConfig config, long rows) {
    int batch = (int) Math.min(config.training().batchSize(), rows);
    int share = 1 + (batch - 1) / config.training().partitions();
    int blocks = config.network().workspace(Precision.FLOAT).trainingBlocks(share);
    return 1 + (share - 1) / blocks;
  }
}
