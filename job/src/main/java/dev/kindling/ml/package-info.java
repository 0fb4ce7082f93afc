/**
 * Kindling as stages of Spark ML pipelines: {@link dev.kindling.ml.KindlingClassifier} and {@link
 * dev.kindling.ml.KindlingRegressor} are estimators, fitted to a DataFrame's column of vectors.
 *
 * <p>Promises the parameters that the command line trains on the same rows, in the same order,
 * under the same configuration, bit for bit: {@link dev.kindling.ml.FitConfig} lays the stage's
 * Params over its configuration as {@code --set} does, {@link dev.kindling.ml.FrameRows} makes rows
 * of the DataFrame, and {@link dev.kindling.train.Fitting} trains. Models score block by block
 * ({@link dev.kindling.ml.BlockScoring}), and are saved as a model folder beside Spark ML's own
 * metadata.
 *
 * <p>Leaves out what only a run with an output folder has: checkpoints, the report, the quarantine.
 * Uses train and what lies below it; nothing uses this package, and nothing else uses Spark ML.
 */
package dev.kindling.ml;
