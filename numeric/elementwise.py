"""sigmoid(z), softplus(z), Phi(z), relu(z) and slopes, entry by entry.

Shapes: any, kept. Units: none. Errors: ValueError on a non-number or a non-finite entry.

Each is written with e = exp(-z) where Re z >= 0 and e = exp(z) elsewhere, so |e| <= 1 and nothing
overflows. The branch is on Re z, not on |z|: both branches are the same analytic function, so a
complex step passes through; valid in the strip |Im z| < pi (pi/2 for tanh').
"""

import math

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
    return np.asarray(np.where(z.real >= 0, z, 0) + log1p(_decay(z)))


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


def relu(z: ArrayLike) -> Array:
    """relu(z) = max(z, 0), where Re z > 0 decides.

    Shapes: any, kept. Units: those of z. Errors: ValueError on a non-finite entry.
    """
    z = array("z", z)
    return np.where(z.real > 0, z, np.zeros_like(z))


def step(z: ArrayLike) -> Array:
    """step(z) = relu'(z) = 1 where Re z > 0, else 0.

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    return np.asarray((array("z", z).real > 0).astype(np.float64))


def sigmoid_prime(z: ArrayLike) -> Array:
    """sigmoid'(z) = e / (1 + e)^2, e = exp(-z) or exp(z).

    Shapes: any, kept. Units: none. Errors: ValueError on a non-finite entry.
    """
    e = _decay(array("z", z))
    return np.asarray(e / (1 + e) ** 2)


def normal_distribution(z: ArrayLike) -> Array:
    """Phi(z) = (1 + erf(z / sqrt 2)) / 2, of complex numbers by the series of erf.

    Shapes: any, kept. Units: a probability. Errors: ValueError on a non-finite entry, or a complex one of |z| > 4.
    """
    z = array("z", z)
    if not np.iscomplexobj(z):
        return np.asarray(np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[np.float64])(z))
    if np.any(np.abs(z) > 4):
        raise ValueError("z must be at most 4 in modulus where it is complex.")
    # Phi(z) = 1/2 + (1/sqrt(2 pi)) sum_n (-1)^n z^(2n+1) / (2^n n! (2n + 1))
    term, total = z, z.copy()
    for n in range(1, 80):
        term = term * (-z * z) / (2 * n)
        total = total + term / (2 * n + 1)
    return np.asarray(0.5 + total / math.sqrt(2 * math.pi))


def _decay(z: Array) -> Array:
    return np.asarray(np.exp(np.where(z.real >= 0, -z, z)))


def log1p(e: Array) -> Array:
    """log(1 + e), Re e > -1.

    Shapes: any, kept. Units: natural logarithm. Errors: none.
    """
    if not np.iscomplexobj(e):
        return np.log1p(e)
    # np.log1p rounds 1 + Re e for complex input: it gives 0 for e = 1e-18.
    modulus = np.log1p(e.real * (2 + e.real) + e.imag**2) / 2
    return np.asarray(modulus + 1j * np.arctan2(e.imag, 1 + e.real))
