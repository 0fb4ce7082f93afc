"""Makes metrics.json, the metrics of scikit-learn: python3 metrics.py > metrics.json

Each case of classification: probabilities and the true class of each example, and what scikit-learn makes of them, the
log loss also with balanced weights. Scores may be tied, and classes may be without examples.
Each case of regression: predictions, the true value and the weight of each example.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.utils import class_weight

warnings.filterwarnings("ignore")  # of classes without examples, of which there are some on purpose
random = np.random.default_rng(1)


def scores(average, true, predicted, labels=None):
    values = metrics.precision_recall_fscore_support(
        true, predicted, labels=labels, average=average, zero_division=0
    )
    return {k: np.asarray(v).tolist() for k, v in zip(("precision", "recall", "f1"), values)}


def case(name, classes, probabilities, true):
    predicted = probabilities.argmax(axis=1)
    everything = range(classes)
    present = np.unique(true)
    weights = np.zeros(classes)
    weights[present] = class_weight.compute_class_weight("balanced", classes=present, y=true)
    of_class_1 = probabilities[:, 1].astype(np.float32)
    return {
        "name": name,
        "probabilities": probabilities.tolist(),
        "true": true.tolist(),
        "predicted": predicted.tolist(),
        "confusion_matrix": metrics.confusion_matrix(true, predicted, labels=everything).tolist(),
        "accuracy": metrics.accuracy_score(true, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(true, predicted),
        "log_loss": metrics.log_loss(true, probabilities, labels=everything),
        "balanced_weights": weights.tolist(),
        "balanced_log_loss": metrics.log_loss(
            true, probabilities, labels=everything, sample_weight=weights[true]
        ),
        "classes": scores(None, true, predicted, everything),
        "macro_average": scores("macro", true, predicted),
        "weighted_average": scores("weighted", true, predicted),
        "auc": metrics.roc_auc_score(true, of_class_1)
        if classes == 2 and len(set(true)) == 2
        else None,
    }


def some(examples, classes, of, step=None):
    """Probabilities that lean to the true class; rounded to steps, for ties."""
    true = random.choice(of, examples)
    logits = random.normal(size=(examples, classes))
    logits[np.arange(examples), true] += 1
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    if step:
        p[:, 1] = np.clip(np.round(p[:, 1] / step) * step, step, 1 - step)
        p[:, 0] = 1 - p[:, 1]
    return p, true


cases = [
    case("four classes", 4, *some(60, 4, [0, 1, 2, 3])),
    case("skewed classes", 3, *some(80, 3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2])),
    case("a class without examples", 4, *some(30, 4, [0, 1, 3])),
    case("one class alone", 3, *some(5, 3, [2])),
    case("two classes", 2, *some(50, 2, [0, 1])),
    case("two classes with ties", 2, *some(70, 2, [0, 0, 0, 1], step=0.125)),
    case("two classes, one without examples", 2, *some(6, 2, [1])),
    case("a class neither there nor predicted", 5, np.array([[0.7, 0.1, 0.1, 0.05, 0.05], [0.1, 0.6, 0.1, 0.1, 0.1], [0.5, 0.3, 0.1, 0.05, 0.05]]), np.array([0, 1, 1])),
]


def regression(name, predicted, true):
    weights = random.choice([0.0, 0.25, 1.0, 3.0], len(true))
    weights[0] = 1.5
    return {
        "name": name,
        "predicted": predicted.tolist(),
        "true": true.tolist(),
        "weights": weights.tolist(),
        "mse": metrics.mean_squared_error(true, predicted),
        "rmse": np.sqrt(metrics.mean_squared_error(true, predicted)),
        "mae": metrics.mean_absolute_error(true, predicted),
        "r2": metrics.r2_score(true, predicted) if len(true) > 1 else None,
        "weighted_mse": metrics.mean_squared_error(true, predicted, sample_weight=weights),
    }


def noisy(examples, mean, deviation, noise):
    true = random.normal(mean, deviation, examples)
    return true + random.normal(0, noise, examples), true


regressions = [
    regression("good", *noisy(60, 0, 1, 0.2)),
    regression("worse than the mean", *noisy(40, 2, 0.5, 3)),
    regression("a large mean", *noisy(50, 1e6, 2, 1)),
    regression("equal targets, missed", np.array([2.5, 2.0, 3.0]), np.full(3, 2.5)),
    regression("equal targets, predicted exactly", np.full(4, 2.5), np.full(4, 2.5)),
    regression("two examples", np.array([1.0, 2.0]), np.array([1.5, 1.0])),
    regression("one example", np.array([1.0]), np.array([3.0])),
]
print(json.dumps({"scikit_learn": sklearn.__version__, "cases": cases, "regression": regressions}))
