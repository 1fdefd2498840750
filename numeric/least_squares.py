"""J(w) = |X w - y|^2 / (2 m).

Shapes: X (m, n), one sample per row; y (m, 1); w (n, 1). Units: those of y, squared.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.sampling import generic

SHAPES: dict[str, Shape] = {"X": ("m", "n"), "y": ("m", 1), "w": ("n", 1)}


def forward(*, X: ArrayLike, y: ArrayLike, w: ArrayLike) -> dict[str, Array]:
    """r = X w - y.

    Shapes: as in the module -> "r" (m, 1). Units: those of y. Errors: as in the module.
    """
    X, y, w = arrays(SHAPES, X=X, y=y, w=w)
    return {"r": X @ w - y}


def loss(*, X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float | complex:
    """J = r^T r / (2 m).

    Shapes: as in the module -> scalar, complex where an input is. Units: those of y, squared.
    Errors: as in the module.
    """
    r = forward(X=X, y=y, w=w)["r"]
    J: float | complex = (np.sum(r * r) / (2 * len(r))).item()
    return J


def backward(*, X: ArrayLike, y: ArrayLike, w: ArrayLike) -> dict[str, Array]:
    """dw = X^T r / m.

    Shapes: as in the module -> "dw" (n, 1). Units: those of J over those of w. Errors: as in the module.
    """
    X, y, w = arrays(SHAPES, X=X, y=y, w=w)
    return {"dw": X.T @ forward(X=X, y=y, w=w)["r"] / len(X)}


def derivatives(*, X: ArrayLike, y: ArrayLike, w: ArrayLike) -> dict[str, Array]:
    """Hw = X^T X / m.

    Shapes: as in the module -> "Hw" (n, n). Units: those of J over those of w, squared. Errors: as in the module.
    """
    X, y, w = arrays(SHAPES, X=X, y=y, w=w)
    return {"Hw": X.T @ X / len(X)}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, y, w) at a generic point.

    Shapes: as in the module, for sizes {"n", "m"}. Units: none.
    Errors: ValueError unless n and m are integers of at least 1.
    """
    n, m = size(sizes, "n"), size(sizes, "m")
    return {"X": generic(rng, (m, n)), "y": generic(rng, (m, 1)), "w": generic(rng, (n, 1))}
