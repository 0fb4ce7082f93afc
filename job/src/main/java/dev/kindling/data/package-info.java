/**
 * From files to examples: reading and checking input, splitting it, fitting the preparation of
 * features, and packing rows into the blocks that training reads.
 *
 * <p>The way of a row: a {@link dev.kindling.data.rows.Source}, made by one of the {@link
 * dev.kindling.data.formats.DataFormats}, checks and reads it; {@link dev.kindling.data.Dealer}
 * gives it to the training or the validation split and to a partition, by its number (or, with
 * {@link dev.kindling.data.Strata}, that among its class's rows) and the seed alone, so the result
 * depends neither on how the input is split into files nor on how many executors there are; {@link
 * dev.kindling.data.Examples} keeps a partition's rows in two primitive arrays for the rest of the
 * run, pixels as bytes.
 *
 * <p>Cells of a table become raw numbers by a {@link dev.kindling.features.RowEncoder}, whose
 * categories the survey collects; {@link dev.kindling.data.ColumnsFit} and, without columns that
 * are declared, {@link dev.kindling.data.ScalingFit} find out from the training rows how raw
 * numbers become inputs; what they saw there is a {@link dev.kindling.data.DataProfile}.
 *
 * <p>Nothing here trains. Uses model, nn and what lies below them.
 */
package dev.kindling.data;
