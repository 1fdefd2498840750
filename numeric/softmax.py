"""log softmax(z) = z - log sum exp(z) along the last axis or the first, and softmax(z).

Shapes: any, kept. Units: natural logarithms. Errors: ValueError on a non-number or a non-finite entry.

Everything is taken of z - max z, so nothing overflows; the largest term, which is 1, stands outside of the logarithm,
so a confident right answer keeps all its digits. The largest is that of Re z: a complex step passes through.
"""

import numpy as np
from numpy.typing import ArrayLike

from numeric.arguments import Array, array
from numeric.elementwise import log1p


def log_softmax(z: ArrayLike, axis: int) -> Array:
    """z_k - log sum_j exp(z_j) along an axis.

    Shapes: any, kept. Units: natural logarithm. Errors: ValueError on a non-finite entry.
    """
    z = array("z", z)
    top = np.expand_dims(np.argmax(z.real, axis=axis), axis)
    below = z - np.take_along_axis(z, top, axis)
    others = np.exp(below)
    np.put_along_axis(others, top, 0, axis)
    return np.asarray(below - log1p(np.sum(others, axis=axis, keepdims=True)))


def softmax(z: ArrayLike, axis: int) -> Array:
    """exp(z_k) / sum_j exp(z_j) along an axis.

    Shapes: any, kept. Units: a probability. Errors: ValueError on a non-finite entry.
    """
    return np.asarray(np.exp(log_softmax(z, axis)))
