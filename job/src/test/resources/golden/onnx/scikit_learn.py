"""scikit-learn's networks as ONNX, and what scikit-learn makes of some examples: python3 scikit_learn.py

Writes scikit-learn-*.onnx and scikit-learn.json beside itself. The graphs are built by hand, with the nodes that
skl2onnx's converters of MLPClassifier, MLPRegressor and StandardScaler are documented to write (skl2onnx itself was not at
hand); the weights are scikit-learn's own, trained here. Needs onnx and scikit-learn (Debian: python3-onnx, python3-sklearn).
"""

import json
import pathlib
import warnings

import numpy as np
import onnx
import sklearn
from onnx import TensorProto, helper
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")  # training need not converge here
HERE = pathlib.Path(__file__).parent
ML = "ai.onnx.ml"
OPERATORS = {"identity": "Identity", "tanh": "Tanh", "logistic": "Sigmoid", "relu": "Relu", "softmax": "Softmax"}


def tensor(name, values, type=TensorProto.FLOAT):
    values = np.asarray(values)
    return helper.make_tensor(name, type, values.shape, values.ravel().tolist())


def network(model, x, nodes, constants):
    """Adds what the converters write of the layers and returns the name of their outputs."""
    nodes.append(helper.make_node("Cast", [x], ["cast_input"], to=TensorProto.FLOAT))
    x = "cast_input"
    for i, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_)):
        last = i == len(model.coefs_) - 1
        suffix = str(i) if i else ""
        constants.append(tensor("coefficient" + suffix, weights))
        constants.append(tensor("intercepts" + suffix, bias[np.newaxis]))
        nodes.append(helper.make_node("MatMul", [x, "coefficient" + suffix], ["mul_result" + suffix]))
        nodes.append(helper.make_node("Add", ["mul_result" + suffix, "intercepts" + suffix], ["add_result" + suffix]))
        operator = OPERATORS[model.out_activation_ if last else model.activation]
        x = "out_activations_result" if last else "next_activations" + suffix
        attributes = {"axis": 1} if operator == "Softmax" else {}
        nodes.append(helper.make_node(operator, ["add_result" + suffix], [x], **attributes))
    return x


def classifier(model, x, nodes, constants, zipmap):
    p = network(model, x, nodes, constants)
    probabilities = "probabilities" if zipmap else "output_probability"
    if len(model.classes_) == 2:
        constants.append(tensor("unity", np.float32(1)))
        nodes.append(helper.make_node("Sub", ["unity", p], ["negative_class_proba"]))
        nodes.append(helper.make_node("Concat", ["negative_class_proba", p], [probabilities], axis=1))
    else:
        nodes.append(helper.make_node("Identity", [p], [probabilities]))
    texts = model.classes_.dtype.kind in "UO"
    type = TensorProto.STRING if texts else TensorProto.INT32
    values = [c.encode() for c in model.classes_] if texts else model.classes_
    constants.append(helper.make_tensor("classes", type, [len(values)], list(values)))
    constants.append(tensor("shape_tensor", [-1], TensorProto.INT64))
    nodes.append(helper.make_node("ArgMax", [probabilities], ["argmax_output"], axis=1))
    nodes.append(
        helper.make_node("ArrayFeatureExtractor", ["classes", "argmax_output"], ["array_feature_extractor_result"], domain=ML)
    )
    label = "output_label" if texts else "reshaped_result"
    nodes.append(helper.make_node("Reshape", ["array_feature_extractor_result", "shape_tensor"], [label]))
    if not texts:
        nodes.append(helper.make_node("Cast", [label], ["output_label"], to=TensorProto.INT64))
    if zipmap:
        key = "classlabels_strings" if texts else "classlabels_int64s"
        names = [str(c) if texts else int(c) for c in model.classes_]
        nodes.append(helper.make_node("ZipMap", [probabilities], ["output_probability"], domain=ML, **{key: names}))
    return texts


def save(name, features, nodes, constants, outputs):
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, features])], outputs, constants
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(ML, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="skl2onnx", ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(HERE / f"scikit-learn-{name}.onnx"))


cases = []


def classify(name, data, labels, model, scale, zipmap):
    scaler = StandardScaler().fit(data)
    x = scaler.transform(data) if scale else data
    model.fit(x, labels)
    nodes, constants, first = [], [], "X"
    if scale:
        nodes.append(
            helper.make_node(
                "Scaler", ["X"], ["variable"], domain=ML, offset=scaler.mean_.tolist(), scale=(1 / scaler.scale_).tolist()
            )
        )
        first = "variable"
    texts = classifier(model, first, nodes, constants, zipmap)
    label = helper.make_tensor_value_info("output_label", TensorProto.STRING if texts else TensorProto.INT64, [None])
    if zipmap:
        key = TensorProto.STRING if texts else TensorProto.INT64
        element = onnx.TypeProto()
        element.map_type.key_type = key
        element.map_type.value_type.CopyFrom(helper.make_tensor_type_proto(TensorProto.FLOAT, []))
        probability = helper.make_value_info("output_probability", helper.make_sequence_type_proto(element))
    else:
        probability = helper.make_tensor_value_info("output_probability", TensorProto.FLOAT, [None, len(model.classes_)])
    save(name, data.shape[1], nodes, constants, [label, probability])
    some = slice(0, None, len(data) // 7)
    cases.append(
        {
            "file": f"scikit-learn-{name}.onnx",
            "classes": [str(c) for c in model.classes_],
            "examples": data[some].tolist(),
            "predictions": model.predict_proba(x[some]).tolist(),
        }
    )


iris = load_iris()
cancer = load_breast_cancer()
species = np.array(iris.target_names)[iris.target]
classify("iris", iris.data, species, MLPClassifier((8, 5), "tanh", max_iter=40, random_state=1), True, True)
classify("iris-numbers", iris.data, iris.target, MLPClassifier((6,), "logistic", max_iter=40, random_state=1), False, False)
classify("cancer", cancer.data, cancer.target, MLPClassifier((5,), "relu", max_iter=20, random_state=1), True, True)

diabetes = load_diabetes()
regressor = MLPRegressor((6,), "relu", max_iter=40, random_state=1).fit(diabetes.data, diabetes.target)
nodes, constants = [], [tensor("shape_tensor", [-1, 1], TensorProto.INT64)]
nodes.append(helper.make_node("Reshape", [network(regressor, "X", nodes, constants), "shape_tensor"], ["variable"]))
save("diabetes", 10, nodes, constants, [helper.make_tensor_value_info("variable", TensorProto.FLOAT, [None, 1])])
cases.append(
    {
        "file": "scikit-learn-diabetes.onnx",
        "classes": [],
        "examples": diabetes.data[:7].tolist(),
        "predictions": regressor.predict(diabetes.data[:7])[:, np.newaxis].tolist(),
    }
)
with open(HERE / "scikit-learn.json", "w") as file:
    json.dump({"made_by": f"scikit-learn {sklearn.__version__}", "cases": cases}, file)
