/**
 * What stands in a table that nobody has described: {@link dev.kindling.data.describe.TableProfile}
 * looks at every column of it, in one distributed pass, and proposes how each should be prepared.
 * Lines of CSV and the rows of Spark's tables are the same to it: cells, as {@code data.columns}
 * has them.
 */
package dev.kindling.data.describe;
