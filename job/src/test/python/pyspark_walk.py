"""What a PySpark user does with Kindling's stages. PySparkIT runs it where PySpark is installed.

    PYTHONPATH=scripts/python PYSPARK_SUBMIT_ARGS="--jars job/target/kindling.jar pyspark-shell" \
        python3 job/src/test/python/pyspark_walk.py FOLDER

It leaves in the folder FOLDER/classifier, a model which Java is to train too.
"""

import sys

from dev.kindling.ml import (
    KindlingClassificationModel,
    KindlingClassifier,
    KindlingError,
    KindlingRegressionModel,
    KindlingRegressor,
)
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.sql import SparkSession

TUMOURS = "job/src/main/resources/dev/kindling/data/breast-cancer.csv.gz"


def refusal(call, error):
    try:
        call()
    except error as e:
        return str(e)
    raise AssertionError("not refused")


def predictions(model, rows):
    return model.transform(rows).select("prediction").collect()


folder = sys.argv[1]
spark = SparkSession.builder.getOrCreate()
rows = spark.read.csv(TUMOURS, header=True, inferSchema=True)
measured = [column for column in rows.columns if column != "diagnosis"]

# All Params on the way to Java and back: by the constructor, a setter, and a copy.
classifier = KindlingClassifier(
    configuration="training: {clip_norm: 1}",
    settings=["data.validation=0.1", "data.features=standardize"],
    hiddenLayers=[8, 4],
    activation="tanh",
    maxIter=3,
    learningRate=0.01,
    seed=2**40,
    partitions=2,
    localSteps=2,
    weightCol=None,
).setBatchSize(50)
classifier.write().overwrite().save(folder + "/estimator")
again = KindlingClassifier.load(folder + "/estimator")
for estimator in (again, classifier.copy()):
    for param in classifier.params:
        assert estimator.isSet(param.name) == classifier.isSet(param.name), param
        if classifier.isDefined(param):
            assert estimator.getOrDefault(param.name) == classifier.getOrDefault(param), param
assert again.getSeed() == 2**40

# A pipeline is saved, loaded and fitted, and so is its model.
pipeline = Pipeline(
    stages=[
        StringIndexer(inputCol="diagnosis", outputCol="label"),
        VectorAssembler(inputCols=measured, outputCol="features"),
        classifier,
    ]
)
pipeline.save(folder + "/pipeline")
model = Pipeline.load(folder + "/pipeline").fit(rows)
model.save(folder + "/model")
loaded = PipelineModel.load(folder + "/model")
assert predictions(loaded, rows) == predictions(model, rows)

trained = loaded.stages[2]
assert (trained.numFeatures, trained.numClasses, trained.classes) == (30, 2, ["0", "1"])
trained.save(folder + "/classifier")

# A model folder has the defaults of a stage; all rows are of the class whose threshold is 0.
labelled = PipelineModel(model.stages[:2]).transform(rows)
features = labelled.first()["features"]
stage = KindlingClassificationModel.of(folder + "/classifier/model")
assert stage.getProbabilityCol() == "probability"
assert stage.predict(features) == trained.predict(features)
assert stage.predictProbability(features) == trained.predictProbability(features)
assert all(row["prediction"] == 1 for row in predictions(stage.setThresholds([1.0, 0.0]), labelled))

# Params given to fit are of that fit alone.
regressor = KindlingRegressor(hiddenLayers=[4], maxIter=1, predictionCol="p")
models = regressor.fit(labelled, [{regressor.seed: 1}, {regressor.seed: 2}])
assert models[0].predict(features) != models[1].predict(features)
assert not regressor.isSet("seed")
models[0].save(folder + "/regressor")
read = KindlingRegressionModel.load(folder + "/regressor")
assert read.getPredictionCol() == "p"
assert read.predict(features) == models[0].predict(features)

assert (
    refusal(lambda: KindlingClassifier(hidenLayers=[4]), TypeError)
    == "KindlingClassifier has no Param hidenLayers; did you mean hiddenLayers?"
)
refused = refusal(lambda: regressor.copy({regressor.maxIter: -1}).fit(labelled), KindlingError)
assert "training.epochs is -1 but must be a whole number" in refused, refused
refused = refusal(lambda: KindlingRegressionModel.of(folder), KindlingError)
assert "a model folder holds" in refused, refused
refused = refusal(lambda: KindlingRegressor.load(folder + "/estimator"), KindlingError)
assert "holds a dev.kindling.ml.KindlingClassifier" in refused, refused
print("the walk is done")
