"""Two layers of sigmoid units with the squared error, one sample, read entry by entry.

z1 = W1 a0 + b1,   a1 = σ(z1),   z2 = W2 a1 + b2,   a2 = σ(z2),   L = ½ (a2 - y)ᵀ(a2 - y).
"""

from __future__ import annotations

from derive.core.symbols import define, matrix, sigmoid, sizes, vector
from derive.models.model import Model

n0, n1, n2 = sizes("n0 n1 n2")
a0, y = vector("a0", n0), vector("y", n2)
W1, b1 = matrix("W1", n1, n0), vector("b1", n1)
W2, b2 = matrix("W2", n2, n1), vector("b2", n2)
z1 = define("z1", W1 * a0 + b1)
a1 = define("a1", sigmoid(z1))
z2 = define("z2", W2 * a1 + b2)
a2 = define("a2", sigmoid(z2))
L = define("L", (a2 - y).T * (a2 - y) / 2)

MODEL = Model(
    name="backpropagation_entries",
    title="Backpropagation entry by entry, squared error",
    given=(a0, y),
    learn=(W1, b1, W2, b2),
    definitions=(z1, a1, z2, a2, L),
    loss=L,
    sizes={"n0": 2, "n1": 3, "n2": 4},
)
