"""J(w, b) = (1/m) sum(log(1 + exp(-Y Z))), Z = w^T X + b, with * entrywise.

Shapes: X (n, m), one sample per column; Y (1, m); w (n, 1); b () or (1, 1); Z (1, m).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

Y is -1 or 1 by meaning, but any finite Y is accepted.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import logistic_regression_row
from numeric.arguments import Array, arrays
from numeric.elementwise import sigmoid, softplus
from numeric.logistic_regression_row import SHAPES


def forward(*, X: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """Z = w^T X + b.

    Shapes: X (n, m), w (n, 1), b () -> "Z" (1, m). Units: none.
    Errors: ValueError on another shape or a non-finite entry.
    """
    return {"Z": logistic_regression_row.forward(X=X, w=w, b=b)["Z"]}


def loss(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> float | complex:
    """J = (1/m) sum(softplus(-Y Z)).

    Shapes: X (n, m), Y (1, m), w (n, 1), b () -> scalar, complex where an input is.
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    J: float | complex = np.mean(softplus(-Y * forward(X=X, w=w, b=b)["Z"])).item()
    return J


def backward(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """dw = X dZ^T, db = sum(dZ), dZ = -(1/m) Y sigmoid(-Y Z).

    Shapes: X (n, m), Y (1, m), w (n, 1), b () -> "dw" (n, 1), "db" (). Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    dZ = -Y * sigmoid(-Y * forward(X=X, w=w, b=b)["Z"]) / X.shape[1]
    return {"dw": X @ dZ.T, "db": np.asarray(np.sum(dZ))}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, w, b) at a generic point.

    Shapes: X (n, m), Y (1, m) of -1 and 1, w (n, 1), b () for sizes {"n", "m"}. Units: none.
    Errors: ValueError unless n and m are integers of at least 1.
    """
    values = logistic_regression_row.sample(rng, sizes)
    return {**values, "Y": 2 * values["Y"] - 1}
