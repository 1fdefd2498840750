"""J = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)), A2 = sigmoid(g(X W1 + 1 b1) W2 + 1 b2).

Shapes: X (m, n), one sample per row; W1 (n, h); b1 (1, h); W2 (h, k); b2 (1, k); Y (m, k).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

This is `two_layer_network_columns` with everything transposed.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import two_layer_network_columns
from numeric.arguments import Activation, Array, Shape, arrays
from numeric.elementwise import tanh_prime

SHAPES: dict[str, Shape] = {
    "X": ("m", "n"),
    "W1": ("n", "h"),
    "b1": (1, "h"),
    "W2": ("h", "k"),
    "b2": (1, "k"),
    "Y": ("m", "k"),
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
    """Z1 = X W1 + 1 b1, A1 = g(Z1), Z2 = A1 W2 + 1 b2, A2 = sigmoid(Z2).

    Shapes: as in the module -> "Z1", "A1" (m, h), "Z2", "A2" (m, k). Units: A2 is a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2 = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2)
    layer = two_layer_network_columns.forward(X=X.T, W1=W1.T, b1=b1.T, W2=W2.T, b2=b2.T, g=g)
    return {name: value.T for name, value in layer.items()}


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
    """J = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    return two_layer_network_columns.loss(X=X.T, W1=W1.T, b1=b1.T, W2=W2.T, b2=b2.T, Y=Y.T, g=g)


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
    """dW1 = X^T dZ1, db1 = 1^T dZ1, dW2 = A1^T dZ2, db2 = 1^T dZ2.

    Here dZ2 = (A2 - Y)/m and dZ1 = dZ2 W2^T * g'(Z1), with * entrywise.

    Shapes: as in the module -> "dW1" (n, h), "db1" (1, h), "dW2" (h, k), "db2" (1, k).
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    gradients = two_layer_network_columns.backward(
        X=X.T, W1=W1.T, b1=b1.T, W2=W2.T, b2=b2.T, Y=Y.T, g=g, g_prime=g_prime
    )
    return {name: value.T for name, value in gradients.items()}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, W1, b1, W2, b2, Y) at a generic point.

    Shapes: as in the module, for sizes {"n", "h", "k", "m"}. Units: none.
    Errors: ValueError unless n, h, k and m are integers of at least 1.
    """
    return {name: value.T for name, value in two_layer_network_columns.sample(rng, sizes).items()}
