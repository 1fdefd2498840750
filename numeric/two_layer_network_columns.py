"""J = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)), A2 = sigmoid(W2 g(W1 X + b1 1^T) + b2 1^T).

Shapes: X (n, m), one sample per column; W1 (h, n); b1 (h, 1); W2 (k, h); b2 (k, 1); Y (k, m).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

g is any entrywise function, g_prime its derivative; for a complex step g must be analytic.
Y is 0 or 1 by meaning, but any finite Y is accepted: J is affine in Y.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Activation, Array, Shape, array, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid, tanh_prime
from numeric.sampling import generic, labels

SHAPES: dict[str, Shape] = {
    "X": ("n", "m"),
    "W1": ("h", "n"),
    "b1": ("h", 1),
    "W2": ("k", "h"),
    "b2": ("k", 1),
    "Y": ("k", "m"),
}


def forward(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    g: Activation = np.tanh,
) -> dict[str, Array]:
    """Z1 = W1 X + b1 1^T, A1 = g(Z1), Z2 = W2 A1 + b2 1^T, A2 = sigmoid(Z2).

    Shapes: as in the module -> "Z1", "A1" (h, m), "Z2", "A2" (k, m). Units: A2 is a probability.
    Errors: ValueError on another shape or a non-finite entry, of g(Z1) too.
    """
    X, W1, b1, W2, b2 = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2)
    Z1 = W1 @ X + b1
    A1 = array("g(Z1)", g(Z1), Z1.shape)
    Z2 = W2 @ A1 + b2
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}


def loss(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
) -> float | complex:
    """J = (1/m) sum(Y softplus(-Z2) + (1 - Y) softplus(Z2)) = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    m = X.shape[1]
    Z2 = forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2, g=g)["Z2"]
    J: float | complex = (np.sum(cross_entropy(Z2, Y)) / m).item()
    return J


def backward(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
) -> dict[str, Array]:
    """dW1 = dZ1 X^T, db1 = dZ1 1, dW2 = dZ2 A1^T, db2 = dZ2 1.

    Here dZ2 = (A2 - Y)/m and dZ1 = W2^T dZ2 * g'(Z1), with * entrywise.

    Shapes: as in the module -> "dW1" (h, n), "db1" (h, 1), "dW2" (k, h), "db2" (k, 1).
    Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry, of g'(Z1) too.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    m = X.shape[1]
    layer = forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2, g=g)
    Z1, A1 = layer["Z1"], layer["A1"]
    dZ2 = residual(layer["Z2"], Y) / m
    dZ1 = (W2.T @ dZ2) * array("g_prime(Z1)", g_prime(Z1), Z1.shape)
    return {
        "dW1": dZ1 @ X.T,
        "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
    }


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, W1, b1, W2, b2, Y) at a generic point.

    Shapes: as in the module, for sizes {"n", "h", "k", "m"}. Units: none.
    Errors: ValueError unless n, h, k and m are integers of at least 1.
    """
    n, h, k, m = (size(sizes, letter) for letter in ("n", "h", "k", "m"))
    return {
        "X": generic(rng, (n, m)),
        "W1": generic(rng, (h, n)),
        "b1": generic(rng, (h, 1)),
        "W2": generic(rng, (k, h)),
        "b2": generic(rng, (k, 1)),
        "Y": np.stack([labels(rng, m) for _ in range(k)]),
    }
