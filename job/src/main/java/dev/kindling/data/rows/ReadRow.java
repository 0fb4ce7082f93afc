package dev.kindling.data.rows;

/**
 * A record that is a row: an example, or what is wrong with it.
 *
 * @param place of the record, from 0 within its input partition
 * @param example null for a bad row
 * @param problem null for a good one
 */
public record ReadRow<T>(long place, T record, RawRow example, BadRowException problem) {}
