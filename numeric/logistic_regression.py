"""J(w, b) = -(1/m) sum(Y log A + (1 - Y) log(1 - A)), A = sigmoid(Z), Z = X^T w + b.

Shapes: X (n, m), one sample per column; Y (m, 1); w (n, 1); b () or (1, 1); Z, A (m, 1).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.

Y is 0 or 1 by meaning, but any finite Y is accepted: J is affine in Y.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid, sigmoid_prime
from numeric.sampling import generic, labels

SHAPES: dict[str, Shape] = {"X": ("n", "m"), "Y": ("m", 1), "w": ("n", 1), "b": ()}


def forward(*, X: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """Z = X^T w + b, A = sigmoid(Z).

    Shapes: X (n, m), w (n, 1), b () -> "Z" (m, 1), "A" (m, 1). Units: A is a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, w, b = arrays(SHAPES, X=X, w=w, b=b)
    Z = X.T @ w + b
    return {"Z": Z, "A": sigmoid(Z)}


def loss(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> float | complex:
    """J = (1/m) sum(Y softplus(-Z) + (1 - Y) softplus(Z)) = -(1/m) sum(Y log A + (1 - Y) log(1 - A)).

    Shapes: X (n, m), Y (m, 1), w (n, 1), b () -> scalar, complex where an input is.
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    m = X.shape[1]
    Z = forward(X=X, w=w, b=b)["Z"]
    J: float | complex = (np.sum(cross_entropy(Z, Y)) / m).item()
    return J


def backward(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """dw = (1/m) X (A - Y), db = (1/m) sum(A - Y).

    Shapes: X (n, m), Y (m, 1), w (n, 1), b () -> "dw" (n, 1), "db" (). Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, Y, w, b = arrays(SHAPES, X=X, Y=Y, w=w, b=b)
    m = X.shape[1]
    dZ = residual(forward(X=X, w=w, b=b)["Z"], Y) / m
    return {"dw": X @ dZ, "db": np.asarray(np.sum(dZ))}


def derivatives(*, X: ArrayLike, w: ArrayLike, b: ArrayLike) -> dict[str, Array]:
    """Hw = (1/m) X diag(A (1 - A)) X^T, which does not depend on Y.

    Shapes: X (n, m), w (n, 1), b () -> "Hw" (n, n). Units: nats per sample. Errors: as in `backward`.
    """
    X, w, b = arrays(SHAPES, X=X, w=w, b=b)
    curvature = sigmoid_prime(forward(X=X, w=w, b=b)["Z"]) / X.shape[1]
    return {"Hw": (X * curvature.T) @ X.T}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, w, b) at a generic point.

    Shapes: X (n, m), Y (m, 1), w (n, 1), b () for sizes {"n", "m"}. Units: none.
    Errors: ValueError unless n and m are integers of at least 1.
    """
    n, m = size(sizes, "n"), size(sizes, "m")
    return {
        "X": generic(rng, (n, m)),
        "Y": labels(rng, m).reshape(m, 1),
        "w": generic(rng, (n, 1)),
        "b": generic(rng, ()),
    }
