"""J = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)), A2 = sigmoid(W2 tanh(W1 X + B1) + B2).

Shapes: X (n_x, m), one sample per column; W1 (n_h, n_x); B1 (n_h, m), a bias for each sample;
W2 (n_y, n_h); B2 (n_y, m); Y (n_y, m). Units: none, natural logarithms.
Errors: ValueError on another shape or a non-finite entry.

Y is 0 or 1 by meaning, but any finite Y is accepted: J is affine in Y.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid, tanh_prime
from numeric.sampling import generic, labels

SHAPES: dict[str, Shape] = {
    "X": ("n_x", "m"),
    "W1": ("n_h", "n_x"),
    "B1": ("n_h", "m"),
    "W2": ("n_y", "n_h"),
    "B2": ("n_y", "m"),
    "Y": ("n_y", "m"),
}


def forward(*, X: ArrayLike, W1: ArrayLike, B1: ArrayLike, W2: ArrayLike, B2: ArrayLike) -> dict[str, Array]:
    """Z1 = W1 X + B1, A1 = tanh(Z1), Z2 = W2 A1 + B2, A2 = sigmoid(Z2).

    Shapes: as in the module -> "Z1", "A1" (n_h, m), "Z2", "A2" (n_y, m). Units: A2 is a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, B1, W2, B2 = arrays(SHAPES, X=X, W1=W1, B1=B1, W2=W2, B2=B2)
    Z1 = W1 @ X + B1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + B2
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}


def loss(*, X: ArrayLike, W1: ArrayLike, B1: ArrayLike, W2: ArrayLike, B2: ArrayLike, Y: ArrayLike) -> float | complex:
    """J = (1/m) sum(Y softplus(-Z2) + (1 - Y) softplus(Z2)) = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, B1, W2, B2, Y = arrays(SHAPES, X=X, W1=W1, B1=B1, W2=W2, B2=B2, Y=Y)
    Z2 = forward(X=X, W1=W1, B1=B1, W2=W2, B2=B2)["Z2"]
    J: float | complex = (np.sum(cross_entropy(Z2, Y)) / X.shape[1]).item()
    return J


def backward(
    *, X: ArrayLike, W1: ArrayLike, B1: ArrayLike, W2: ArrayLike, B2: ArrayLike, Y: ArrayLike
) -> dict[str, Array]:
    """dW2 = dB2 A1^T, dB2 = (A2 - Y) / m, dB1 = (W2^T dB2) * tanh'(Z1), dW1 = dB1 X^T.

    Shapes: as in the module -> each that of its variable. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, B1, W2, B2, Y = arrays(SHAPES, X=X, W1=W1, B1=B1, W2=W2, B2=B2, Y=Y)
    layer = forward(X=X, W1=W1, B1=B1, W2=W2, B2=B2)
    dB2 = residual(layer["Z2"], Y) / X.shape[1]
    dB1 = (W2.T @ dB2) * tanh_prime(layer["Z1"])
    return {"dW1": dB1 @ X.T, "dB1": dB1, "dW2": dB2 @ layer["A1"].T, "dB2": dB2}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, W1, B1, W2, B2, Y) at a generic point.

    Shapes: as in the module, for sizes {"n_x", "n_h", "n_y", "m"}. Units: none.
    Errors: ValueError unless the sizes are integers of at least 1.
    """
    n_x, n_h, n_y, m = (size(sizes, letter) for letter in ("n_x", "n_h", "n_y", "m"))
    return {
        "X": generic(rng, (n_x, m)),
        "W1": generic(rng, (n_h, n_x)),
        "B1": generic(rng, (n_h, m)),
        "W2": generic(rng, (n_y, n_h)),
        "B2": generic(rng, (n_y, m)),
        "Y": np.stack([labels(rng, m) for _ in range(n_y)]),
    }
