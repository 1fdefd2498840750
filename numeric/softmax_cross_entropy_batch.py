"""L = -(1/N) sum_i log P_{i, y_i} + reg sum(W * W), P = softmax(S) row by row, S = X W.

Shapes: X (N, D), one sample per row; Y (N, C), each row one-hot; reg () or (1, 1); W (D, C); S, P (N, C).
Units: none, natural logarithms. Errors: ValueError on another shape, a non-finite entry, or rows of Y that are not
one-hot.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, one_hot, size
from numeric.sampling import classes, generic
from numeric.softmax import log_softmax, softmax

SHAPES: dict[str, Shape] = {"X": ("N", "D"), "Y": ("N", "C"), "reg": (), "W": ("D", "C")}


def forward(*, X: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """S = X W, P = softmax(S) row by row.

    Shapes: X (N, D), W (D, C) -> "S", "P" (N, C). Units: P is a probability. Errors: ValueError as in the module.
    """
    X, W = arrays(SHAPES, X=X, W=W)
    S = X @ W
    return {"S": S, "P": softmax(S, 1)}


def loss(*, X: ArrayLike, Y: ArrayLike, reg: ArrayLike, W: ArrayLike) -> float | complex:
    """L = -(1/N) sum(Y log softmax(X W)) + reg sum(W * W).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError as in the module.
    """
    X, Y, reg, W = arrays(SHAPES, X=X, Y=Y, reg=reg, W=W)
    picked = np.sum(one_hot("Y", Y, 1) * log_softmax(X @ W, 1))
    L: float | complex = (-picked / X.shape[0] + reg * np.sum(W * W)).item()
    return L


def backward(*, X: ArrayLike, Y: ArrayLike, reg: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """dW = X^T dS + 2 reg W, dS = (P - Y)/N.

    Shapes: as in the module -> "dW" (D, C). Units: nats per sample. Errors: ValueError as in the module.
    """
    X, Y, reg, W = arrays(SHAPES, X=X, Y=Y, reg=reg, W=W)
    dS = (softmax(X @ W, 1) - one_hot("Y", Y, 1)) / X.shape[0]
    return {"dW": X.T @ dS + 2 * reg * W}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, reg, W) at a generic point.

    Shapes: as in the module, reg (), for sizes {"N", "D", "C"}. Units: none.
    Errors: ValueError unless N, D and C are integers of at least 1.
    """
    N, D, C = size(sizes, "N"), size(sizes, "D"), size(sizes, "C")
    return {
        "X": generic(rng, (N, D)),
        "Y": classes(rng, N, C),
        "reg": np.asarray(rng.uniform(0.1, 0.5)),
        "W": generic(rng, (D, C)),
    }
