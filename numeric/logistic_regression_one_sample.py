"""L(w, b) = -y log a - (1 - y) log(1 - a), a = sigmoid(z), z = w^T x + b.

Shapes: x, w (n, 1); y, b, z, a () or (1, 1).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

y is 0 or 1 by meaning, but any finite y is accepted: L is affine in y.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid
from numeric.sampling import generic, labels

SHAPES: dict[str, Shape] = {"x": ("n", 1), "y": (), "w": ("n", 1), "b": ()}


def forward(*, x: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """z = w^T x + b, a = sigmoid(z).

    Shapes: x, w (n, 1), b () -> "z" (), "a" (). Units: a is a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    x, w, b = arrays(SHAPES, x=x, w=w, b=b)
    z = np.asarray((w.T @ x).item() + b)
    return {"z": z, "a": np.asarray(sigmoid(z))}


def loss(*, x: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike) -> float | complex:
    """L = y softplus(-z) + (1 - y) softplus(z) = -y log a - (1 - y) log(1 - a).

    Shapes: x, w (n, 1), y, b () -> scalar, complex where an input is. Units: nats.
    Errors: ValueError on another shape or a non-finite entry.
    """
    x, y, w, b = arrays(SHAPES, x=x, y=y, w=w, b=b)
    L: float | complex = np.asarray(cross_entropy(forward(x=x, w=w, b=b)["z"], y)).item()
    return L


def backward(*, x: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """dw = (a - y) x, db = a - y.

    Shapes: x, w (n, 1), y, b () -> "dw" (n, 1), "db" (). Units: nats.
    Errors: ValueError on another shape or a non-finite entry.
    """
    x, y, w, b = arrays(SHAPES, x=x, y=y, w=w, b=b)
    dz = residual(forward(x=x, w=w, b=b)["z"], y)
    return {"dw": dz * x, "db": np.asarray(dz)}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(x, y, w, b) at a generic point.

    Shapes: x, w (n, 1), y, b () for sizes {"n"}. Units: none.
    Errors: ValueError unless n is an integer of at least 1.
    """
    n = size(sizes, "n")
    return {
        "x": generic(rng, (n, 1)),
        "y": labels(rng, 1).reshape(()),
        "w": generic(rng, (n, 1)),
        "b": generic(rng, ()),
    }
