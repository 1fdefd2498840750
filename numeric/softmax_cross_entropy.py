"""L = -log p_y, p = softmax(s).

Shapes: s, p (C, 1), the scores and probabilities of C classes; y (C, 1), one-hot: its 1 stands at the right class.
Units: none, natural logarithms. Errors: ValueError on another shape, a non-finite entry, or a y that is not one-hot.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, one_hot, size
from numeric.sampling import classes, generic
from numeric.softmax import log_softmax, softmax

SHAPES: dict[str, Shape] = {"y": ("C", 1), "s": ("C", 1)}


def forward(*, s: ArrayLike) -> dict[str, Array]:
    """p = softmax(s).

    Shapes: s (C, 1) -> "p" (C, 1). Units: p is a probability. Errors: ValueError as in the module.
    """
    (s,) = arrays({"s": SHAPES["s"]}, s=s)
    return {"p": softmax(s, 0)}


def loss(*, y: ArrayLike, s: ArrayLike) -> float | complex:
    """L = -sum(y log softmax(s)).

    Shapes: y, s (C, 1) -> scalar, complex where s is. Units: nats. Errors: ValueError as in the module.
    """
    y, s = arrays(SHAPES, y=y, s=s)
    L: float | complex = -np.sum(one_hot("y", y, 0) * log_softmax(s, 0)).item()
    return L


def backward(*, y: ArrayLike, s: ArrayLike) -> dict[str, Array]:
    """ds = p - y.

    Shapes: y, s (C, 1) -> "ds" (C, 1). Units: nats. Errors: ValueError as in the module.
    """
    y, s = arrays(SHAPES, y=y, s=s)
    return {"ds": softmax(s, 0) - one_hot("y", y, 0)}


def derivatives(*, y: ArrayLike, s: ArrayLike) -> dict[str, Array]:
    """Hs = diag(p) - p p^T.

    Shapes: y, s (C, 1) -> "Hs" (C, C). Units: nats. Errors: ValueError as in the module.
    """
    y, s = arrays(SHAPES, y=y, s=s)
    p = softmax(s, 0)
    return {"Hs": np.diagflat(p) - p @ p.T}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(y, s) at a generic point.

    Shapes: y, s (C, 1) for sizes {"C"}. Units: none. Errors: ValueError unless C is an integer of at least 1.
    """
    C = size(sizes, "C")
    return {"y": classes(rng, 1, C).T, "s": generic(rng, (C, 1))}
