"""A network with one hidden layer.

J = -(1/m) (Y log A2ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 g(W1 X + b1 1ᵀ) + b2 1ᵀ).
"""

from __future__ import annotations

from derive.core.symbols import (
    d,
    define,
    exp,
    function,
    hadamard,
    log,
    matrix,
    ones,
    partial,
    scalar,
    sigmoid,
    sizes,
    tr,
    vector,
)
from derive.models.model import Model, noted

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

output = W2 * A1 + b2 * row
back = hadamard(W2.T * (A2 - Y), g.prime(Z1))  # m times the derivative by Z1
everything = (W1, b1, W2, b2)
claim = noted("note 000")

MODEL = Model(
    name="two_layer_network",
    title="Two-layer network with any activation g",
    given=(X, Y),
    learn=(W1, b1, W2, b2),
    definitions=(Z1, A1, Z2, A2, J),
    loss=J,
    sizes={"n": 3, "h": 4, "m": 5},
    functions={"g": "tanh"},
    claims=(
        claim(89, J, (1 / m) * (-output * Y.T + log(row + exp(output)) * ones(m))),
        claim(
            92,
            d(J),
            (1 / m) * (-d(output) * Y.T + d(log(row + exp(output)) * ones(m))),
            "differential",
            varying=everything,
        ),
        claim(
            94,
            d(J),
            (1 / m) * tr(-Y.T * d(output) + hadamard(A2, d(output)) * ones(m)),
            "differential",
            varying=everything,
            expected="ill-formed",
        ),
        claim(
            95,
            d(J),
            (1 / m) * tr(-Y.T * d(output) + ones(m) * hadamard(A2, d(output))),
            "differential",
            varying=everything,
        ),
        claim(
            96,
            d(J),
            (1 / m) * tr(-Y.T * d(output) + hadamard(row, A2).T * d(output)),
            "differential",
            varying=everything,
        ),
        claim(97, d(J), (1 / m) * tr(-Y.T * d(output) + A2.T * d(output)), "differential", varying=everything),
        claim(100, d(J), (1 / m) * tr(-Y.T * d(W2) * A1 + A2.T * d(W2) * A1), "differential", varying=(W2,)),
        claim(101, d(J), (1 / m) * tr(-A1 * Y.T * d(W2) + A1 * A2.T * d(W2)), "differential", varying=(W2,)),
        claim(102, d(J), (1 / m) * tr(A1 * (A2.T - Y.T) * d(W2)), "differential", varying=(W2,)),
        claim(104, partial(J, W2), (1 / m) * (A2 - Y) * A1.T, "gradient"),
        claim(107, d(J), (1 / m) * tr(-Y.T * d(b2 * row) + A2.T * d(b2 * row)), "differential", varying=(b2,)),
        claim(
            108,
            d(J),
            (1 / m) * tr((row * A2.T - Y.T) * d(b2)),
            "differential",
            varying=(b2,),
            expected="ill-formed",
        ),
        claim(110, partial(J, b2), (1 / m) * (A2 - Y) * ones(m), "gradient"),
        claim(113, d(J), (1 / m) * tr((A2 - Y).T * d(output)), "differential", varying=everything),
        claim(116, d(J), (1 / m) * tr((A2 - Y).T * W2 * d(g(Z1))), "differential", varying=(W1,)),
        claim(117, d(J), (1 / m) * tr((A2 - Y).T * W2 * hadamard(g.prime(Z1), d(Z1))), "differential", varying=(W1,)),
        claim(
            118,
            d(J),
            (1 / m) * tr(hadamard(((A2 - Y).T * W2).T, g.prime(Z1)) * d(Z1)),
            "differential",
            varying=(W1,),
            expected="ill-formed",
        ),
        claim(
            119,
            d(J),
            (1 / m) * tr(back * d(W1 * X + b1 * row)),
            "differential",
            varying=(W1,),
            expected="ill-formed",
        ),
        claim(120, d(J), (1 / m) * tr(back.T * d(W1) * X), "differential", varying=(W1,)),
        claim(121, d(J), (1 / m) * tr(X * back.T * d(W1)), "differential", varying=(W1,)),
        claim(123, partial(J, W1), (1 / m) * (X * back.T).T, "gradient"),
        claim(124, (1 / m) * (X * back.T).T, (1 / m) * back * X.T),
        claim(127, d(J), (1 / m) * tr(back * d(b1 * row)), "differential", varying=(b1,), expected="ill-formed"),
        claim(128, d(J), (1 / m) * tr(row * back.T * d(b1)), "differential", varying=(b1,)),
        claim(131, partial(J, b1), back * ones(m), "gradient", expected="refuted"),
        claim(135, partial(J, W2), (1 / m) * (A2 - Y) * A1.T, "gradient"),
        claim(136, partial(J, b2), (1 / m) * (A2 - Y) * ones(m), "gradient"),
        claim(137, partial(J, W1), (1 / m) * back * X.T, "gradient"),
        claim(138, partial(J, b1), back * ones(m), "gradient", expected="refuted"),
    ),
)
