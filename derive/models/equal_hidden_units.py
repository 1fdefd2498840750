"""A network with one hidden layer whose h hidden units are all equal.

W1 = 1 uᵀ, b1 = β 1, W2 = v 1ᵀ:   J = -(1/m) (Y log A2ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 g(W1 X + b1 1ᵀ) + b2 1ᵀ),
where u, β and v are the means of any R, r and s, so that every such network is of this form.
"""

from __future__ import annotations

from derive.core.symbols import define, function, log, matrix, ones, scalar, sigmoid, sizes, vector
from derive.models.model import Model

n, h, m = sizes("n h m")
X, Y = matrix("X", n, m), matrix("Y", 1, m)
R, r, s, b2 = matrix("R", h, n), vector("r", h), matrix("s", 1, h), scalar("b2")
g = function("g")
row = ones(1, m)
u = define("u", (1 / h) * R.T * ones(h))
beta = define("beta", (1 / h) * ones(1, h) * r)
v = define("v", (1 / h) * s * ones(h))
W1 = define("W1", ones(h) * u.T)
b1 = define("b1", beta * ones(h))
W2 = define("W2", v * ones(1, h))
Z1 = define("Z1", W1 * X + b1 * row)
A1 = define("A1", g(Z1))
Z2 = define("Z2", W2 * A1 + b2 * row)
A2 = define("A2", sigmoid(Z2))
J = define("J", -(1 / m) * (Y * log(A2).T + (1 - Y) * log(1 - A2).T))

MODEL = Model(
    name="equal_hidden_units",
    title="Hidden units that are equal, and stay so",
    given=(X, Y),
    learn=(R, r, s, b2),
    definitions=(u, beta, v, W1, b1, W2, Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    functions={"g": "tanh"},
    also={"dW1": (J, W1), "db1": (J, b1), "dW2": (J, W2)},
)
