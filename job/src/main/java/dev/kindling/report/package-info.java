/**
 * The page that shows a run to a person: one HTML file that holds its data, styles, scripts and
 * pictures, so that it can be mailed and read offline. It is given plain values, and knows neither
 * Spark nor networks.
 *
 * <p>And what other tools show of a run: {@link dev.kindling.report.EventFile} for TensorBoard,
 * {@link dev.kindling.report.MlflowRun} for MLflow.
 *
 * <p>{@code report.js} among the resources draws the page from the values, its curves with uPlot.
 */
package dev.kindling.report;
