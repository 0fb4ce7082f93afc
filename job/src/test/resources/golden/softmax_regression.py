"""Makes softmax_regression.json, the minimum of a convex problem by SciPy's L-BFGS-B, in double:

    python3 softmax_regression.py > softmax_regression.json

One dense layer of ten units on all 1,797 bundled digits, each column scaled to 0 to 1; the mean
cross-entropy and weight_decay / 2 times the sum of squares of all parameters, biases included.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import logsumexp

WEIGHT_DECAY = 0.01
DIGITS = pathlib.Path(__file__).parents[3] / "main/resources/dev/kindling/data/digits.csv.gz"

rows = np.loadtxt(DIGITS, delimiter=",")
pixels, label = rows[:, :64], rows[:, 64].astype(int)
least, width = pixels.min(axis=0), np.ptp(pixels, axis=0)
scaled = (pixels - least) / np.where(width > 0, width, 1)
x = np.hstack([scaled, np.ones((len(rows), 1))])
onehot = np.eye(10)[label]


def loss_and_gradient(flat):
    w = flat.reshape(65, 10)  # the biases last
    logits = x @ w
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    loss = -log_p[np.arange(len(x)), label].mean() + WEIGHT_DECAY / 2 * (w**2).sum()
    gradient = x.T @ (np.exp(log_p) - onehot) / len(x) + WEIGHT_DECAY * w
    return loss, gradient.ravel()


found = minimize(
    loss_and_gradient,
    np.zeros(650),
    jac=True,
    method="L-BFGS-B",
    options={"ftol": 0, "gtol": 1e-10, "maxiter": 10_000, "maxfun": 10_000},
)
print(
    json.dumps(
        {
            "scipy": scipy.__version__,
            "weight_decay": WEIGHT_DECAY,
            "minimum": found.fun,
            "gradient_length": float(np.linalg.norm(found.jac)),
            "iterations": found.nit,
            "evaluations": found.nfev,
        }
    )
)
