package dev.kindling.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What is set for training. A Param that is set overrides its key in {@link #settings}, which
 * override {@link #configuration}; of a Param that is not, the configuration decides, or its
 * default. Setters refuse null.
 *
 * @param <S> the stage
 */
public interface KindlingParams<S> extends Params {

  /** Where the Params are kept. */
  TrainingParams trainingParams();

  /** What each row counts; unset for 1 each. */
  default Param<String> weightCol() {
    return trainingParams().weightCol;
  }

  /** A whole configuration as YAML, of which {@code data.train} is not looked at. */
  default Param<String> configuration() {
    return trainingParams().configuration;
  }

  /** {@code key=value} each, such as {@code training.clip_norm=1}. */
  default StringArrayParam settings() {
    return trainingParams().settings;
  }

  /** The units of each hidden dense layer; overrides {@code network.layers}. */
  default IntArrayParam hiddenLayers() {
    return trainingParams().hiddenLayers;
  }

  /** The activation of {@link #hiddenLayers}. */
  default Param<String> activation() {
    return trainingParams().activation;
  }

  default IntParam batchSize() {
    return trainingParams().batchSize;
  }

  /** Passes over the training rows. */
  default IntParam maxIter() {
    return trainingParams().maxIter;
  }

  default DoubleParam learningRate() {
    return trainingParams().learningRate;
  }

  default LongParam seed() {
    return trainingParams().seed;
  }

  default IntParam partitions() {
    return trainingParams().partitions;
  }

  default IntParam localSteps() {
    return trainingParams().localSteps;
  }

  default S setWeightCol(String column) {
    return with(weightCol(), column);
  }

  default S setConfiguration(String yaml) {
    return with(configuration(), yaml);
  }

  /** Takes the text of a file, such as {@code conf/digits.yaml}. */
  default S setConfiguration(Path file) throws IOException {
    return setConfiguration(file == null ? null : Files.readString(file));
  }

  default S setSettings(String... assignments) {
    return with(settings(), assignments);
  }

  default S setHiddenLayers(int... units) {
    return with(hiddenLayers(), units);
  }

  default S setActivation(String name) {
    return with(activation(), name);
  }

  default S setBatchSize(int examples) {
    return with(batchSize(), examples);
  }

  default S setMaxIter(int epochs) {
    return with(maxIter(), epochs);
  }

  default S setLearningRate(double rate) {
    return with(learningRate(), rate);
  }

  default S setSeed(long value) {
    return with(seed(), value);
  }

  default S setPartitions(int count) {
    return with(partitions(), count);
  }

  default S setLocalSteps(int steps) {
    return with(localSteps(), steps);
  }

  @SuppressWarnings("unchecked") // Params.set returns this, and Scala's Int is an Object to Java
  private <T> S with(Param<T> param, Object value) {
    if (value == null
        || value instanceof String[] texts && Stream.of(texts).anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(
          "%s: %s is null, which is no value; clear unsets a Param".formatted(uid(), param.name()));
    }
    return (S) set(param, (T) value);
  }
}
