/**
 * How well a model does: metrics of classes and of numbers, and the sums over examples that they
 * are made of.
 *
 * <p>An {@link dev.kindling.evaluation.EvaluationSum} takes batches and adds up like a gradient
 * sum, so that any number of partitions can be evaluated each by itself; an {@link
 * dev.kindling.evaluation.Evaluation} is what it comes to, with scikit-learn's definitions. Uses
 * the network and nothing above it; knows no Spark and no files.
 */
package dev.kindling.evaluation;
