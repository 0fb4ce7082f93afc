/**
 * Rows of whatever format, and what can be wrong with them.
 *
 * <p>A {@link dev.kindling.data.rows.DataFormat} finds an input; its {@link
 * dev.kindling.data.rows.Source} checks all of it and reads the examples as {@link
 * dev.kindling.data.rows.RawRow}s, numbered as if there were no bad rows. {@link
 * dev.kindling.data.rows.RecordSource} is that for records that stand on their own, such as lines,
 * each of which a {@link dev.kindling.data.rows.RowParser} makes an example or a bad row of; {@link
 * dev.kindling.data.rows.BadRows} allows so many of those or none. {@link
 * dev.kindling.data.rows.GivenRows} are rows that a caller has already. What the partitions of an
 * input find out is put together by {@link dev.kindling.data.rows.OrderedMerge}, so that the driver
 * has room for sums and categories however many they are; it holds a survey of each partition, with
 * up to 10,000 labels.
 *
 * <p>Promises that every error names the file and the row. Knows none of the formats.
 */
package dev.kindling.data.rows;
