/**
 * The search for hyperparameters: {@link dev.kindling.tune.TuningJob} trains one {@link
 * dev.kindling.tune.Trial} after another with the values that {@link dev.kindling.tune.Search}
 * deals, on one or several folds of the same data, and writes a configuration with the best.
 *
 * <p>Promises that a trial, by its number and the seed, is the same whether the search was resumed
 * or not.
 */
package dev.kindling.tune;
