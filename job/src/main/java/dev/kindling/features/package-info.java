/**
 * Features: how what stands in a row becomes the inputs of a network.
 *
 * <p>A {@link dev.kindling.features.FeaturePreparation} makes inputs of raw numbers: {@link
 * dev.kindling.features.FeatureScaling} of numbers and pixels, {@link
 * dev.kindling.features.ColumnPreparation} of the columns of a table, each a {@link
 * dev.kindling.features.Column} as it was declared and a {@link dev.kindling.features.FittedColumn}
 * with what the training rows have made of it. The texts of a table's cells ({@link
 * dev.kindling.features.Cells}) become raw numbers by a {@link dev.kindling.features.RowEncoder}.
 *
 * <p>Promises that the same row becomes the same inputs, to the bit, in training, scoring and any
 * Java program. Immutable, and serializable for Spark's tasks.
 *
 * <p>Leaves out how a preparation is fitted, and files. Uses linalg and config; no Hadoop and no
 * Spark.
 */
package dev.kindling.features;
