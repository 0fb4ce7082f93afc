package dev.kindling.data;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
import dev.kindling.data.rows.Source;
import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The classes of a problem: the text of each label, in the order of the network's outputs. Where
 * labels are numbers to predict there are none.
 */
public final class Classes implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<String> names;
  private final HashMap<String, Integer> indices = new HashMap<>();

  public Classes(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      indices.put(names.get(i), i);
    }
  }

  public List<String> names() {
    return names;
  }

  /** The class of a label that {@link #check} has seen. */
  int index(String label) {
    return indices.get(label);
  }

  /** What a network should make of such a row: the class, or the number where there are none. */
  public double target(String label) {
    return names.isEmpty() ? Double.parseDouble(label) : index(label);
  }

  /**
   * The classes that the labels of a training input mean for a network that tells so many apart.
   * Whole numbers from 0 to count-1 are the classes of those numbers, even where one does not
   * occur; other labels, as many as there are classes, are the classes in their order.
   *
   * @param count 0 where labels are numbers to predict
   */
  public static Classes of(Source source, int count) {
    if (count == 0) {
      return new Classes(List.of());
    }
    Map<String, Source.LabelCount> labels = source.labels();
    if (labels.size() == 1) {
      throw new DataException(
          "all "
              + source.rowCount()
              + " rows of "
              + source.name()
              + " have the label \""
              + labels.keySet().iterator().next()
              + "\"; a classifier needs at least two classes");
    }
    Classes byNumber = new Classes(numbers(count));
    if (byNumber.indices.keySet().containsAll(labels.keySet())) {
      return byNumber;
    }
    if (labels.size() == count) {
      return new Classes(labels.keySet().stream().sorted(order(labels.keySet())).toList());
    }
    if (areWholeNumbers(labels.keySet())) {
      byNumber.check(source, "the network is for " + count + " classes, see network.layers");
    }
    throw new DataException(
        source.name()
            + " has "
            + labels.size()
            + " classes ("
            + Names.shorten(labels.keySet().stream().toList())
            + ") but the network is for "
            + count
            + " (network.layers)");
  }

  /** Refuses an input with a label that is none of these classes, if any, naming its place. */
  public void check(Source source, String why) {
    if (names.isEmpty()) {
      return;
    }
    source
        .labels()
        .forEach(
            (name, label) -> {
              if (!indices.containsKey(name)) {
                throw new DataException(
                    label.firstPlace()
                        + " has the label \""
                        + name
                        + "\", which is outside the classes "
                        + describe()
                        + " ("
                        + why
                        + ")");
              }
            });
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private String describe() {
    return names.equals(numbers(names.size()))
        ? "0 to " + (names.size() - 1)
        : Names.shorten(names);
  }

  /**
   * The order of the names of classes: by number where all are whole numbers, otherwise as text.
   */
  public static Comparator<String> order(Collection<String> names) {
    return areWholeNumbers(names)
        ? Comparator.comparingLong(Long::parseLong)
        : Comparator.naturalOrder();
  }

  private static boolean areWholeNumbers(Collection<String> names) {
    return names.stream().allMatch(name -> name.matches("-?\\d{1,18}"));
  }
}
