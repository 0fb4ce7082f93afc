package dev.kindling.data.describe;

import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RejectedRow.Reason;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is wrong in the records of an input: how often for each reason, and what and where the first
 * one is. Those of partitions that follow each other are merged in their order.
 */
public final class Mistakes implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int LONGEST = 200;

  private final Map<Reason, Kind> kinds = new EnumMap<>(Reason.class);
  private String file; // of the last record
  private long records; // of that file, in these partitions

  /**
   * Where a record is.
   *
   * @param number of the record in its file, from 0
   */
  public record Place(String file, String unit, long number) implements Serializable {
    private Place after(long others) {
      return new Place(file, unit, number + others);
    }

    /** As messages name it: {@code a.csv line 7}. */
    @Override
    public String toString() {
      return file + " " + unit + " " + (number + 1);
    }
  }

  /** All that are wrong for the same reason. */
  public static final class Kind implements Serializable {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String first;
    private Place place;
    private long count;

    private Kind(Reason reason, String first, Place place) {
      this.reason = reason;
      this.first = first;
      this.place = place;
    }

    public Reason reason() {
      return reason;
    }

    public long count() {
      return count;
    }

    /** What the first one is: a cell's text, or what a message says of a row after its place. */
    public String first() {
      return first;
    }

    public Place place() {
      return place;
    }
  }

  /**
   * Adds one.
   *
   * @param record its number in the partition, from 0
   */
  public void add(Reason reason, String what, Records<?> part, long record) {
    Kind kind = kinds.get(reason);
    if (kind == null) {
      kind = new Kind(reason, shown(what), new Place(part.file(), part.unit(), record));
      kinds.put(reason, kind);
    }
    kind.count++;
  }

  private static String shown(String what) {
    String text = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Ends the records of a partition, of which there were so many, good or not. */
  void end(Records<?> part, long count) {
    file = part.file();
    records = count;
  }

  /** Adds what comes after it. */
  void merge(Mistakes later) {
    later.kinds.forEach(
        (reason, kind) -> {
          if (kind.place.file().equals(file)) {
            kind.place = kind.place.after(records);
          }
          kinds.merge(reason, kind, Mistakes::plus);
        });
    if (later.file != null) {
      records = later.file.equals(file) ? records + later.records : later.records;
      file = later.file;
    }
  }

  private static Kind plus(Kind first, Kind later) {
    first.count += later.count;
    return first;
  }

  public long count() {
    return kinds.values().stream().mapToLong(Kind::count).sum();
  }

  long count(Reason reason) {
    return kinds.containsKey(reason) ? kinds.get(reason).count : 0;
  }

  /** Of each reason that there is. */
  public Collection<Kind> kinds() {
    return kinds.values();
  }
}
