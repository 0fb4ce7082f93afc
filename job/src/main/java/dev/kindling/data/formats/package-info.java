/**
 * The formats of input: CSV, LIBSVM, Parquet and other tables of Spark, queries in SQL, and IDX.
 *
 * <p>{@link dev.kindling.data.formats.DataFormats} reads which it is from the configuration. Text
 * and tables are {@link dev.kindling.data.rows.RecordSource}s whose rows are parsed one by one;
 * {@link dev.kindling.data.formats.IdxSource} reads images by the header and length of their files.
 * A new format is a {@link dev.kindling.data.rows.DataFormat} and a value of that enumeration.
 *
 * <p>Knows neither splits nor preparation of features.
 */
package dev.kindling.data.formats;
