"""`numeric.two_layer_network` at W1 = 1 u^T, b1 = beta 1, W2 = v 1^T; means u = R^T 1/h, beta = 1^T r/h, v = s 1/h.

Shapes: X (n, m), one sample per column; R (h, n); r (h, 1); s (1, h); b2 () or (1, 1); Y (1, m).
Units: none, natural logarithms. Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import two_layer_network
from numeric.arguments import Array, Shape, arrays

SHAPES: dict[str, Shape] = {"X": ("n", "m"), "R": ("h", "n"), "r": ("h", 1), "s": (1, "h"), "b2": (), "Y": (1, "m")}


def forward(*, X: ArrayLike, R: ArrayLike, r: ArrayLike, s: ArrayLike, b2: ArrayLike) -> dict[str, Array]:
    """u, beta, v, W1 = 1 u^T, b1 = beta 1, W2 = v 1^T, Z1 = W1 X + b1 1^T, A1 = tanh(Z1), Z2 = W2 A1 + b2 1^T, A2.

    Shapes: as in the module -> "u" (n, 1), "beta", "v" (), "W1" (h, n), "b1" (h, 1), "W2" (1, h), "Z1", "A1" (h, m),
    "Z2", "A2" (1, m). Units: A2 is a probability. Errors: ValueError on another shape or a non-finite entry.
    """
    X, R, r, s, b2 = arrays(SHAPES, X=X, R=R, r=r, s=s, b2=b2)
    W1, b1, W2 = _equal(R, r, s)
    found = {"u": W1[:1].T, "beta": b1[0, 0], "v": W2[0, 0], "W1": W1, "b1": b1, "W2": W2}
    return {**found, **two_layer_network.forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2)}


def loss(*, X: ArrayLike, R: ArrayLike, r: ArrayLike, s: ArrayLike, b2: ArrayLike, Y: ArrayLike) -> float | complex:
    """J of `two_layer_network` at W1, b1 and W2.

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, R, r, s, b2, Y = arrays(SHAPES, X=X, R=R, r=r, s=s, b2=b2, Y=Y)
    W1, b1, W2 = _equal(R, r, s)
    return two_layer_network.loss(X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)


def derivatives(
    *, X: ArrayLike, R: ArrayLike, r: ArrayLike, s: ArrayLike, b2: ArrayLike, Y: ArrayLike
) -> dict[str, Array]:
    """dW1, db1, dW2, db2 of `two_layer_network`; dR, dr and ds are the same with each column, or row of dW2, averaged.

    Shapes: as in the module -> "dW1", "dR" (h, n), "db1", "dr" (h, 1), "dW2", "ds" (1, h), "db2" ().
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, R, r, s, b2, Y = arrays(SHAPES, X=X, R=R, r=r, s=s, b2=b2, Y=Y)
    W1, b1, W2 = _equal(R, r, s)
    slopes = two_layer_network.backward(X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    dR, dr, ds = _equal(slopes["dW1"], slopes["db1"], slopes["dW2"])
    return {**slopes, "dR": dR, "dr": dr, "ds": ds}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, R, r, s, b2, Y) at a generic point.

    Shapes: as in the module, b2 (), for sizes {"n", "h", "m"}. Units: none.
    Errors: ValueError unless n, h and m are integers of at least 1.
    """
    names = {"W1": "R", "b1": "r", "W2": "s"}
    return {names.get(name, name): value for name, value in two_layer_network.sample(rng, sizes).items()}


def _equal(R: Array, r: Array, s: Array) -> tuple[Array, Array, Array]:
    """1 u^T, beta 1 and v 1^T, with the means u, beta and v."""
    ones = np.ones(r.shape)
    return ones * np.mean(R, axis=0), ones * np.mean(r), ones.T * np.mean(s)
