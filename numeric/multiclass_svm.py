"""L = sum over j != y of max(0, M_j), M_j = s_j - s_y + Delta, s = W x.

Shapes: x (n, 1); y (C, 1), one-hot: its 1 stands at the right class; Delta () or (1, 1); W (C, n); s, M (C, 1).
Units: those of s. Errors: ValueError on another shape, a non-finite entry, or a y that is not one-hot.

The derivatives hold where no M_j with j != y is 0; there they are those of the side on which M_j is negative.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, one_hot, size
from numeric.sampling import classes, generic

SHAPES: dict[str, Shape] = {"x": ("n", 1), "y": ("C", 1), "Delta": (), "W": ("C", "n")}


def forward(*, x: ArrayLike, y: ArrayLike, Delta: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """s = W x, M_j = s_j - s_y + Delta.

    Shapes: as in the module -> "s", "M" (C, 1). Units: those of s. Errors: ValueError as in the module.
    """
    x, y, Delta, W = arrays(SHAPES, x=x, y=y, Delta=Delta, W=W)
    s = W @ x
    return {"s": s, "M": s - s[_right(y)] + Delta}


def loss(*, x: ArrayLike, y: ArrayLike, Delta: ArrayLike, W: ArrayLike) -> float | complex:
    """L = sum over j != y of max(0, s_j - s_y + Delta).

    Shapes: as in the module -> scalar, complex where an input is. Units: those of s.
    Errors: ValueError as in the module.
    """
    violated, M = _violated(x=x, y=y, Delta=Delta, W=W)
    L: float | complex = np.sum(np.where(violated, M, 0)).item()
    return L


def backward(*, x: ArrayLike, y: ArrayLike, Delta: ArrayLike, W: ArrayLike) -> dict[str, Array]:
    """dW_j = [M_j > 0] x for j != y, dW_y = -(number of these j) x; dx = W^T ds.

    Shapes: as in the module -> "dW" (C, n), "dx" (n, 1). Units: those of x and of W. Errors: ValueError as above.
    """
    violated, _ = _violated(x=x, y=y, Delta=Delta, W=W)
    x, y, Delta, W = arrays(SHAPES, x=x, y=y, Delta=Delta, W=W)
    ds = violated.astype(np.float64)
    ds[_right(y)] = -np.sum(ds)
    return {"dW": ds @ x.T, "dx": W.T @ ds}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(x, y, Delta, W) at a generic point.

    Shapes: as in the module, Delta (), for sizes {"C", "n"}. Units: none.
    Errors: ValueError unless C and n are integers of at least 1.
    """
    C, n = size(sizes, "C"), size(sizes, "n")
    return {
        "x": generic(rng, (n, 1)),
        "y": classes(rng, 1, C).T,
        "Delta": np.asarray(rng.uniform(0.5, 1.5)),
        "W": generic(rng, (C, n)),
    }


def _violated(**values: ArrayLike) -> tuple[NDArray[np.bool_], Array]:
    """The margins that are positive, the right class aside; and all margins."""
    M = forward(**values)["M"]
    violated = M.real > 0
    violated[_right(np.asarray(values["y"]))] = False
    return violated, M


def _right(y: Array) -> tuple[int, int]:
    return int(np.argmax(one_hot("y", y, 0)[:, 0])), 0
