"""Kindling's Spark ML stages for PySpark; the module is named as the Java package is.

    PYTHONPATH=scripts/python pyspark --jars job/target/kindling.jar

    from dev.kindling.ml import KindlingClassifier
    model = KindlingClassifier(hiddenLayers=[64], maxIter=20).fit(training)
    model.transform(test)

Params have the names of the Java ones and are set in the constructor, with setParams or, each, with
its setter. Needs a session with a JVM of its own, not one of Spark Connect.
"""

import difflib

from py4j.protocol import Py4JJavaError
from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasWeightCol
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable

__all__ = [
    "KindlingClassificationModel",
    "KindlingClassifier",
    "KindlingError",
    "KindlingRegressionModel",
    "KindlingRegressor",
]


class KindlingError(Exception):
    """What Kindling refuses, in its words; the cause has Java's trace."""


def _call(function, *arguments):
    """Calls Java."""
    try:
        return function(*arguments)
    except TypeError as e:
        if "JavaPackage" not in str(e):  # which stands for a class that is not found
            raise
        raise KindlingError(
            "Spark has no dev.kindling.ml: start it with --jars job/target/kindling.jar"
        ) from e
    except Py4JJavaError as e:
        thrown = e.java_exception
        if not thrown.getClass().getName().startswith("dev.kindling."):
            raise
        raise KindlingError(thrown.getMessage()) from e


def _param(name, doc, converter):
    return Param(Params._dummy(), name, doc, typeConverter=converter)


def _setter(name, doc):
    def setter(self, value):
        return self._set(**{name: value})

    setter.__doc__ = f"Sets {name}: {doc}."
    return setter


def _getter(name, doc):
    def getter(self):
        return self.getOrDefault(name)

    getter.__doc__ = f"The value of {name}: {doc}."
    return getter


def _with_accessors(cls):
    """Adds setHiddenLayers, getHiddenLayers and so on."""
    for name, param in list(vars(cls).items()):
        if isinstance(param, Param):
            title = name[0].upper() + name[1:]
            setattr(cls, "set" + title, _setter(name, param.doc))
            setattr(cls, "get" + title, _getter(name, param.doc))
    return cls


@_with_accessors
class _TrainingParams(HasWeightCol):
    configuration = _param(
        "configuration", "YAML as the command line's --conf has it", TypeConverters.toString
    )
    settings = _param(
        "settings", "key=value, as the command line's --set", TypeConverters.toListString
    )
    hiddenLayers = _param(
        "hiddenLayers", "units of each hidden dense layer", TypeConverters.toListInt
    )
    activation = _param("activation", "of the hidden layers", TypeConverters.toString)
    batchSize = _param(
        "batchSize", "examples per step (training.batch_size)", TypeConverters.toInt
    )
    maxIter = _param("maxIter", "passes over the rows (training.epochs)", TypeConverters.toInt)
    learningRate = _param(
        "learningRate", "of the optimizer (learning_rate)", TypeConverters.toFloat
    )
    seed = _param(
        "seed", "of initialisation, split and order (training.seed)", TypeConverters.toInt
    )
    partitions = _param(
        "partitions", "how many the rows are dealt to (training.partitions)", TypeConverters.toInt
    )
    localSteps = _param(
        "localSteps", "steps between two averagings (training.local_steps)", TypeConverters.toInt
    )

    def setWeightCol(self, value):
        """Sets weightCol: the column of what a row counts."""
        return self._set(weightCol=value)


class _KindlingStage(JavaMLReadable, JavaMLWritable):
    @classmethod
    def load(cls, path):
        return _call(super().load, path)


class _KindlingEstimator(_TrainingParams, _KindlingStage):
    def __init__(self, **params):
        super().__init__()
        java_class = "dev.kindling.ml." + type(self).__name__
        self._java_obj = _call(self._new_java_obj, java_class, self.uid)
        self.setParams(**params)

    def setParams(self, **params):
        """Sets Params by their names; one that is None stays as it is."""
        for name in params:
            if not self.hasParam(name):
                near = difflib.get_close_matches(name, [p.name for p in self.params], 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise TypeError(f"{type(self).__name__} has no Param {name}{hint}")
        return self._set(**{name: value for name, value in params.items() if value is not None})

    def _fit_java(self, dataset):
        return _call(super()._fit_java, dataset)

    def _create_model(self, java_model):
        return self._model(java_model)


class _KindlingModel(_KindlingStage):
    @classmethod
    def of(cls, folder):
        """Reads a model folder, such as ``kindling train`` writes."""
        return cls(_call(JavaMLReader._load_java_obj(cls).of, folder))


class KindlingClassificationModel(_KindlingModel, _JavaProbabilisticClassificationModel):
    """A trained network that tells classes apart."""

    @property
    def classes(self):
        """The names of the classes, in the order of their numbers."""
        return self._call_java("classes")


class KindlingRegressionModel(_KindlingModel, _JavaRegressionModel):
    """A trained network that predicts a number."""


class KindlingClassifier(_KindlingEstimator, _JavaProbabilisticClassifier):
    """Trains a network that tells classes apart, whose labels are whole numbers from 0."""

    _model = KindlingClassificationModel


class KindlingRegressor(_KindlingEstimator, _JavaRegressor):
    """Trains a network that predicts a number."""

    _model = KindlingRegressionModel
