"""J = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), Zl = Wl A(l-1) + bl 1^T, Al = g(Zl), AL = sigmoid(ZL), A0 = X.

Shapes: X (n0, m), one sample per column; Wl (nl, n(l-1)) and bl (nl, 1) for l < L; WL (1, n(L-1)); bL () or (1, 1);
Y (1, m). The parameters are keyword arguments W1, b1, ..., WL, bL, which say how deep the network is.
Units: none, natural logarithms. Errors: ValueError on other names, another shape or a non-finite entry.

g is any entrywise function, g_prime its derivative; for a complex step g must be analytic.
Y is 0 or 1 by meaning, but any finite Y is accepted: J is affine in Y.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import Activation, Array, Shape, array, arrays, size
from numeric.elementwise import cross_entropy, residual, sigmoid, tanh_prime
from numeric.sampling import generic, labels


def forward(*, X: ArrayLike, g: Activation = np.tanh, **parameters: ArrayLike) -> dict[str, Array]:
    """Zl = Wl A(l-1) + bl 1^T, Al = g(Zl) for l < L, AL = sigmoid(ZL).

    Shapes: as in the module -> "Zl", "Al" (nl, m), "ZL", "AL" (1, m). Units: AL is a probability.
    Errors: ValueError as in the module, of g(Zl) too.
    """
    A, *layers = _checked({"X": X}, parameters)
    depth = len(layers) // 2
    found: dict[str, Array] = {}
    for layer in range(1, depth + 1):
        Z = layers[2 * layer - 2] @ A + layers[2 * layer - 1]
        A = array(f"g(Z{layer})", g(Z), Z.shape) if layer < depth else sigmoid(Z)
        found |= {f"Z{layer}": Z, f"A{layer}": A}
    return found


def loss(*, X: ArrayLike, Y: ArrayLike, g: Activation = np.tanh, **parameters: ArrayLike) -> float | complex:
    """J = (1/m) sum(Y softplus(-ZL) + (1 - Y) softplus(ZL)) = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError as in the module.
    """
    X, Y, *_ = _checked({"X": X, "Y": Y}, parameters)
    Z = forward(X=X, g=g, **parameters)[f"Z{len(parameters) // 2}"]
    J: float | complex = (np.sum(cross_entropy(Z, Y)) / X.shape[1]).item()
    return J


def backward(
    *,
    X: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
    **parameters: ArrayLike,
) -> dict[str, Array]:
    """dWl = dZl A(l-1)^T, dbl = dZl 1, where dZL = (AL - Y)/m and dZl = W(l+1)^T dZ(l+1) * g'(Zl), with * entrywise.

    Shapes: as in the module -> "dWl" (nl, n(l-1)), "dbl" (nl, 1), "dbL" (). Units: nats per sample.
    Errors: ValueError as in the module, of g'(Zl) too.
    """
    X, Y, *layers = _checked({"X": X, "Y": Y}, parameters)
    depth = len(layers) // 2
    found = {"A0": X, **forward(X=X, g=g, **parameters)}
    dZ = residual(found[f"Z{depth}"], Y) / X.shape[1]
    slopes: dict[str, Array] = {}
    for layer in range(depth, 0, -1):
        slopes[f"dW{layer}"] = dZ @ found[f"A{layer - 1}"].T
        slopes[f"db{layer}"] = np.asarray(np.sum(dZ)) if layer == depth else np.sum(dZ, axis=1, keepdims=True)
        if layer > 1:
            Z = found[f"Z{layer - 1}"]
            dZ = (layers[2 * layer - 2].T @ dZ) * array(f"g_prime(Z{layer - 1})", g_prime(Z), Z.shape)
    return slopes


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, Y, W1, b1, ..., WL, bL) at a generic point, entries of Wl of the size 1/sqrt(n(l-1)).

    Shapes: as in the module, bL (), for sizes {"n0", ..., "n(L-1)", "m"}. Units: none.
    Errors: ValueError unless all sizes are integers of at least 1.
    """
    depth = max(1, len(sizes) - 1)
    m = size(sizes, "m")
    widths = [*(size(sizes, f"n{layer}") for layer in range(depth)), 1]
    values = {"X": generic(rng, (widths[0], m)), "Y": labels(rng, m).reshape(1, m)}
    for layer in range(1, depth + 1):
        values[f"W{layer}"] = generic(rng, (widths[layer], widths[layer - 1])) / np.sqrt(widths[layer - 1])
        values[f"b{layer}"] = generic(rng, (widths[layer], 1) if layer < depth else ())
    return values


def _checked(data: Mapping[str, ArrayLike], parameters: Mapping[str, ArrayLike]) -> tuple[Array, ...]:
    depth = len(parameters) // 2
    names = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if not names or parameters.keys() != set(names):
        raise ValueError(f"parameters must be W1, b1, ..., WL, bL, got {', '.join(parameters) or 'none'}.")
    widths: list[str | int] = [*(f"n{layer}" for layer in range(depth)), 1]
    shapes: dict[str, Shape] = {"X": ("n0", "m"), "Y": (1, "m")}
    for layer in range(1, depth + 1):
        shapes[f"W{layer}"] = (widths[layer], widths[layer - 1])
        shapes[f"b{layer}"] = (widths[layer], 1) if layer < depth else ()
    return arrays(shapes, **data, **{name: parameters[name] for name in names})
