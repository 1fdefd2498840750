"""L = -y log a2 - (1 - y) log(1 - a2), a2 = sigmoid(W2 g(W1 x + b1) + b2).

Shapes: x (n, 1); W1 (h, n); b1 (h, 1); W2 (1, h); b2, y () or (1, 1).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

This is `two_layer_network` with one sample, its answer a number.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import two_layer_network
from numeric.arguments import Activation, Array, Shape, arrays
from numeric.elementwise import tanh_prime

SHAPES: dict[str, Shape] = {
    "x": ("n", 1),
    "W1": ("h", "n"),
    "b1": ("h", 1),
    "W2": (1, "h"),
    "b2": (),
    "y": (),
}


def forward(
    *,
    x: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    g: Activation = np.tanh,
) -> dict[str, Array]:
    """z1 = W1 x + b1, a1 = g(z1), z2 = W2 a1 + b2, a2 = sigmoid(z2).

    Shapes: as in the module -> "z1", "a1" (h, 1), "z2", "a2" (). Units: a2 is a probability.
    Errors: ValueError on another shape or a non-finite entry, of g(z1) too.
    """
    x, W1, b1, W2, b2 = arrays(SHAPES, x=x, W1=W1, b1=b1, W2=W2, b2=b2)
    layer = two_layer_network.forward(X=x, W1=W1, b1=b1, W2=W2, b2=b2, g=g)
    return {"z1": layer["Z1"], "a1": layer["A1"], "z2": layer["Z2"].reshape(()), "a2": layer["A2"].reshape(())}


def loss(
    *,
    x: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    y: ArrayLike,
    g: Activation = np.tanh,
) -> float | complex:
    """L = -y log a2 - (1 - y) log(1 - a2).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats.
    Errors: ValueError on another shape or a non-finite entry.
    """
    x, W1, b1, W2, b2, y = arrays(SHAPES, x=x, W1=W1, b1=b1, W2=W2, b2=b2, y=y)
    return two_layer_network.loss(X=x, W1=W1, b1=b1, W2=W2, b2=b2, Y=y.reshape(1, 1), g=g)


def backward(
    *,
    x: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
) -> dict[str, Array]:
    """dW1 = dz1 x^T, db1 = dz1, dW2 = dz2 a1^T, db2 = dz2, dz2 = a2 - y, dz1 = W2^T dz2 * g'(z1).

    Shapes: as in the module -> "dW1" (h, n), "db1" (h, 1), "dW2" (1, h), "db2" (). Units: nats.
    Errors: ValueError on another shape or a non-finite entry, of g'(z1) too.
    """
    x, W1, b1, W2, b2, y = arrays(SHAPES, x=x, W1=W1, b1=b1, W2=W2, b2=b2, y=y)
    return two_layer_network.backward(X=x, W1=W1, b1=b1, W2=W2, b2=b2, Y=y.reshape(1, 1), g=g, g_prime=g_prime)


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(x, W1, b1, W2, b2, y) at a generic point.

    Shapes: as in the module, b2 and y (), for sizes {"n", "h"}. Units: none.
    Errors: ValueError unless n and h are integers of at least 1.
    """
    values = two_layer_network.sample(rng, {**sizes, "m": 1})
    x, Y = values.pop("X"), values.pop("Y")
    return {"x": x, **values, "y": Y.reshape(())}
