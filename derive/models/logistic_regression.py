"""Logistic regression, m samples in the columns of X.

J = -(1/m) (Yᵀ log A + (1 - Y)ᵀ log(1 - A)),   A = σ(Xᵀw + b 1).
"""

from __future__ import annotations

from derive.core.symbols import define, log, matrix, ones, scalar, sigmoid, sizes, vector
from derive.models.model import Model

n, m = sizes("n m")
X, Y, w, b = matrix("X", n, m), vector("Y", m), vector("w", n), scalar("b")
Z = define("Z", X.T * w + ones(m) * b)
A = define("A", sigmoid(Z))
J = define("J", -(1 / m) * (Y.T * log(A) + (1 - Y).T * log(1 - A)))

MODEL = Model(
    name="logistic_regression",
    title="Logistic regression, m samples",
    given=(X, Y),
    learn=(w, b),
    definitions=(Z, A, J),
    loss=J,
    sizes={"n": 3, "m": 5},
    also={"Hw": (J, w, w)},
)
