"""J(w, b) = -(1/m) sum(Y log A + (1 - Y) log(1 - A)), A = sigmoid(Z), Z = w^T X + b.

Shapes: X (n, m), one sample per column; Y (1, m); w (n, 1); b () or (1, 1); Z, A (1, m).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

This is `logistic_regression` with Y, Z and A turned into rows.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import logistic_regression
from numeric.arguments import Array, Shape, arrays

SHAPES: dict[str, Shape] = {"X": ("n", "m"), "Y": (1, "m"), "w": ("n", 1), "b": ()}


def forward(*, X: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """Z = w^T X + b, A = sigmoid(Z).

    Shapes: X (n, m), w (n, 1), b () -> "Z" (1, m), "A" (1, m). Units: A is a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    return {name: value.T for name, value in logistic_regression.forward(X=X, w=w, b=b).items()}


def loss(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> float | complex:
    """J = -(1/m) sum(Y log A + (1 - Y) log(1 - A)).

    Shapes: X (n, m), Y (1, m), w (n, 1), b () -> scalar, complex where an input is.
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    return logistic_regression.loss(X=X, Y=Y.T, w=w, b=b)


def backward(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """dw = (1/m) X (A - Y)^T, db = (1/m) sum(A - Y).

    Shapes: X (n, m), Y (1, m), w (n, 1), b () -> "dw" (n, 1), "db" (). Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    return logistic_regression.backward(X=X, Y=Y.T, w=w, b=b)


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, w, b) at a generic point.

    Shapes: X (n, m), Y (1, m), w (n, 1), b () for sizes {"n", "m"}. Units: none.
    Errors: ValueError unless n and m are integers of at least 1.
    """
    values = logistic_regression.sample(rng, sizes)
    return {**values, "Y": values["Y"].T}
