package dev.kindling.sums;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A sum over all partitions, in stages. What Spark runs are classes of their own and no lambdas:
 * before every job Spark reads the bytecode of a lambda and of what surrounds it.
 */
final class SparkSum<S, T extends Serializable> {
  private final Stages stages;
  private final SharedValue<S> shared;
  private final Term<S, T> term;

  /**
   * @param stages of as many slices as the addition's terms can be cut into
   */
  SparkSum(
      Stages stages,
      SharedValue<S> shared,
      PartitionSums.Term<S, T> term,
      TreeSum.Addition<T> addition) {
    this.stages = stages;
    this.shared = shared;
    this.term = new Term<>(stages, shared.broadcast(), term, addition);
  }

  /** Runs the one job that this sum is for. */
  T over(JavaSparkContext spark, JavaRDD<ExamplePartition> partitions, TimeSplit times) {
    long submitted = System.nanoTime();
    RDD<Piece<T>> pieces = partitions.rdd().mapPartitions(term, false, tag());
    for (int width : stages.widths()) {
      RDD<Tuple2<Integer, Piece<T>>> placed =
          pieces.mapPartitions(new Placed<T>(stages, width), false, tag());
      pieces =
          new ShuffledRDD<Integer, Piece<T>, Piece<T>>(
                  placed, new Places(stages.places(width)), tag(), tag(), tag())
              .mapPartitions(new Merged<T>(), false, tag());
    }
    Collected<T> sums = new Collected<>(stages, term.addition, shared);
    try {
      spark.sc().runJob(pieces, new Result<T>(), sums, tag());
    } finally {
      pieces.cleanShuffleDependencies(false); // their files would stay until the next collection
    }
    times.job(
        System.nanoTime() - submitted, TaskTimes.now(), sums.times, spark.defaultParallelism());
    return sums.total();
  }

  private static <E> ClassTag<E> tag() {
    return ClassTag$.MODULE$.apply(Object.class);
  }

  /** A partition's term, in slices that are cut as they leave. */
  private static final class Term<S, T extends Serializable>
      extends AbstractFunction1<
          scala.collection.Iterator<ExamplePartition>, scala.collection.Iterator<Piece<T>>>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final Stages stages;
    private final Broadcast<S> shared;
    private final PartitionSums.Term<S, T> term;
    private final TreeSum.Addition<T> addition;

    Term(
        Stages stages,
        Broadcast<S> shared,
        PartitionSums.Term<S, T> term,
        TreeSum.Addition<T> addition) {
      this.stages = stages;
      this.shared = shared;
      this.term = term;
      this.addition = addition;
    }

    @Override
    public scala.collection.Iterator<Piece<T>> apply(
        scala.collection.Iterator<ExamplePartition> partitions) {
      Stream<Piece<T>> pieces = Stream.of();
      long asked = System.nanoTime();
      while (partitions.hasNext()) {
        ExamplePartition partition = partitions.next();
        pieces = Stream.concat(pieces, pieces(partition, System.nanoTime() - asked));
        asked = System.nanoTime();
      }
      return new ScalaIterator<>(pieces.iterator());
    }

    private Stream<Piece<T>> pieces(ExamplePartition partition, long read) {
      long begun = System.nanoTime();
      S value = shared.value();
      long fetched = System.nanoTime();
      T whole = term.of(value, partition);
      TaskTimes times = TaskTimes.of(read, begun, fetched);
      int leaf = partition.index();
      return IntStream.range(0, stages.slices())
          .mapToObj(
              slice ->
                  new Piece<>(
                      slice,
                      leaf,
                      new TreeSum<>(stages.leaves(), addition)
                          .add(leaf, addition.slice(whole, slice, stages.slices())),
                      slice == 0 ? times : TaskTimes.NONE));
    }
  }

  /** Pieces with their places in a stage. */
  private static final class Placed<T extends Serializable>
      extends AbstractFunction1<
          scala.collection.Iterator<Piece<T>>, scala.collection.Iterator<Tuple2<Integer, Piece<T>>>>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final Stages stages;
    private final int width;

    Placed(Stages stages, int width) {
      this.stages = stages;
      this.width = width;
    }

    @Override
    public scala.collection.Iterator<Tuple2<Integer, Piece<T>>> apply(
        scala.collection.Iterator<Piece<T>> pieces) {
      return pieces.map(
          new AbstractFunction1<Piece<T>, Tuple2<Integer, Piece<T>>>() {
            @Override
            public Tuple2<Integer, Piece<T>> apply(Piece<T> piece) {
              return new Tuple2<>(stages.place(piece.slice(), piece.leaf(), width), piece);
            }
          });
    }
  }

  /** Sends each piece to its place. */
  private static final class Places extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int count;

    Places(int count) {
      this.count = count;
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object place) {
      return (Integer) place;
    }
  }

  /** The one piece that those of a place make together. */
  private static final class Merged<T extends Serializable>
      extends AbstractFunction1<
          scala.collection.Iterator<Tuple2<Integer, Piece<T>>>, scala.collection.Iterator<Piece<T>>>
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public scala.collection.Iterator<Piece<T>> apply(
        scala.collection.Iterator<Tuple2<Integer, Piece<T>>> pieces) {
      Piece<T> all = null;
      while (pieces.hasNext()) {
        Piece<T> piece = pieces.next()._2();
        all = all == null ? piece : all.merge(piece);
      }
      return new ScalaIterator<>((all == null ? List.<Piece<T>>of() : List.of(all)).iterator());
    }
  }

  /** What a task of the last stage sends to the driver. */
  private static final class Result<T extends Serializable>
      extends AbstractFunction2<
          TaskContext, scala.collection.Iterator<Piece<T>>, ArrayList<Piece<T>>>
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public ArrayList<Piece<T>> apply(
        TaskContext context, scala.collection.Iterator<Piece<T>> pieces) {
      ArrayList<Piece<T>> all = new ArrayList<>();
      while (pieces.hasNext()) {
        all.add(pieces.next());
      }
      return all;
    }
  }

  /** The driver's sum of what arrives, of which nothing waits; Spark calls it on one thread. */
  private static final class Collected<T extends Serializable>
      extends AbstractFunction2<Object, ArrayList<Piece<T>>, BoxedUnit> {
    private final Stages stages;
    private final TreeSum.Addition<T> addition;
    private final SharedValue<?> shared;
    private final TreeSum<T> sum;
    private T whole; // of the slices that have come, null before the first
    private TaskTimes times = TaskTimes.NONE;

    Collected(Stages stages, TreeSum.Addition<T> addition, SharedValue<?> shared) {
      this.stages = stages;
      this.addition = addition;
      this.shared = shared;
      this.sum = new TreeSum<>(stages.leaves(), addition);
    }

    @Override
    public synchronized BoxedUnit apply(Object task, ArrayList<Piece<T>> pieces) {
      for (Piece<T> piece : pieces) {
        if (stages.slices() == 1) {
          sum.merge(piece.sum());
        } else { // an executor has added all of a slice, so that all terms are made
          shared.withdraw(); // before there is room for the whole
          whole = addition.put(piece.sum().total(), piece.slice(), stages.slices(), whole);
        }
        times = times.and(piece.times());
      }
      return BoxedUnit.UNIT;
    }

    synchronized T total() {
      return stages.slices() == 1 ? sum.total() : whole;
    }
  }
}
