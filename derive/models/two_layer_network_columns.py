"""A network with one hidden layer and k outputs, samples in the columns of X.

J = -(1/m) tr(Yᵀ log A2 + (1 - Y)ᵀ log(1 - A2)),   A2 = σ(W2 A1 + b2 1ᵀ),   A1 = g(W1 X + b1 1ᵀ).
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, ones, sigmoid, sizes, tr, vector
from derive.models.model import Model

n, h, k, m = sizes("n h k m")
X, Y = matrix("X", n, m), matrix("Y", k, m)
W1, b1, W2, b2 = matrix("W1", h, n), vector("b1", h), matrix("W2", k, h), vector("b2", k)
g = function("g")
row = ones(1, m)
Z1 = define("Z1", W1 * X + b1 * row)
A1 = define("A1", g(Z1))
Z2 = define("Z2", W2 * A1 + b2 * row)
A2 = define("A2", sigmoid(Z2))
J = define("J", -(1 / m) * tr(Y.T * log(A2) + (1 - Y).T * log(1 - A2)))

MODEL = Model(
    name="two_layer_network_columns",
    title="Two-layer network with any activation g and k outputs, samples in columns",
    given=(X, Y),
    learn=(W1, b1, W2, b2),
    definitions=(Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "k": 2, "m": 5},
    functions={"g": "tanh"},
)
