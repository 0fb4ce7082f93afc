package dev.kindling.sums;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Which way the sums of a run are taken: as told or, among several, each in turn until all have
 * been tried, and from then on the one with the least median of what a sum takes beside computing.
 */
public final class AggregationChoice {
  /** The setting of Spark that limits a job's results. */
  public static final String MAX_RESULT_SIZE = "spark.driver.maxResultSize";

  private static final long SMALL = 1 << 20; // bytes that hardly cost anything
  private static final long LARGE = 32 << 20; // bytes that the driver should not have in copies
  private static final int ARRIVING = 2; // threads that get results, as the settings have it
  static final int WARM_UP = 1; // of each, that does not count
  static final int TRIALS = 3; // of each, that count

  /** What is told of the choice, and why. */
  public interface Told extends BiConsumer<Aggregation, String> {}

  private final List<Aggregation> candidates; // empty within the process
  private final List<List<Long>> trials = new ArrayList<>(); // nanoseconds of each
  private final Told told;
  private Aggregation chosen;
  private int sums;

  private AggregationChoice(List<Aggregation> candidates, Aggregation chosen, Told told) {
    this.candidates = candidates;
    this.chosen = chosen;
    this.told = told;
    candidates.forEach(way -> trials.add(new ArrayList<>()));
  }

  /** In local mode tasks can add to the driver's own sum: nothing has to travel. */
  public static AggregationChoice inProcess() {
    return new AggregationChoice(List.of(), null, (way, why) -> {});
  }

  /** One way, whatever it takes. */
  public static AggregationChoice always(Aggregation way) {
    return new AggregationChoice(List.of(way), way, (choice, why) -> {});
  }

  /**
   * The fastest of some.
   *
   * @param told hears of it when that is known
   */
  static AggregationChoice among(List<Aggregation> candidates, Told told) {
    return new AggregationChoice(candidates, null, told);
  }

  /**
   * That of a run.
   *
   * @param configured what the user wants
   * @param partitions how many there are
   * @param bytes of what each of them gives back
   * @param told hears of the choice on a cluster, where it is not configured
   */
  public static AggregationChoice of(
      JavaSparkContext spark, Aggregation configured, int partitions, long bytes, Told told) {
    if (configured != Aggregation.AUTO) {
      return always(configured);
    }
    if (spark.isLocal()) {
      return inProcess();
    }
    List<Aggregation> candidates = candidates(partitions, bytes, most(spark));
    if (candidates.size() > 1) {
      return among(candidates, told);
    }
    told.accept(
        candidates.get(0), "a step's results are " + ByteSize.show(partitions * bytes) + " in all");
    return always(candidates.get(0));
  }

  /** The limit on a job's results on the driver in bytes, 0 for none. */
  public static long maxResultSize(JavaSparkContext spark) {
    return spark.getConf().getSizeAsBytes(MAX_RESULT_SIZE, "1g");
  }

  /** How many bytes of results may wait on the driver: a small part of its memory, and not many. */
  private static long most(JavaSparkContext spark) {
    long limit = maxResultSize(spark);
    long part = Math.min(LARGE, Runtime.getRuntime().maxMemory() / 16);
    return limit == 0 ? part : Math.min(part, limit);
  }

  /**
   * The ways that make sense.
   *
   * @param bytes of one sum
   * @param most bytes of results that may wait on the driver
   */
  static List<Aggregation> candidates(int partitions, long bytes, long most) {
    if (partitions * bytes <= SMALL) {
      return List.of(Aggregation.FLAT); // there is nothing to keep off the driver
    }
    List<Aggregation> candidates = new ArrayList<>();
    if (partitions * bytes <= most) {
      candidates.add(Aggregation.FLAT);
    }
    if (partitions >= 8 && Stages.of(Aggregation.TREE, partitions, 1).results() * bytes <= most) {
      candidates.add(Aggregation.TREE);
    }
    if (partitions > 2 && bytes <= most) {
      candidates.add(Aggregation.EXECUTOR);
    }
    if (bytes >= SMALL || candidates.isEmpty()) {
      candidates.add(Aggregation.SLICED);
    }
    return candidates;
  }

  /** Whether nothing travels, as driver and tasks are one process. */
  public boolean withinProcess() {
    return candidates.isEmpty();
  }

  /** How many results of a step reach the driver, at most; within the process none travels. */
  public int results(int partitions) {
    return candidates.stream()
        .mapToInt(way -> Stages.of(way, partitions, 1).results())
        .max()
        .orElse(0);
  }

  /**
   * How many times a sum's memory the driver needs while one is taken, at most. Within the process
   * terms are made in about the order of the tree, where one subtree of each height waits for the
   * sum. On a cluster the blocks of the value that tasks are sent come first. They stay while
   * results wait for others, and go before slices come, which do not wait; and {@link #ARRIVING} of
   * either at once are there as the bytes that were fetched, as those of the result, and as the
   * result.
   *
   * @param slices that {@link Aggregation#SLICED} cuts sums into
   */
  public double held(int partitions, int slices) {
    int height = Integer.SIZE - Integer.numberOfLeadingZeros(partitions - 1);
    return withinProcess()
        ? Math.max(1, height)
        : candidates.stream().mapToDouble(way -> held(way, partitions, slices)).max().orElse(0);
  }

  private static double held(Aggregation way, int partitions, int slices) {
    if (way == Aggregation.SLICED) {
      return 1 + 3.0 * Math.min(ARRIVING, slices) / slices;
    }
    int results = Stages.of(way, partitions, 1).results();
    return 1 + results + 2 * Math.min(ARRIVING, results);
  }

  /** The way of the next sum. */
  Aggregation next() {
    return chosen != null ? chosen : candidates.get(sums % candidates.size());
  }

  /** Hears what that sum took, beside its computing. */
  void took(long nanoseconds) {
    if (chosen != null) {
      return;
    }
    if (sums >= WARM_UP * candidates.size()) {
      trials.get(sums % candidates.size()).add(nanoseconds);
    }
    sums++;
    if (sums == (WARM_UP + TRIALS) * candidates.size()) {
      int best =
          IntStream.range(0, candidates.size())
              .boxed()
              .min(Comparator.comparingLong(this::median))
              .orElseThrow();
      chosen = candidates.get(best);
      told.accept(
          chosen,
          IntStream.range(0, candidates.size())
              .mapToObj(
                  i -> String.format(Locale.ROOT, "%s %.0f ms", candidates.get(i), median(i) / 1e6))
              .collect(Collectors.joining(", ", "a step beside its computing: ", "")));
    }
  }

  @Override
  public String toString() {
    return candidates.isEmpty() ? "within the process" : candidates.toString();
  }

  private long median(int candidate) {
    List<Long> sorted = new ArrayList<>(trials.get(candidate));
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
