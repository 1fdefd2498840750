"""Gradients where all parameters are zero: of logistic regression, and of a network with one hidden layer.

Logistic regression: L = -(1/m) (Y log Aᵀ + (1 - Y) log(1 - A)ᵀ), A = σ(wᵀX + b 1ᵀ), w = 0, b = 0.
The network: J = -(1/m) (Y log A2ᵀ + (1 - Y) log(1 - A2)ᵀ), A2 = σ(W2 tanh(W1 X + b1 1ᵀ) + b2 1ᵀ), W1, b1, W2, b2 = 0;
K is the same with S in place of W1.
"""

from __future__ import annotations

from derive.core.symbols import define, log, matrix, ones, sigmoid, sizes, tanh, zeros
from derive.models.model import Model

n, h, m = sizes("n h m")
X, Y, S = matrix("X", n, m), matrix("Y", 1, m), matrix("S", h, n)
row = ones(1, m)
w, b = define("w", zeros(n)), define("b", zeros(1))
A = define("A", sigmoid(w.T * X + b * row))
L = define("L", -(1 / m) * (Y * log(A).T + (1 - Y) * log(1 - A).T))
W1, b1 = define("W1", zeros(h, n)), define("b1", zeros(h))
W2, b2 = define("W2", zeros(1, h)), define("b2", zeros(1))
A1 = define("A1", tanh(W1 * X + b1 * row))
A2 = define("A2", sigmoid(W2 * A1 + b2 * row))
J = define("J", -(1 / m) * (Y * log(A2).T + (1 - Y) * log(1 - A2).T))
B1 = define("B1", tanh(S * X + b1 * row))
B2 = define("B2", sigmoid(W2 * B1 + b2 * row))
K = define("K", -(1 / m) * (Y * log(B2).T + (1 - Y) * log(1 - B2).T))

MODEL = Model(
    name="zero_weights",
    title="Parameters that all start at zero",
    given=(X, Y, S),
    learn=(),
    definitions=(w, b, A, L, W1, b1, W2, b2, A1, A2, J, B1, B2, K),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    also={
        **{f"d{x.name}": (L, x) for x in (w, b)},
        **{f"d{x.name}": (J, x) for x in (W1, b1, W2, b2)},
        "dKdS": (K, S),
        "dKdW2": (K, W2),
    },
)
