"""Trains scikit-learn's perceptron for scripts/compare: python3 -c ... FOLDER REQUEST

FOLDER has train.csv and validation.csv, the class last; REQUEST is JSON with the
layers and how to train them. Writes the version of the library and then, for each seed, a line with
the accuracy on the validation rows and the seconds that fitting took.
"""
import json
import os
import sys
import time
import warnings

request = json.loads(sys.argv[2])
for library in ("OMP", "OPENBLAS"):
    os.environ[library + "_NUM_THREADS"] = str(request["threads"])

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")  # that it has not converged: epochs are fixed
print(sklearn.__version__, flush=True)


def read(name):
    rows = np.loadtxt(os.path.join(sys.argv[1], name), delimiter=",", dtype=np.float64)
    return rows[:, :-1].astype(np.float32), rows[:, -1].astype(int)


x, labels = read("train.csv")
x_validation, labels_validation = read("validation.csv")
for seed in request["seeds"]:
    model = MLPClassifier(
        hidden_layer_sizes=request["hidden"],
        activation="relu",
        solver="sgd",
        learning_rate_init=request["learning_rate"],
        momentum=request["momentum"],
        nesterovs_momentum=False,
        alpha=0,
        batch_size=request["batch_size"],
        max_iter=request["epochs"],
        tol=0,
        n_iter_no_change=request["epochs"],
        random_state=seed,
    )
    started = time.perf_counter()
    model.fit(x, labels)
    seconds = time.perf_counter() - started
    print(model.score(x_validation, labels_validation), seconds, flush=True)
