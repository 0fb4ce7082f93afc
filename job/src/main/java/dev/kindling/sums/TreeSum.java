package dev.kindling.sums;

import java.io.Serializable;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * A sum over the leaves of a fixed binary tree, in which the order of arrival cannot be seen.
 *
 * <p>Floating-point addition is not associative, and Spark adds results in the order in which tasks
 * end. So terms are not added as they come: each is the leaf of its partition, subtrees wait, and
 * two are added only when they are siblings, left plus right. Whatever the order and however tasks
 * are grouped, the same additions are made.
 *
 * @param <T> the terms; addition may change its left operand
 */
public final class TreeSum<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Addition, in a form that travels with a task. Of terms that are long, it can add slices apart:
   * the slices of a sum are the sums of the slices, to the bit.
   */
  @FunctionalInterface
  public interface Addition<T> extends BinaryOperator<T>, Serializable {
    /** How many numbers a term has that can be cut into slices; 0 for one that stays whole. */
    default long numbers() {
      return 0;
    }

    /** A slice of a term, counted from 0, of so many; takes nothing of the term away. */
    default T slice(T whole, int slice, int of) {
      return whole;
    }

    /**
     * Puts one slice after another, in any order, into a whole that has room for all.
     *
     * @param part must not be used afterwards
     * @param before what the last call returned, null for the first one
     */
    default T put(T part, int slice, int of, T before) {
      return part;
    }
  }

  private record Node(int level, int index) implements Comparable<Node>, Serializable {
    @Override
    public int compareTo(Node other) {
      return level != other.level
          ? Integer.compare(level, other.level)
          : Integer.compare(index, other.index);
    }
  }

  private final int leaves;
  private final Addition<T> addition;
  private final TreeMap<Node, T> subtrees = new TreeMap<>();

  /** An empty sum that waits for so many leaves. */
  TreeSum(int leaves, Addition<T> addition) {
    this.leaves = leaves;
    this.addition = addition;
  }

  TreeSum<T> add(int leaf, T term) {
    insert(new Node(0, leaf), term);
    return this;
  }

  TreeSum<T> merge(TreeSum<T> other) {
    other.subtrees.forEach(this::insert);
    return this;
  }

  /** The sum of all leaves; every one must have been added once. */
  T total() {
    if (subtrees.size() != 1 || spanned(subtrees.firstKey().level) < leaves) {
      throw new IllegalStateException(
          "of a sum over "
              + leaves
              + " partitions only the subtrees "
              + subtrees.keySet()
              + " arrived");
    }
    return subtrees.firstEntry().getValue();
  }

  private void insert(Node node, T sum) {
    while (spanned(node.level) < leaves) {
      Node sibling = new Node(node.level, node.index ^ 1);
      T other = subtrees.remove(sibling);
      if (other != null) {
        sum = node.index < sibling.index ? addition.apply(sum, other) : addition.apply(other, sum);
      } else if (sibling.index * spanned(node.level) < leaves) {
        break; // the sibling has leaves and is still to come
      }
      node = new Node(node.level + 1, node.index / 2);
    }
    if (subtrees.put(node, sum) != null) {
      throw new IllegalStateException("the subtree " + node + " was added twice");
    }
  }

  private static long spanned(int level) {
    return 1L << level;
  }

  int waiting() {
    return subtrees.size();
  }
}
