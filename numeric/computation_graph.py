"""J = 3 v, v = a + u, u = b c.

Shapes: a, b, c, u, v () or (1, 1). Units: none. Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays
from numeric.sampling import generic

SHAPES: dict[str, Shape] = {"a": (), "b": (), "c": ()}


def forward(*, a: ArrayLike, b: ArrayLike, c: ArrayLike) -> dict[str, Array]:
    """u = b c, v = a + u.

    Shapes: a, b, c () -> "u", "v" (). Units: none. Errors: ValueError on another shape or a non-finite entry.
    """
    a, b, c = arrays(SHAPES, a=a, b=b, c=c)
    u = b * c
    return {"u": np.asarray(u), "v": np.asarray(a + u)}


def loss(*, a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float | complex:
    """J = 3 v = 3 (a + b c).

    Shapes: a, b, c () -> scalar, complex where an input is. Units: none.
    Errors: ValueError on another shape or a non-finite entry.
    """
    J: float | complex = (3 * forward(a=a, b=b, c=c)["v"]).item()
    return J


def backward(*, a: ArrayLike, b: ArrayLike, c: ArrayLike) -> dict[str, Array]:
    """da = 3, db = 3 c, dc = 3 b, from dv = 3 and du = dv.

    Shapes: a, b, c () -> "da", "db", "dc" (). Units: none. Errors: ValueError on another shape or a non-finite entry.
    """
    a, b, c = arrays(SHAPES, a=a, b=b, c=c)
    dv = 3.0
    du = dv
    return {"da": np.asarray(dv + 0 * a), "db": np.asarray(du * c), "dc": np.asarray(du * b)}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(a, b, c) at a generic point; there are no sizes.

    Shapes: a, b, c (). Units: none. Errors: none.
    """
    return {name: generic(rng, ()) for name in SHAPES}
