"""L = (1/N) sum over i and j != y_i of max(0, M_ij) + reg sum(W * W), M_ij = S_ij - S_{i, y_i} + Delta, S = X W.

Shapes: X (N, D), one sample per row; Y (N, C), each row one-hot; Delta, reg () or (1, 1); W (D, C); S, M (N, C).
Units: those of S. Errors: ValueError on another shape, a non-finite entry, or rows of Y that are not one-hot.

The derivative holds where no M_ij with j != y_i is 0; there it is that of the side on which M_ij is negative.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, one_hot, size
from numeric.sampling import classes, generic

SHAPES: dict[str, Shape] = {"X": ("N", "D"), "Y": ("N", "C"), "Delta": (), "reg": (), "W": ("D", "C")}


def forward(*, X: ArrayLike, Y: ArrayLike, Delta: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """S = X W, M_ij = S_ij - S_{i, y_i} + Delta.

    Shapes: as in the module -> "S", "M" (N, C). Units: those of S. Errors: ValueError as in the module.
    """
    X, Y, Delta, W = arrays(SHAPES, X=X, Y=Y, Delta=Delta, W=W)
    S = X @ W
    right = np.argmax(one_hot("Y", Y, 1), axis=1)
    return {"S": S, "M": S - S[np.arange(len(S)), right, np.newaxis] + Delta}


def loss(*, X: ArrayLike, Y: ArrayLike, Delta: ArrayLike, reg: ArrayLike, W: ArrayLike) -> float | complex:
    """L = (1/N) sum over i and j != y_i of max(0, S_ij - S_{i, y_i} + Delta) + reg sum(W * W).

    Shapes: as in the module -> scalar, complex where an input is. Units: those of S.
    Errors: ValueError as in the module.
    """
    X, Y, Delta, reg, W = arrays(SHAPES, X=X, Y=Y, Delta=Delta, reg=reg, W=W)
    M = forward(X=X, Y=Y, Delta=Delta, W=W)["M"]
    hinge = np.sum(np.where((M.real > 0) & (Y == 0), M, 0))
    L: float | complex = (hinge / X.shape[0] + reg * np.sum(W * W)).item()
    return L


def backward(*, X: ArrayLike, Y: ArrayLike, Delta: ArrayLike, reg: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """dW = X^T dS + 2 reg W; N dS_ij = [M_ij > 0] for j != y_i, N dS_{i, y_i} = -(number of these j).

    Shapes: as in the module -> "dW" (D, C). Units: those of S over those of W. Errors: ValueError as in the module.
    """
    X, Y, Delta, reg, W = arrays(SHAPES, X=X, Y=Y, Delta=Delta, reg=reg, W=W)
    M = forward(X=X, Y=Y, Delta=Delta, W=W)["M"]
    dS = ((M.real > 0) & (Y == 0)).astype(np.float64)
    dS[Y == 1] = -np.sum(dS, axis=1)
    return {"dW": X.T @ (dS / X.shape[0]) + 2 * reg * W}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, Delta, reg, W) at a generic point.

    Shapes: as in the module, Delta and reg (), for sizes {"N", "D", "C"}. Units: none.
    Errors: ValueError unless N, D and C are integers of at least 1.
    """
    N, D, C = size(sizes, "N"), size(sizes, "D"), size(sizes, "C")
    return {
        "X": generic(rng, (N, D)),
        "Y": classes(rng, N, C),
        "Delta": np.asarray(rng.uniform(0.5, 1.5)),
        "reg": np.asarray(rng.uniform(0.1, 0.5)),
        "W": generic(rng, (D, C)),
    }
