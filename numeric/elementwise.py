"""sigmoid(z), softplus(z), sigmoid'(z), tanh'(z) and tanh''(z), entry by entry.

Shapes: any, kept. Units: none. Errors: ValueError on a non-number or a non-finite entry.

Each is written with e = exp(-z) where Re z >= 0 and e = exp(z) elsewhere, so |e| <= 1 and nothing
overflows. The branch is on Re z, not on |z|: both branches are the same analytic function, so a
complex step passes through; valid in the strip |Im z| < pi (pi/2 for tanh').
"""

import numpy as np
from numpy.typing import ArrayLike

from numeric.arguments import Array, array


def sigmoid(z: ArrayLike) -> Array:
    """sigmoid(z) = 1 / (1 + exp(-z)).

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    z = array("z", z)
    e = _decay(z)
    return np.asarray(np.where(z.real >= 0, 1, e) / (1 + e))


def softplus(z: ArrayLike) -> Array:
    """softplus(z) = log(1 + exp(z)).

    Shapes: any, kept. Units: natural logarithm. Errors: ValueError on a non-finite entry.
    """
    z = array("z", z)
    return np.asarray(np.where(z.real >= 0, z, 0) + _log1p(_decay(z)))


def cross_entropy(z: ArrayLike, y: ArrayLike) -> Array:
    """-y log sigmoid(z) - (1 - y) log(1 - sigmoid(z)) = y softplus(-z) + (1 - y) softplus(z).

    Shapes: any that broadcast. Units: nats. Errors: ValueError on a non-finite entry.
    """
    # softplus(z) - y z is shorter, and loses all digits of a confident right answer.
    z, y = array("z", z), array("y", y)
    return np.asarray(y * softplus(-z) + (1 - y) * softplus(z))


def residual(z: ArrayLike, y: ArrayLike) -> Array:
    """sigmoid(z) - y = (1 - y) sigmoid(z) - y sigmoid(-z).

    Shapes: any that broadcast. Units: none. Errors: ValueError on a non-finite entry.
    """
    z, y = array("z", z), array("y", y)
    return np.asarray((1 - y) * sigmoid(z) - y * sigmoid(-z))


def tanh_prime(z: ArrayLike) -> Array:
    """tanh'(z) = 1 - tanh(z)^2 = 4 e / (1 + e)^2, e = exp(-2 z) or exp(2 z).

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    # 1 - tanh(z)^2 itself has no correct digit left from |z| = 20 on.
    e = _decay(2 * array("z", z))
    return np.asarray(4 * e / (1 + e) ** 2)


def tanh_second(z: ArrayLike) -> Array:
    """tanh''(z) = -2 tanh(z) tanh'(z).

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    z = array("z", z)
    return np.asarray(-2 * np.tanh(z) * tanh_prime(z))


def sigmoid_prime(z: ArrayLike) -> Array:
    """sigmoid'(z) = sigmoid(z) (1 - sigmoid(z)) = e / (1 + e)^2, e = exp(-z) or exp(z).

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    e = _decay(array("z", z))
    return np.asarray(e / (1 + e) ** 2)


def _decay(z: Array) -> Array:
    return np.asarray(np.exp(np.where(z.real >= 0, -z, z)))


def _log1p(e: Array) -> Array:
    if not np.iscomplexobj(e):
        return np.log1p(e)
    # np.log1p rounds 1 + Re e for complex input: it gives 0 for e = 1e-18.
    modulus = np.log1p(e.real * (2 + e.real) + e.imag**2) / 2
    return np.asarray(modulus + 1j * np.arctan2(e.imag, 1 + e.real))
