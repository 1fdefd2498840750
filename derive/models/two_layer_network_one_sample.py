"""A network with one hidden layer, one sample.

L = -y log a2 - (1 - y) log(1 - a2),   a2 = σ(W2 a1 + b2),   a1 = g(W1 x + b1).
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, scalar, sigmoid, sizes, vector
from derive.models.model import Model

n, h = sizes("n h")
x, y = vector("x", n), scalar("y")
W1, b1, W2, b2 = matrix("W1", h, n), vector("b1", h), matrix("W2", 1, h), scalar("b2")
g = function("g")
z1 = define("z1", W1 * x + b1)
a1 = define("a1", g(z1))
z2 = define("z2", W2 * a1 + b2)
a2 = define("a2", sigmoid(z2))
L = define("L", -y * log(a2) - (1 - y) * log(1 - a2))

MODEL = Model(
    name="two_layer_network_one_sample",
    title="Two-layer network with any activation g, one sample",
    given=(x, y),
    learn=(W1, b1, W2, b2),
    definitions=(z1, a1, z2, a2, L),
    loss=L,
    sizes={"n": 3, "h": 4},
    functions={"g": "tanh"},
)
