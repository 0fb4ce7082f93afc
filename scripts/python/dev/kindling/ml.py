"""Kindling's Spark ML stages for PySpark; the module is named as the Java package is.

    PYTHONPATH=scripts/python pyspark --jars job/target/kindling.jar

    from dev.kindling.ml import KindlingClassifier
    model = KindlingClassifier(hiddenLayers=[64], maxIter=20).fit(training)
    model.transform(test)

Params have the names of the Java ones and are set in the constructor, or with setParams. Needs a
session with a JVM of its own, not one of Spark Connect.
"""

from pyspark import SparkContext
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import (
    HasFeaturesCol,
    HasLabelCol,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasThresholds,
    HasWeightCol,
)
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

_PACKAGE = "dev.kindling.ml."


def _param(name, doc, converter):
    return Param(Params._dummy(), name, doc, typeConverter=converter)


class _KindlingEstimator(
    JavaEstimator,
    HasFeaturesCol,
    HasLabelCol,
    HasPredictionCol,
    HasWeightCol,
    JavaMLReadable,
    JavaMLWritable,
):
    configuration = _param("configuration", "YAML as --conf has it", TypeConverters.toString)
    settings = _param("settings", "key=value, as --set", TypeConverters.toListString)
    hiddenLayers = _param("hiddenLayers", "units of each", TypeConverters.toListInt)
    activation = _param("activation", "of the hidden layers", TypeConverters.toString)
    batchSize = _param("batchSize", "examples per step", TypeConverters.toInt)
    maxIter = _param("maxIter", "passes over the rows", TypeConverters.toInt)
    learningRate = _param("learningRate", "of the optimizer", TypeConverters.toFloat)
    seed = _param("seed", "of initialisation, split and order", TypeConverters.toInt)
    partitions = _param("partitions", "the rows are dealt to", TypeConverters.toInt)
    localSteps = _param("localSteps", "between two averagings", TypeConverters.toInt)

    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + type(self).__name__, self.uid)
        self.setParams(**params)

    def setParams(self, **params):
        return self._set(**params)

    def _create_model(self, java_model):
        return self._model(java_model)


class _KindlingModel(JavaModel, JavaMLReadable, JavaMLWritable):
    @classmethod
    def of(cls, folder):
        """Reads a model folder, such as ``kindling train`` writes."""
        return cls(getattr(SparkContext._jvm.dev.kindling.ml, cls.__name__).of(folder))

    @property
    def numFeatures(self):
        return self._call_java("numFeatures")


class KindlingClassificationModel(_KindlingModel):
    @property
    def numClasses(self):
        return self._call_java("numClasses")


class KindlingRegressionModel(_KindlingModel):
    pass


class KindlingClassifier(
    _KindlingEstimator, HasProbabilityCol, HasRawPredictionCol, HasThresholds
):
    _model = KindlingClassificationModel


class KindlingRegressor(_KindlingEstimator):
    _model = KindlingRegressionModel
