package dev.kindling.data;

import dev.kindling.data.CsvParsing.BadRowException;

/**
 * A line that is neither blank nor a header: an example, or what is wrong with it.
 *
 * @param line from 0 within its input partition
 * @param example null for a bad row
 * @param problem null for a good one
 */
record CsvRow(long line, String text, RawRow example, BadRowException problem) {}
