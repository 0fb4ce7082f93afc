package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StagesTest {

  /** Vectors that empty partitions have none of, as gradients. */
  private record Vectors(int length) implements TreeSum.Addition<ArrayList<Matrix>> {

    @Override
    public ArrayList<Matrix> apply(ArrayList<Matrix> left, ArrayList<Matrix> right) {
      if (left.isEmpty()) {
        return right;
      }
      if (!right.isEmpty()) {
        left.get(0).addScaled(1, right.get(0));
      }
      return left;
    }

    @Override
    public long numbers() {
      return length;
    }

    @Override
    public ArrayList<Matrix> slice(ArrayList<Matrix> whole, int slice, int of) {
      return new ArrayList<>(whole.stream().map(vector -> vector.slice(slice, of)).toList());
    }

    @Override
    public ArrayList<Matrix> put(
        ArrayList<Matrix> part, int slice, int of, ArrayList<Matrix> before) {
      ArrayList<Matrix> whole = before == null ? new ArrayList<>() : before;
      if (whole.isEmpty()) {
        part.forEach(vector -> whole.add(Precision.FLOAT.vector(length)));
      }
      part.forEach(vector -> whole.get(0).setSlice(slice, of, vector));
      return whole;
    }
  }

  /**
   * Goes through the stages as Spark does, but for where things happen: all arrive in any order.
   */
  private static ArrayList<Matrix> sum(
      Stages stages, List<ArrayList<Matrix>> terms, Vectors addition, Random order) {
    List<Piece<ArrayList<Matrix>>> pieces = new ArrayList<>();
    for (int leaf = 0; leaf < terms.size(); leaf++) {
      for (int slice = 0; slice < stages.slices(); slice++) {
        ArrayList<Matrix> part = addition.slice(terms.get(leaf), slice, stages.slices());
        pieces.add(
            new Piece<>(
                slice,
                leaf,
                new TreeSum<>(terms.size(), addition).add(leaf, part),
                TaskTimes.NONE));
      }
    }
    for (int width : stages.widths()) {
      Collections.shuffle(pieces, order);
      Map<Integer, Piece<ArrayList<Matrix>>> places = new TreeMap<>();
      for (Piece<ArrayList<Matrix>> piece : pieces) {
        places.merge(stages.place(piece.slice(), piece.leaf(), width), piece, Piece::merge);
      }
      assertEquals(
          IntStream.range(0, stages.places(width)).boxed().toList(), List.copyOf(places.keySet()));
      pieces = new ArrayList<>(places.values());
    }
    assertEquals(stages.results() * stages.slices(), pieces.size());
    Collections.shuffle(pieces, order);
    TreeSum<ArrayList<Matrix>> all = new TreeSum<>(terms.size(), addition);
    ArrayList<Matrix> whole = null;
    for (Piece<ArrayList<Matrix>> piece : pieces) {
      if (stages.slices() == 1) {
        all.merge(piece.sum());
      } else {
        whole = addition.put(piece.sum().total(), piece.slice(), stages.slices(), whole);
      }
    }
    return stages.slices() == 1 ? all.total() : whole;
  }

  @Property(tries = 300)
  void everyWayAddsToTheSameBitsWhateverTheOrder(
      @ForAll @IntRange(min = 1, max = 17) int partitions,
      @ForAll @IntRange(min = 1, max = 5) int slices,
      @ForAll long seed) {
    Random random = new Random(seed);
    int length = 1 + random.nextInt(20); // fewer than slices, too
    List<ArrayList<Matrix>> terms = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      ArrayList<Matrix> term = new ArrayList<>();
      if (random.nextInt(4) > 0) { // others are empty
        Matrix vector = Precision.FLOAT.vector(length);
        for (int i = 0; i < length; i++) {
          vector.set(i, random.nextGaussian() * Math.pow(10, random.nextInt(8)));
        }
        term.add(vector);
      }
      terms.add(term);
    }
    ArrayList<Matrix> expected = null;
    for (Aggregation way : Aggregation.values()) {
      if (way == Aggregation.AUTO) {
        continue;
      }
      List<ArrayList<Matrix>> copies = new ArrayList<>();
      terms.forEach(term -> copies.add(new ArrayList<>(term.stream().map(Matrix::copy).toList())));
      ArrayList<Matrix> sum =
          sum(Stages.of(way, partitions, slices), copies, new Vectors(length), random);
      expected = expected == null ? sum : expected;
      assertEquals(expected.size(), sum.size());
      assertArrayEquals(bits(expected), bits(sum), way::toString);
    }
  }

  private static int[] bits(ArrayList<Matrix> vectors) {
    return vectors.stream()
        .flatMapToInt(
            vector ->
                IntStream.range(0, vector.size())
                    .map(i -> Float.floatToRawIntBits((float) vector.get(i))))
        .toArray();
  }

  @Test
  void aTreeHasAboutAsManyGroupsAsEachHasPartitions() {
    assertEquals(List.of(32), Stages.of(Aggregation.TREE, 512, 1).widths());
    assertEquals(List.of(4), Stages.of(Aggregation.TREE, 16, 1).widths());
    assertEquals(List.of(4), Stages.of(Aggregation.TREE, 17 - 8, 1).widths());
    assertEquals(List.of(1), Stages.of(Aggregation.TREE, 1, 1).widths());
  }

  @Test
  void whatReachesTheDriverIsEveryTermAGroupEachOrOneSum() {
    assertEquals(512, Stages.of(Aggregation.FLAT, 512, 8).results());
    assertEquals(16, Stages.of(Aggregation.TREE, 512, 8).results());
    assertEquals(1, Stages.of(Aggregation.EXECUTOR, 512, 8).results());
    assertEquals(1, Stages.of(Aggregation.SLICED, 512, 8).results());
  }

  @Test
  void aLongSumIsCutSoThatFewOfItsSlicesAreASmallPart() {
    assertEquals(1, Stages.slices(0, 8), "is not to be cut");
    assertEquals(2, Stages.slices(1 << 20, 1));
    assertEquals(8, Stages.slices(1 << 20, 8));
    assertEquals(4, Stages.slices(8 << 20, 2));
    assertEquals(32, Stages.slices(200 << 20, 2));
    assertEquals(100, Stages.slices(200 << 20, 100));
  }

  @Test
  void neighboursMeetInOnePlaceAndSlicesDoNot() {
    Stages stages = new Stages(10, 2, List.of(4));
    assertEquals(6, stages.places(4)); // three groups of each slice
    assertEquals(0, stages.place(0, 3, 4));
    assertEquals(1, stages.place(0, 4, 4));
    assertEquals(5, stages.place(1, 9, 4));
  }
}
