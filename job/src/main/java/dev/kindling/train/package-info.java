/**
 * Training on Spark.
 *
 * <p>The path of one mini-batch: {@link dev.kindling.train.Trainer} takes the steps of an epoch in
 * turn; {@link dev.kindling.train.BatchPlan} says which places of each partition's order belong to
 * the step; {@link dev.kindling.train.GradientStep} broadcasts the parameters, lets each partition
 * run its slice through the network ({@link dev.kindling.train.Slice}), and adds the gradient sums
 * with {@code treeAggregate}; {@link dev.kindling.train.ParameterUpdate} turns the sum into new
 * parameters on the driver.
 *
 * <p>The same data, configuration and seed give the same bits wherever the tasks run: sums are
 * taken over a fixed tree of partitions ({@link dev.kindling.train.TreeSum}).
 */
package dev.kindling.train;
