package dev.kindling.data.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import scala.collection.Seq;

/**
 * An order of rows that depends on nothing but what they hold: that of their digests. Rows with the
 * same digest hold the same, so it does not matter which of them comes first.
 */
final class RowDigest {
  private static final int NULL = 0;
  private static final int NUMBER = 1;
  private static final int NUMBERS = 2;
  private static final int TEXT = 3;

  private RowDigest() {}

  /** The rows in their order, through a shuffle. */
  static JavaRDD<Row> sorted(JavaRDD<Row> rows, int partitions) {
    return rows.mapToPair(row -> new Tuple2<>(of(row), row))
        .repartitionAndSortWithinPartitions(new Ranges(partitions))
        .values();
  }

  /** 32 hexadecimal digits. */
  static String of(Row row) {
    MessageDigest digest = md5();
    for (int c = 0; c < row.size(); c++) {
      update(digest, row.get(c));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Object value) {
    if (value == null) {
      digest.update((byte) NULL);
    } else if (value instanceof Number number) {
      digest.update((byte) NUMBER);
      number(digest, number.doubleValue());
    } else if (value instanceof Seq<?> array) {
      digest.update((byte) NUMBERS);
      number(digest, array.length());
      for (int i = 0; i < array.length(); i++) {
        update(digest, array.apply(i));
      }
    } else if (value instanceof Vector vector) {
      digest.update((byte) NUMBERS);
      number(digest, vector.size());
      for (double x : vector.toArray()) {
        number(digest, x);
      }
    } else {
      byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
      digest.update((byte) TEXT);
      number(digest, text.length);
      digest.update(text);
    }
  }

  private static void number(MessageDigest digest, double x) {
    digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, x));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5"); // every Java has it; nobody attacks an order
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives each partition a range of digests, those of the first one being the least. */
  private static final class Ranges extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int partitions;

    Ranges(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object digest) {
      long head = Long.parseLong(((String) digest).substring(0, 8), 16);
      return (int) (head * partitions >>> 32);
    }
  }
}
