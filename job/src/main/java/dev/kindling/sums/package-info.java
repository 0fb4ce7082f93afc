/**
 * Sums over the partitions of the data: the only place where Kindling adds across partitions, and
 * where its rounds meet Spark's jobs.
 *
 * <p>{@link dev.kindling.sums.PartitionSums} hands a value to all partitions and adds what they
 * make of it, in whatever stages ({@link dev.kindling.sums.Stages}) the {@link
 * dev.kindling.sums.Aggregation} has; in local mode nothing travels and one job serves many sums
 * ({@link dev.kindling.sums.TaskThreads}). The additions are those of a fixed tree of partitions
 * ({@link dev.kindling.sums.TreeSum}), so that neither the way nor the order in which tasks end,
 * nor a task that runs twice, changes a bit. {@link dev.kindling.sums.TimeSplit} says where the
 * time went.
 *
 * <p>Knows packed partitions of examples, but neither networks nor training.
 */
package dev.kindling.sums;
