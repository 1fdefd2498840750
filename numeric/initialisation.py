"""W_ij ~ s N(0, 1) with s = 0, 0.01, sqrt(1/k) or sqrt(2/k): where a descent starts.

Shapes: as asked for; k is the number of inputs of a unit. Units: none. Errors: ValueError as in `weights`.

With zeros, or any equal rows, hidden units are equal and stay so (`zero_weights`, `equal_hidden_units`); a model
without hidden units may start there. Entries of the size sqrt(1/k) keep the variance of a layer at that of its inputs,
through tanh about so; relu sets half of it to 0, hence the 2.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def zeros(inputs: int) -> float:
    """s = 0."""
    return 0.0


def small(inputs: int) -> float:
    """s = 0.01."""
    return 0.01


def xavier(inputs: int) -> float:
    """s = sqrt(1/k)."""
    return math.sqrt(1 / inputs)


def he(inputs: int) -> float:
    """s = sqrt(2/k)."""
    return math.sqrt(2 / inputs)


SCHEMES: dict[str, Callable[[int], float]] = {"zeros": zeros, "small": small, "xavier": xavier, "he": he}


def weights(scheme: str, rng: np.random.Generator, shape: tuple[int, ...], inputs: int) -> NDArray[np.float64]:
    """W_ij ~ s N(0, 1), s by the name of a scheme; zeros for a bias, which has no inputs.

    Shapes: `shape`. Units: none. Errors: ValueError on an unknown scheme.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"init must be {', '.join(SCHEMES)}, got {scheme}.")
    if inputs == 0:
        return np.zeros(shape)
    return np.asarray(SCHEMES[scheme](inputs) * rng.standard_normal(shape))
