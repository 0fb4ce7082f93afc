/**
 * Spark, from its start to its end: the settings that Kindling wants ({@link
 * dev.kindling.session.SparkSettings}), what to tell a person of a Spark that does not start and of
 * tasks that are run again ({@link dev.kindling.session.FailedTasks}), and a watch over a cluster
 * that runs nothing ({@link dev.kindling.session.ResourceWatch}), around the part of a command that
 * needs it ({@link dev.kindling.session.SparkWork}).
 *
 * <p>Promises that no command waits for ever. Knows no data and no training.
 */
package dev.kindling.session;
