"""Logistic regression, m samples with answers -1 and 1 in a row.

J = (1/m) log(1 + exp(-Y ∘ Z)) 1,   Z = wᵀX + b 1ᵀ.
"""

from __future__ import annotations

from derive.core.symbols import define, exp, hadamard, log, matrix, ones, scalar, sizes, vector
from derive.models.model import Model

n, m = sizes("n m")
X, Y, w, b = matrix("X", n, m), matrix("Y", 1, m), vector("w", n), scalar("b")
Z = define("Z", w.T * X + b * ones(1, m))
J = define("J", (1 / m) * log(1 + exp(-hadamard(Y, Z))) * ones(m))

MODEL = Model(
    name="logistic_regression_signed",
    title="Logistic regression, m samples with answers -1 and 1",
    given=(X, Y),
    learn=(w, b),
    definitions=(Z, J),
    loss=J,
    sizes={"n": 3, "m": 5},
    where={Y: "entries -1 or 1"},
)
