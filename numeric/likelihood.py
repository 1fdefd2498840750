"""P = a^y (1 - a)^(1 - y), l = -y log a - (1 - y) log(1 - a), a = yhat.

Shapes: y, yhat, and everything made of them, () or (1, 1). Units: P is a probability, l in nats.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays
from numeric.sampling import labels

SHAPES: dict[str, Shape] = {"y": (), "yhat": ()}


def forward(*, y: ArrayLike, yhat: ArrayLike) -> dict[str, Array]:
    """P = a^y (1 - a)^(1 - y).

    Shapes: y, yhat () -> "P" (). Units: a probability.
    Errors: ValueError on another shape or a non-finite entry.
    """
    y, a = arrays(SHAPES, y=y, yhat=yhat)
    return {"P": np.asarray(a**y * (1 - a) ** (1 - y))}


def loss(*, y: ArrayLike, yhat: ArrayLike) -> float | complex:
    """l = -y log a - (1 - y) log(1 - a).

    Shapes: y, yhat () -> scalar, complex where an input is. Units: nats.
    Errors: ValueError on another shape or a non-finite entry.
    """
    y, a = arrays(SHAPES, y=y, yhat=yhat)
    value: float | complex = np.asarray(-y * np.log(a) - (1 - y) * np.log(1 - a)).item()
    return value


def derivatives(*, y: ArrayLike, yhat: ArrayLike) -> dict[str, Array]:
    """dl/da = (a - y) / (a (1 - a)), dP/da = P (y - a) / (a (1 - a)).

    Shapes: y, yhat () -> "dyhat", "dP" (). Units: nats, and probabilities.
    Errors: ValueError on another shape or a non-finite entry.
    """
    y, a = arrays(SHAPES, y=y, yhat=yhat)
    slope = (a - y) / (a * (1 - a))
    return {"dyhat": np.asarray(slope), "dP": np.asarray(-forward(y=y, yhat=a)["P"] * slope)}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(y, yhat), the one 0 or 1, the other between them.

    Shapes: y, yhat (). Units: none. Errors: none.
    """
    return {"y": labels(rng, 1).reshape(()), "yhat": np.asarray(rng.uniform(0.1, 0.9))}
