"""A network with a hidden layer of tanh, samples in the columns of X.

J = -(1/m) (Y log A2ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 tanh(W1 X + b1 1ᵀ) + b2 1ᵀ).
"""

from __future__ import annotations

from derive.core.symbols import define, log, matrix, ones, scalar, sigmoid, sizes, tanh, vector
from derive.models.model import Model

n, h, m = sizes("n h m")
X, Y = matrix("X", n, m), matrix("Y", 1, m)
W1, b1, W2, b2 = matrix("W1", h, n), vector("b1", h), matrix("W2", 1, h), scalar("b2")
row = ones(1, m)
Z1 = define("Z1", W1 * X + b1 * row)
A1 = define("A1", tanh(Z1))
Z2 = define("Z2", W2 * A1 + b2 * row)
A2 = define("A2", sigmoid(Z2))
J = define("J", -(1 / m) * (Y * log(A2).T + (1 - Y) * log(1 - A2).T))

MODEL = Model(
    name="two_layer_network_tanh",
    title="Two-layer network with tanh",
    given=(X, Y),
    learn=(W1, b1, W2, b2),
    definitions=(Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    twin_name="two_layer_network",
)
