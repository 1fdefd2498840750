"""Losses and their gradients where parameters are zero: of logistic regression, L, and of tanh networks, J and K.

L = J = K = log 2;  dL/dw = (1/m) X (1/2 - Y)^T,  dL/db = dJ/db2 = (1/m) sum(1/2 - Y),  dJ/dW1, dJ/db1, dJ/dW2 = 0;
with S in the first layer, dK/dW2 = (1/m) (1/2 - Y) tanh(S X)^T and dK/dS = 0.

Shapes: X (n, m), one sample per column; Y (1, m); S (h, n). Units: none, natural logarithms.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.elementwise import cross_entropy, sigmoid
from numeric.sampling import generic, labels

SHAPES: dict[str, Shape] = {"X": ("n", "m"), "Y": (1, "m"), "S": ("h", "n")}


def forward(*, X: ArrayLike, Y: ArrayLike, S: ArrayLike) -> dict[str, Array]:
    """w, b, W1, b1, W2, b2 = 0, A = sigmoid(w^T X + b 1^T), A1 = tanh(W1 X + b1 1^T), A2 = sigmoid(W2 A1 + b2 1^T),
    B1 = tanh(S X), B2 = sigmoid(W2 B1 + b2 1^T), and the cross-entropies L of A and K of B2.

    Shapes: as in the module -> "w" (n, 1), "b", "b2" (), "W1" (h, n), "b1" (h, 1), "W2" (1, h), "A", "A2", "B2" (1, m),
    "A1", "B1" (h, m), "L", "K" (). Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, S = arrays(SHAPES, X=X, Y=Y, S=S)
    (h, n), zero = S.shape, np.zeros(())
    w, W1, b1, W2 = np.zeros((n, 1)), np.zeros((h, n)), np.zeros((h, 1)), np.zeros((1, h))
    A1, B1 = np.tanh(W1 @ X + b1), np.tanh(S @ X + b1)
    Z, Z2, U = w.T @ X, W2 @ A1, W2 @ B1
    parameters = {"w": w, "b": zero, "W1": W1, "b1": b1, "W2": W2, "b2": zero}
    units = {"A": sigmoid(Z), "A1": A1, "A2": sigmoid(Z2), "B1": B1, "B2": sigmoid(U)}
    return {**parameters, **units, "L": _mean(Z, Y), "K": _mean(U, Y)}


def loss(*, X: ArrayLike, Y: ArrayLike, S: ArrayLike) -> float | complex:
    """J, the cross-entropy of A2: log 2, whatever the samples are.

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, S = arrays(SHAPES, X=X, Y=Y, S=S)
    J: float | complex = _mean(np.zeros((1, len(S))) @ forward(X=X, Y=Y, S=S)["A1"], Y).item()
    return J


def derivatives(*, X: ArrayLike, Y: ArrayLike, S: ArrayLike) -> dict[str, Array]:
    """dw, db of L, dW1, db1, dW2, db2 of J, dKdS and dKdW2, as in the module.

    Shapes: as in the module -> each in the shape of its parameter, "db" and "db2" (). Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, S = arrays(SHAPES, X=X, Y=Y, S=S)
    (h, n), m = S.shape, X.shape[1]
    error = (0.5 - Y) / m
    total = np.asarray(np.sum(error))
    logistic = {"dw": X @ error.T, "db": total}
    network = {"dW1": np.zeros((h, n)), "db1": np.zeros((h, 1)), "dW2": np.zeros((1, h)), "db2": total}
    return {**logistic, **network, "dKdS": np.zeros((h, n)), "dKdW2": error @ np.tanh(S @ X).T}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, S) at a generic point.

    Shapes: as in the module, for sizes {"n", "h", "m"}. Units: none.
    Errors: ValueError unless n, h and m are integers of at least 1.
    """
    n, h, m = size(sizes, "n"), size(sizes, "h"), size(sizes, "m")
    return {"X": generic(rng, (n, m)), "Y": labels(rng, m).reshape(1, m), "S": generic(rng, (h, n))}


def _mean(Z: Array, Y: Array) -> Array:
    return np.asarray(np.sum(cross_entropy(Z, Y)) / Y.shape[1])
