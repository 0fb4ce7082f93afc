/**
 * What stands in a table that nobody has described, and the configuration to start with.
 *
 * <p>{@link dev.kindling.data.describe.TableProfile} looks at every column, in one distributed
 * pass, and proposes how each should be prepared. Lines of CSV and the rows of Spark's tables are
 * the same to it: cells, as {@code data.columns} has them. {@link
 * dev.kindling.data.describe.ColumnChoice} says which columns can be learned from, {@link
 * dev.kindling.data.describe.LabelAdvice} whether one can be the label, and {@link
 * dev.kindling.data.describe.StartingConfig} writes the configuration.
 */
package dev.kindling.data.describe;
