"""A network with one hidden layer and k outputs, samples in the rows of X.

J = -(1/m) tr(Yᵀ log A2 + (1 - Y)ᵀ log(1 - A2)),   A2 = σ(A1 W2 + 1 b2),   A1 = g(X W1 + 1 b1).
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, ones, sigmoid, sizes, tr
from derive.models.model import Model

m, n, h, k = sizes("m n h k")
X, Y = matrix("X", m, n), matrix("Y", m, k)
W1, b1, W2, b2 = matrix("W1", n, h), matrix("b1", 1, h), matrix("W2", h, k), matrix("b2", 1, k)
g = function("g")
Z1 = define("Z1", X * W1 + ones(m) * b1)
A1 = define("A1", g(Z1))
Z2 = define("Z2", A1 * W2 + ones(m) * b2)
A2 = define("A2", sigmoid(Z2))
J = define("J", -(1 / m) * tr(Y.T * log(A2) + (1 - Y).T * log(1 - A2)))

MODEL = Model(
    name="two_layer_network_rows",
    title="Two-layer network with any activation g and k outputs, samples in rows",
    given=(X, Y),
    learn=(W1, b1, W2, b2),
    definitions=(Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "k": 2, "m": 5},
    functions={"g": "tanh"},
)
