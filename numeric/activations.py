"""s = sigmoid(z), t = tanh(z), r = max(0, z), l = max(0.01 z, z), p = softplus(z), v = elu(z), u = z s, q = z Phi(z).

Shapes: z, and everything made of it, () or (1, 1). Units: none.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays
from numeric.elementwise import normal_distribution, sigmoid, sigmoid_prime, softplus, tanh_prime
from numeric.sampling import generic

SHAPES: dict[str, Shape] = {"z": ()}


def forward(*, z: ArrayLike) -> dict[str, Array]:
    """The activations; the branch at a kink is that of Re z.

    Shapes: z () -> "s", "t", "r", "l", "p", "v", "u", "q" (). Units: none.
    Errors: ValueError on another shape or a non-finite entry.
    """
    (z,) = arrays(SHAPES, z=z)
    above = z.real > 0
    below = np.where(above, 0, z)
    found = {
        "s": sigmoid(z),
        "t": np.tanh(z),
        "r": np.where(above, z, 0),
        "l": np.where(above, z, z / 100),
        "p": softplus(z),
        "v": np.where(above, z, np.expm1(below)),
        "u": z * sigmoid(z),
        "q": z * normal_distribution(z),
    }
    return {name: np.asarray(value) for name, value in found.items()}


def derivatives(*, z: ArrayLike) -> dict[str, Array]:
    """The slopes: s (1 - s), 1 - t^2, 0 or 1, 0.01 or 1, s, exp(z) or 1, s + z s (1 - s), Phi + z phi.

    Shapes: z () -> "ds", "dt", "dr", "dl", "dp", "dv", "du", "dq" (). Units: none.
    Errors: ValueError on another shape or a non-finite entry.
    """
    (z,) = arrays(SHAPES, z=z)
    above = z.real > 0
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    found = {
        "ds": sigmoid_prime(z),
        "dt": tanh_prime(z),
        "dr": np.where(above, 1.0, 0.0),
        "dl": np.where(above, 1.0, 0.01),
        "dp": sigmoid(z),
        "dv": np.exp(np.where(above, 0, z)),
        "du": sigmoid(z) + z * sigmoid_prime(z),
        "dq": normal_distribution(z) + z * density,
    }
    return {name: np.asarray(value) for name, value in found.items()}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """z at a generic point.

    Shapes: z (). Units: none. Errors: none.
    """
    return {"z": generic(rng, ())}
