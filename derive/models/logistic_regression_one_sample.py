"""Logistic regression, one sample.   L = -y log a - (1 - y) log(1 - a),   a = σ(z),   z = wᵀx + b."""

from __future__ import annotations

from derive.core.symbols import define, log, scalar, sigmoid, sizes, vector
from derive.models.model import Model

(n,) = sizes("n")
x, w, y, b = vector("x", n), vector("w", n), scalar("y"), scalar("b")
z = define("z", w.T * x + b)
a = define("a", sigmoid(z))
L = define("L", -y * log(a) - (1 - y) * log(1 - a))

MODEL = Model(
    name="logistic_regression_one_sample",
    title="Logistic regression, one sample",
    given=(x, y),
    learn=(w, b),
    definitions=(z, a, L),
    loss=L,
    sizes={"n": 4},
)
