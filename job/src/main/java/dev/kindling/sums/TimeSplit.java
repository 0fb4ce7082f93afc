package dev.kindling.sums;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where the time of a run goes; grows as the run goes on, on the thread that trains. */
public final class TimeSplit {
  /** What there is to spend time on. */
  public enum Part {
    LOADING("loading the data"),
    /** Examples that are not in memory, by the tasks. */
    READING("reading the data"),
    /** Of the parameters, from the driver to all tasks. */
    BROADCAST("broadcast"),
    /** What is left of a job: starting its tasks, and waiting for them. */
    SCHEDULING("Spark scheduling"),
    COMPUTE("computing"),
    /** From the end of the last task's computing until the driver has the sum. */
    AGGREGATE("aggregation"),
    /** On the driver, what a round does beside its jobs. */
    UPDATE("updates on the driver"),
    VALIDATION("validation"),
    CHECKPOINTS("checkpoints");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final List<Part> OF_JOBS =
      List.of(Part.READING, Part.BROADCAST, Part.SCHEDULING, Part.COMPUTE, Part.AGGREGATE);

  /** What a round spends time on. */
  public static final List<Part> OF_ROUNDS =
      List.of(Part.BROADCAST, Part.SCHEDULING, Part.COMPUTE, Part.AGGREGATE, Part.UPDATE);

  private static final double SHOWN = 0.05; // a smaller share is among the others

  private final Map<Part, Long> nanos = new EnumMap<>(Part.class);

  public void add(Part part, long nanoseconds) {
    nanos.merge(part, nanoseconds, Long::sum);
  }

  /** Does something, and counts its time. */
  public <T> T timed(Part part, Supplier<T> work) {
    long started = System.nanoTime();
    try {
      return work.get();
    } finally {
      add(part, System.nanoTime() - started);
    }
  }

  /** Does something that makes nothing, and counts its time. */
  public void timed(Part part, Runnable work) {
    timed(
        part,
        () -> {
          work.run();
          return null;
        });
  }

  /** Does a round whose jobs count themselves; the rest of it is the update. */
  public <T> T round(Supplier<T> round) {
    long before = ofJobs();
    long started = System.nanoTime();
    T result = round.get();
    add(Part.UPDATE, System.nanoTime() - started - (ofJobs() - before));
    return result;
  }

  private long ofJobs() {
    return OF_JOBS.stream().mapToLong(this::nanoseconds).sum();
  }

  /**
   * Counts a job.
   *
   * @param took from its submission until the driver had the sum
   * @param ended when that was, in nanoseconds since 1970
   * @param cores that its tasks could run on at once
   */
  void job(long took, long ended, TaskTimes tasks, int cores) {
    long fetch = Math.min(tasks.fetch(), took);
    long computing = Math.min(tasks.computing().on(cores, tasks.tasks()), took - fetch);
    long reading = Math.min(tasks.reading().on(cores, tasks.tasks()), took - fetch - computing);
    long left = took - fetch - computing - reading;
    long aggregation = Math.max(0, Math.min(ended - tasks.ended(), left));
    add(Part.READING, reading);
    add(Part.BROADCAST, fetch);
    add(Part.COMPUTE, computing);
    add(Part.AGGREGATE, aggregation);
    add(Part.SCHEDULING, left - aggregation);
  }

  public long nanoseconds(Part part) {
    return nanos.getOrDefault(part, 0L);
  }

  public long total() {
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The part that took most. */
  public Part greatest() {
    return largestFirst().get(0);
  }

  private List<Part> largestFirst() {
    List<Part> parts = new ArrayList<>(List.of(Part.values()));
    parts.sort(Comparator.comparingLong(this::nanoseconds).reversed());
    return parts;
  }

  /** {@code 62% Spark scheduling, 21% computing, 9% loading the data, 8% other}. */
  public String words() {
    List<String> shown = new ArrayList<>();
    long left = 100;
    for (Part part : largestFirst()) {
      double share = (double) nanoseconds(part) / total();
      if (share >= SHOWN) {
        long percent = Math.min(left, Math.round(100 * share));
        shown.add(percent + "% " + part.words);
        left -= percent;
      }
    }
    if (left > 0) {
      shown.add(left + "% other");
    }
    return String.join(", ", shown);
  }

  /** {@code seconds_loading}, {@code seconds_broadcast} and so on. */
  public Map<String, Double> toMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      map.put("seconds_" + part.key(), nanoseconds(part) / 1e9);
    }
    return map;
  }
}
