"""A network with one hidden layer.

J = -(1/m) (Y log A2ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 g(W1 X + b1 1ᵀ) + b2 1ᵀ).
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, ones, scalar, sigmoid, sizes, vector
from derive.models.model import Model

n, h, m = sizes("n h m")
X, Y = matrix("X", n, m), matrix("Y", 1, m)
W1, b1, W2, b2 = matrix("W1", h, n), vector("b1", h), matrix("W2", 1, h), scalar("b2")
g = function("g")
row = ones(1, m)
Z1 = define("Z1", W1 * X + b1 * row)
A1 = define("A1", g(Z1))
Z2 = define("Z2", W2 * A1 + b2 * row)
A2 = define("A2", sigmoid(Z2))
J = define("J", -(1 / m) * (Y * log(A2).T + (1 - Y) * log(1 - A2).T))

MODEL = Model(
    name="two_layer_network",
    title="Two-layer network with any activation g",
    given=(X, Y),
    learn=(W1, b1, W2, b2),
    definitions=(Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    functions={"g": "tanh"},
    also={"HW1": (J, W1, W1), "HW2": (J, W2, W2)},
)
