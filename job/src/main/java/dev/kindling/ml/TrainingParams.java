package dev.kindling.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The Params that a stage has for its training; what is legal, the configuration says. */
final class TrainingParams implements Serializable {
  private static final long serialVersionUID = 1;

  final Param<String> weightCol;
  final Param<String> configuration;
  final StringArrayParam settings;
  final IntArrayParam hiddenLayers;
  final Param<String> activation;
  final IntParam batchSize;
  final IntParam maxIter;
  final DoubleParam learningRate;
  final LongParam seed;
  final IntParam partitions;
  final IntParam localSteps;

  TrainingParams(Params stage) {
    weightCol = new Param<>(stage, "weightCol", "column of what a row counts; unset for 1 each");
    configuration = new Param<>(stage, "configuration", "YAML as the command line's --conf has it");
    settings = new StringArrayParam(stage, "settings", "key=value, as the command line's --set");
    hiddenLayers = new IntArrayParam(stage, "hiddenLayers", "units of each hidden dense layer");
    activation = new Param<>(stage, "activation", "of the hidden layers");
    batchSize = new IntParam(stage, "batchSize", "examples per step (training.batch_size)");
    maxIter = new IntParam(stage, "maxIter", "passes over the rows (training.epochs)");
    learningRate = new DoubleParam(stage, "learningRate", "of the optimizer (learning_rate)");
    seed = new LongParam(stage, "seed", "of initialisation, split and order (training.seed)");
    partitions =
        new IntParam(stage, "partitions", "how many the rows are dealt to (training.partitions)");
    localSteps =
        new IntParam(stage, "localSteps", "steps between two averagings (training.local_steps)");
  }
}
