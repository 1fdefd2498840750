"""One hidden layer with a bias for each sample, any number of outputs; derivatives of matrices by matrices.

J = -(1/m) tr(Y log(A2)ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 tanh(W1 X + B1) + B2).
"""

from __future__ import annotations

from typing import Any

from derive.core.symbols import define, log, matrix, sigmoid, size, sizes, tanh, tr
from derive.models.model import Model


def network(name: str, title: str, n_y: Any, numbers: dict[str, int]) -> Model:
    """The network with n_y outputs."""
    n_x, n_h, m = sizes("n_x n_h m")
    X, Y = matrix("X", n_x, m), matrix("Y", n_y, m)
    W1, B1, W2, B2 = matrix("W1", n_h, n_x), matrix("B1", n_h, m), matrix("W2", n_y, n_h), matrix("B2", n_y, m)
    Z1 = define("Z1", W1 * X + B1)
    A1 = define("A1", tanh(Z1))
    Z2 = define("Z2", W2 * A1 + B2)
    A2 = define("A2", sigmoid(Z2))
    J = define("J", -(1 / m) * tr(Y * log(A2).T + (1 - Y) * log(1 - A2).T))
    return Model(
        name=name,
        title=title,
        given=(X, Y),
        learn=(W1, B1, W2, B2),
        definitions=(Z1, A1, Z2, A2, J),
        loss=J,
        sizes=numbers,
        twin_name="one_hidden_layer_vec",
    )


MODEL = network(
    "one_hidden_layer_vec",
    "One hidden layer, derivatives of matrices by matrices",
    size("n_y"),
    {"n_x": 3, "n_h": 4, "n_y": 2, "m": 5},
)
