"""J = E(Z2), Z2 = W2 A1 + b2 1^T, A1 = g(Z1); C = -(1/m) sum(Y log A3 + (1 - Y) log(1 - A3)), A3 = sigmoid(Z3).

Shapes: Z1 (n, m), one sample per column; W2 (h, n); b2 (h, 1); Z3, Y (1, m). Units: none, natural logarithms.
Errors: ValueError on another shape or a non-finite entry.

E is whatever lies above, E_prime its gradient in the shape of its argument, by default E(Z) = ||Z||^2 / 2;
g is any entrywise function, g_prime its derivative; for a complex step both must be analytic.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Activation, Array, Shape, array, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid, tanh_prime
from numeric.sampling import generic, labels

Loss: TypeAlias = Callable[[Array], ArrayLike]
SHAPES: dict[str, Shape] = {"Z1": ("n", "m"), "W2": ("h", "n"), "b2": ("h", 1), "Z3": (1, "m"), "Y": (1, "m")}


def half_square(Z: Array) -> Array:
    """E(Z) = ||Z||^2 / 2, the sum of the squares of the entries.

    Shapes: any -> scalar. Units: those of Z squared. Errors: none.
    """
    return np.asarray(np.sum(Z * Z) / 2)


def same(Z: Array) -> Array:
    """E'(Z) = Z, the gradient of ||Z||^2 / 2.

    Shapes: any, kept. Units: those of Z. Errors: none.
    """
    return Z


def forward(
    *, Z1: ArrayLike, W2: ArrayLike, b2: ArrayLike, Z3: ArrayLike, Y: ArrayLike, g: Activation = np.tanh
) -> dict[str, Array]:
    """A1 = g(Z1), Z2 = W2 A1 + b2 1^T, A3 = sigmoid(Z3), C = (1/m) sum(Y softplus(-Z3) + (1 - Y) softplus(Z3)).

    Shapes: as in the module -> "A1" (n, m), "Z2" (h, m), "A3" (1, m), "C" (). Units: A3 is a probability, C nats.
    Errors: ValueError on another shape or a non-finite entry, of g(Z1) too.
    """
    Z1, W2, b2, Z3, Y = arrays(SHAPES, Z1=Z1, W2=W2, b2=b2, Z3=Z3, Y=Y)
    A1 = array("g(Z1)", g(Z1), Z1.shape)
    C = np.asarray(np.sum(cross_entropy(Z3, Y)) / Z3.shape[1])
    return {"A1": A1, "Z2": W2 @ A1 + b2, "A3": sigmoid(Z3), "C": C}


def loss(
    *,
    Z1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Z3: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    E: Loss = half_square,
) -> float | complex:
    """J = E(Z2).

    Shapes: as in the module -> scalar, complex where an input of Z2 is. Units: those of E.
    Errors: ValueError on another shape or a non-finite entry, of E(Z2) too.
    """
    Z2 = forward(Z1=Z1, W2=W2, b2=b2, Z3=Z3, Y=Y, g=g)["Z2"]
    J: float | complex = array("E(Z2)", E(Z2), ()).item()
    return J


def derivatives(
    *,
    Z1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Z3: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
    E_prime: Activation = same,
) -> dict[str, Array]:
    """dW2 = dZ2 A1^T, db2 = dZ2 1 and dZ1 = W2^T dZ2 * g'(Z1) of J, with dZ2 = E'(Z2); dZ3 = (A3 - Y)/m of C.

    Shapes: as in the module -> "dW2" (h, n), "db2" (h, 1), "dZ1" (n, m), "dZ3" (1, m).
    Units: those of E, and nats per sample. Errors: ValueError as in `forward`, of g'(Z1) and E'(Z2) too.
    """
    layer = forward(Z1=Z1, W2=W2, b2=b2, Z3=Z3, Y=Y, g=g)
    Z1, W2, Z3, Y = arrays(SHAPES, Z1=Z1, W2=W2, Z3=Z3, Y=Y)
    dZ2 = array("E_prime(Z2)", E_prime(layer["Z2"]), layer["Z2"].shape)
    return {
        "dW2": dZ2 @ layer["A1"].T,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dZ1": (W2.T @ dZ2) * array("g_prime(Z1)", g_prime(Z1), Z1.shape),
        "dZ3": residual(Z3, Y) / Z3.shape[1],
    }


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(Z1, W2, b2, Z3, Y) at a generic point.

    Shapes: as in the module, for sizes {"n", "h", "m"}. Units: none.
    Errors: ValueError unless n, h and m are integers of at least 1.
    """
    n, h, m = size(sizes, "n"), size(sizes, "h"), size(sizes, "m")
    return {
        "Z1": generic(rng, (n, m)),
        "W2": generic(rng, (h, n)),
        "b2": generic(rng, (h, 1)),
        "Z3": generic(rng, (1, m)),
        "Y": labels(rng, m).reshape(1, m),
    }
