"""One layer of backpropagation under whatever lies above it, and the layer at which it starts.

J = E(Z2),   Z2 = W2 A1 + b2 1ᵀ,   A1 = g(Z1),   for any smooth E of a matrix and any activation g;
C = -(1/m) (Y log A3ᵀ + (1 - Y) log(1 - A3)ᵀ),   A3 = σ(Z3).
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, ones, sigmoid, sizes, tr, vector
from derive.models.model import Model
from derive.ops.functional import functional

n, h, m = sizes("n h m")
Z1, W2, b2 = matrix("Z1", n, m), matrix("W2", h, n), vector("b2", h)
Z3, Y = matrix("Z3", 1, m), matrix("Y", 1, m)
g, E = function("g"), functional("E")
A1 = define("A1", g(Z1))
Z2 = define("Z2", W2 * A1 + b2 * ones(1, m))
J = define("J", E(Z2))
A3 = define("A3", sigmoid(Z3))
C = define("C", -(1 / m) * (Y * log(A3).T + (1 - Y) * log(1 - A3).T))

MODEL = Model(
    name="backpropagation_step",
    title="One step of backpropagation, whatever lies above",
    given=(Z1, Z3, Y),
    learn=(W2, b2),
    definitions=(A1, Z2, J, A3, C),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    functions={"g": "tanh"},
    losses={"E": lambda Z: tr(Z.T * Z) / 2},
    also={"dZ1": (J, Z1), "dZ3": (C, Z3)},
)
