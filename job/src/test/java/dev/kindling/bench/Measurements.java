package dev.kindling.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What is measured in rounds, by keys. A round measures everything once, one after the other, so
 * that a machine's good and bad minutes fall on all of it alike; a first round that warms up does
 * not count. What compares two results is computed within each round.
 */
final class Measurements {
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Map<String, Double>> rounds = new ArrayList<>();

  /** Something with several results. */
  @FunctionalInterface
  interface Measurement {
    /** Does it over and over for about so many seconds. */
    Map<String, Double> measure(double seconds) throws Exception;
  }

  /** What follows from the results of a round. */
  @FunctionalInterface
  interface Derived {
    double of(Map<String, Double> round);
  }

  void add(String key, Speed speed) {
    addAll(seconds -> Map.of(key, speed.measure(seconds)));
  }

  void addAll(Measurement measurement) {
    measurements.add(measurement);
  }

  void run(int count, double seconds) throws Exception {
    for (int number = 0; number <= count; number++) {
      Map<String, Double> round = new LinkedHashMap<>();
      for (Measurement measurement : measurements) {
        round.putAll(measurement.measure(seconds));
      }
      if (number > 0) {
        rounds.add(round);
      }
      System.err.printf("round %d of %d%n", number, count);
    }
  }

  void ratio(String key, String above, String below) {
    derive(key, round -> round.get(above) / round.get(below));
  }

  void derive(String key, Derived derived) {
    rounds.forEach(round -> round.put(key, derived.of(round)));
  }

  /** Prints a table; puts each key with the median over the rounds, and the spread beside it. */
  void report(Map<String, Object> json) {
    System.out.printf("%-36s %12s %12s %12s%n", "", "median", "min", "max");
    for (String key : rounds.get(0).keySet()) {
      double[] values = rounds.stream().mapToDouble(round -> round.get(key)).sorted().toArray();
      double[] spread = DoubleStream.of(0.5, 0, 1).map(at -> quantile(values, at)).toArray();
      String number = spread[0] < 1000 ? "%12.2f" : "%,12.0f";
      System.out.printf(
          "%-36s " + String.join(" ", number, number, number) + "%n",
          key,
          spread[0],
          spread[1],
          spread[2]);
      json.put(key, spread[0]);
      json.put(key + "_min", spread[1]);
      json.put(key + "_max", spread[2]);
    }
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    return (sorted[(int) Math.floor(at)] + sorted[(int) Math.ceil(at)]) / 2;
  }
}
