/**
 * Training on Spark.
 *
 * <p>The path of one mini-batch: {@link dev.kindling.train.Trainer} takes an epoch's steps in turn,
 * in rounds of one Spark job each: a {@link dev.kindling.train.SynchronousRound} is one step of all
 * partitions together, a {@link dev.kindling.train.LocalRound} several steps of each partition's
 * own. {@link dev.kindling.train.BatchPlan} says which places of each partition's order belong to a
 * step; {@link dev.kindling.sums.PartitionSums} broadcasts the parameters to the partitions and
 * adds what they return ({@link dev.kindling.sums.SparkSum}; in local mode nothing travels and one
 * job serves many steps, {@link dev.kindling.sums.InProcessSum}); there a {@link
 * dev.kindling.train.Slice} draws its examples ({@link dev.kindling.data.Examples#draw}: scaled,
 * and shifted where that is configured) into a workspace and runs them through the network ({@link
 * dev.kindling.train.GradientStep}); {@link dev.kindling.train.ParameterUpdate} turns the sum into
 * new parameters on the driver.
 *
 * <p>The same data, configuration and seed give the same bits wherever the tasks run: sums are
 * taken over a fixed tree of partitions ({@link dev.kindling.sums.TreeSum}), in whatever stages
 * ({@link dev.kindling.sums.Stages}) the {@link dev.kindling.sums.Aggregation} has.
 */
package dev.kindling.train;
