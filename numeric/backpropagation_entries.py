"""L = (1/2) sum_h (a2_h - y_h)^2, a2 = sigmoid(z2), z2 = W2 a1 + b2, a1 = sigmoid(z1), z1 = W1 a0 + b1.

Shapes: a0 (n0, 1), one sample; W1 (n1, n0); b1 (n1, 1); W2 (n2, n1); b2, y (n2, 1). Units: none.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.elementwise import residual, sigmoid
from numeric.sampling import generic

SHAPES: dict[str, Shape] = {
    "a0": ("n0", 1),
    "W1": ("n1", "n0"),
    "b1": ("n1", 1),
    "W2": ("n2", "n1"),
    "b2": ("n2", 1),
    "y": ("n2", 1),
}


def forward(*, a0: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike) -> dict[str, Array]:
    """z1 = W1 a0 + b1, a1 = sigmoid(z1), z2 = W2 a1 + b2, a2 = sigmoid(z2).

    Shapes: as in the module -> "z1", "a1" (n1, 1), "z2", "a2" (n2, 1). Units: none.
    Errors: ValueError on another shape or a non-finite entry.
    """
    a0, W1, b1, W2, b2 = arrays(SHAPES, a0=a0, W1=W1, b1=b1, W2=W2, b2=b2)
    z1 = W1 @ a0 + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    return {"z1": z1, "a1": a1, "z2": z2, "a2": sigmoid(z2)}


def loss(*, a0: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike, y: ArrayLike) -> float | complex:
    """L = (1/2) sum_h (a2_h - y_h)^2.

    Shapes: as in the module -> scalar, complex where an input is. Units: those of y squared.
    Errors: ValueError on another shape or a non-finite entry.
    """
    a0, W1, b1, W2, b2, y = arrays(SHAPES, a0=a0, W1=W1, b1=b1, W2=W2, b2=b2, y=y)
    error = residual(forward(a0=a0, W1=W1, b1=b1, W2=W2, b2=b2)["z2"], y)
    L: float | complex = (np.sum(error * error) / 2).item()
    return L


def backward(
    *, a0: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike, y: ArrayLike
) -> dict[str, Array]:
    """dWl = dzl a(l-1)^T, dbl = dzl, dz2 = (a2 - y) * sigmoid'(z2), dz1 = W2^T dz2 * sigmoid'(z1), * entrywise.

    Shapes: as in the module -> "dW1" (n1, n0), "db1" (n1, 1), "dW2" (n2, n1), "db2" (n2, 1). Units: those of L.
    Errors: ValueError on another shape or a non-finite entry.
    """
    a0, W1, b1, W2, b2, y = arrays(SHAPES, a0=a0, W1=W1, b1=b1, W2=W2, b2=b2, y=y)
    layer = forward(a0=a0, W1=W1, b1=b1, W2=W2, b2=b2)
    z1, z2 = layer["z1"], layer["z2"]
    dz2 = residual(z2, y) * sigmoid(z2) * sigmoid(-z2)
    dz1 = (W2.T @ dz2) * sigmoid(z1) * sigmoid(-z1)
    return {"dW1": dz1 @ a0.T, "db1": dz1, "dW2": dz2 @ layer["a1"].T, "db2": dz2}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(a0, W1, b1, W2, b2, y) at a generic point.

    Shapes: as in the module, for sizes {"n0", "n1", "n2"}. Units: none.
    Errors: ValueError unless n0, n1 and n2 are integers of at least 1.
    """
    n0, n1, n2 = size(sizes, "n0"), size(sizes, "n1"), size(sizes, "n2")
    shapes = {"a0": (n0, 1), "W1": (n1, n0), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "y": (n2, 1)}
    return {name: generic(rng, shape) for name, shape in shapes.items()}
