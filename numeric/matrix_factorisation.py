"""J(U, V) = |U V^T - M|^2 / 2, the sum of the squares of all entries.

Shapes: M (n, m), U (n, k), V (m, k). Units: those of M, squared.
Errors: ValueError on another shape or a non-finite entry.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Array, Shape, arrays, size
from numeric.sampling import generic

SHAPES: dict[str, Shape] = {"M": ("n", "m"), "U": ("n", "k"), "V": ("m", "k")}


def forward(*, M: ArrayLike, U: ArrayLike, V: ArrayLike) -> dict[str, Array]:
    """R = U V^T - M.

    Shapes: as in the module -> "R" (n, m). Units: those of M. Errors: as in the module.
    """
    M, U, V = arrays(SHAPES, M=M, U=U, V=V)
    return {"R": U @ V.T - M}


def loss(*, M: ArrayLike, U: ArrayLike, V: ArrayLike) -> float | complex:
    """J = sum(R * R) / 2.

    Shapes: as in the module -> scalar, complex where an input is. Units: those of M, squared.
    Errors: as in the module.
    """
    R = forward(M=M, U=U, V=V)["R"]
    J: float | complex = (np.sum(R * R) / 2).item()
    return J


def backward(*, M: ArrayLike, U: ArrayLike, V: ArrayLike) -> dict[str, Array]:
    """dU = R V, dV = R^T U.

    Shapes: as in the module -> each that of its variable. Units: those of J over those of the variable.
    Errors: as in the module.
    """
    M, U, V = arrays(SHAPES, M=M, U=U, V=V)
    R = forward(M=M, U=U, V=V)["R"]
    return {"dU": R @ V, "dV": R.T @ U}


def derivatives(*, M: ArrayLike, U: ArrayLike, V: ArrayLike) -> dict[str, Array]:
    """HUU = V^T V (x) I, HVV = U^T U (x) I, HUV[(a,i),(b,j)] = V[j,a] U[i,b] + R[i,j] [a = b].

    Shapes: as in the module -> (n k, n k), (m k, m k), (n k, m k); vec takes columns one below the other.
    Units: those of J over those of both variables. Errors: as in the module.
    """
    M, U, V = arrays(SHAPES, M=M, U=U, V=V)
    (n, k), m = U.shape, len(V)
    R = forward(M=M, U=U, V=V)["R"]
    mixed = np.einsum("ja,ib->aibj", V, U) + np.einsum("ij,ab->aibj", R, np.eye(k))
    return {
        "HUU": np.kron(V.T @ V, np.eye(n)),
        "HUV": mixed.reshape(k * n, k * m),
        "HVV": np.kron(U.T @ U, np.eye(m)),
    }


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(M, U, V) at a generic point.

    Shapes: as in the module, for sizes {"n", "m", "k"}. Units: none.
    Errors: ValueError unless n, m and k are integers of at least 1.
    """
    n, m, k = size(sizes, "n"), size(sizes, "m"), size(sizes, "k")
    return {"M": generic(rng, (n, m)), "U": generic(rng, (n, k)), "V": generic(rng, (m, k))}
