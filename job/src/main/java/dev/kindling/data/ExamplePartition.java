package dev.kindling.data;

import java.io.Serializable;

/**
 * One partition of the prepared data, the one element of its RDD partition; either part may be
 * empty.
 *
 * @param index the partition's place among all, which decides its sampling and its place in sums
 */
public record ExamplePartition(int index, Examples training, Examples validation)
    implements Serializable {}
