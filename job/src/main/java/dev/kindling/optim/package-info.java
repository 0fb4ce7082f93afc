/**
 * Optimizers: how a gradient changes the parameters, on flat vectors.
 *
 * <p>An {@link dev.kindling.optim.Optimizer} is an immutable description; what it remembers between
 * steps is an {@link dev.kindling.optim.OptimizerState} that the caller holds, so that it can be
 * written to disk or averaged. Knows no layers, no files and no Spark.
 */
package dev.kindling.optim;
