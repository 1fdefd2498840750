"""Logistic regression, m samples in the columns of X and their answers in a row.

J = -(1/m) (Y log Aᵀ + (1 - Y) log(1 - A)ᵀ),   A = σ(wᵀX + b 1ᵀ).
"""

from __future__ import annotations

from derive.core.symbols import define, log, matrix, ones, scalar, sigmoid, sizes, vector
from derive.models.model import Model

n, m = sizes("n m")
X, Y, w, b = matrix("X", n, m), matrix("Y", 1, m), vector("w", n), scalar("b")
Z = define("Z", w.T * X + b * ones(1, m))
A = define("A", sigmoid(Z))
J = define("J", -(1 / m) * (Y * log(A).T + (1 - Y) * log(1 - A).T))

MODEL = Model(
    name="logistic_regression_row",
    title="Logistic regression, m samples with their answers in a row",
    given=(X, Y),
    learn=(w, b),
    definitions=(Z, A, J),
    loss=J,
    sizes={"n": 3, "m": 5},
)
