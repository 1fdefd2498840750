"""Logistic regression, m samples in the columns of X.

J = -(1/m) (Yᵀ log A + (1 - Y)ᵀ log(1 - A)),   A = σ(Xᵀw + b 1).
"""

from __future__ import annotations

from derive.core.symbols import d, define, exp, hadamard, log, matrix, ones, partial, scalar, sigmoid, sizes, tr, vector
from derive.models.model import Model, noted

n, m = sizes("n m")
X, Y, w, b = matrix("X", n, m), vector("Y", m), vector("w", n), scalar("b")
Z = define("Z", X.T * w + ones(m) * b)
A = define("A", sigmoid(Z))
J = define("J", -(1 / m) * (Y.T * log(A) + (1 - Y).T * log(1 - A)))

dZ = d(X).T * w + X.T * d(w) + ones(m) * d(b)  # what the note writes for it, X varying too
linear = -Y.T * (d(X).T * w) - Y.T * X.T * d(w) - Y.T * ones(m) * d(b)
claim = noted("note 000")

MODEL = Model(
    name="logistic_regression",
    title="Logistic regression, m samples",
    given=(X, Y),
    learn=(w, b),
    definitions=(Z, A, J),
    loss=J,
    sizes={"n": 3, "m": 5},
    claims=(
        claim(52, Z, X.T * w + ones(m) * b, "definition"),
        claim(53, A, sigmoid(Z), "definition"),
        claim(53, sigmoid(Z), 1 / (1 + exp(-Z)), step=2),
        claim(54, J, -ones(1, m) * (hadamard(Y, log(A)) + hadamard(1 - Y, log(1 - A))), step=2, expected="refuted"),
        claim(
            56,
            J,
            (1 / m) * (-Y.T * (X.T * w + ones(m) * b) + ones(1, m) * log(ones(m) + exp(X.T * w + ones(m) * b))),
        ),
        claim(
            58,
            d(J),
            (1 / m) * (linear + ones(1, m) * (exp(X.T * w + b) / (ones(1, m) + exp(X.T * w + b))) * dZ),
            "differential",
            varying=(X, w, b),
            expected="ill-formed",
        ),
        claim(59, d(J), (1 / m) * (linear + ones(1, m) * hadamard(A, dZ)), "differential", varying=(X, w, b)),
        claim(60, d(J), (1 / m) * (linear + hadamard(ones(m), A).T * dZ), "differential", varying=(X, w, b)),
        claim(
            63,
            d(J),
            -(1 / m) * (Y.T * X.T * d(w) + A.T * X.T * d(w)),
            "differential",
            varying=(w,),
            expected="refuted",
        ),
        claim(
            63,
            -(1 / m) * (Y.T * X.T * d(w) + A.T * X.T * d(w)),
            tr((A.T - Y.T) * X.T * d(w)),
            "differential",
            step=2,
            varying=(w,),
            expected="refuted",
        ),
        claim(65, partial(J, w), (1 / m) * ((A.T - Y.T) * X.T).T, "gradient"),
        claim(65, (1 / m) * ((A.T - Y.T) * X.T).T, (1 / m) * X * (A - Y), step=2),
        claim(67, partial(J, b), (1 / m) * ((A.T - Y.T) * ones(m)).T, "gradient"),
        claim(67, (1 / m) * ((A.T - Y.T) * ones(m)).T, (1 / m) * ones(1, m) * (A - Y), step=2),
    ),
)
