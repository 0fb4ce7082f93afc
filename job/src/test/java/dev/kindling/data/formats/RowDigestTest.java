package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RowDigestTest {
  @Test
  void rowsThatHoldSomethingElseHaveOtherDigests() {
    List<Row> rows =
        List.of(
            RowFactory.create("ab", "c"),
            RowFactory.create("a", "bc"),
            RowFactory.create("a\u0003b", "c"), // which begins a text
            RowFactory.create("a", "b\u0003c"),
            RowFactory.create("abc", null),
            RowFactory.create(null, "abc"),
            RowFactory.create("abc", ""),
            RowFactory.create(null, null),
            RowFactory.create(1, null),
            RowFactory.create(null, 1),
            RowFactory.create("1", null),
            RowFactory.create(1.0, Vectors.dense(1)),
            RowFactory.create(Vectors.dense(1), 1.0),
            RowFactory.create(Vectors.dense(1, 1), Vectors.dense(new double[0])));
    Set<String> digests = new HashSet<>();
    rows.forEach(row -> digests.add(RowDigest.of(row)));
    assertEquals(rows.size(), digests.size());
  }

  @Test
  void aNumberIsTheSameInEveryType() {
    String digest = RowDigest.of(RowFactory.create(2L, "a"));
    assertEquals(digest, RowDigest.of(RowFactory.create(2.0f, "a")));
    assertEquals(digest, RowDigest.of(RowFactory.create((byte) 2, "a")));
  }
}
