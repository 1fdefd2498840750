"""The Hessians that are timed, as losses in JAX and as functions that are generated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from derive import define, hadamard, hessian, lambdify, logsumexp, matrix, ones, sizes, softplus, tanh, total
from derive.models import load

Functions = tuple[Callable[..., Any], Callable[..., Any]]  # the second one keeps its arrays


class Case(NamedTuple):
    """A loss in JAX and by which of its arguments it is differentiated, and the blocks of the Hessian."""

    name: str
    bar: float
    blocks: Functions
    loss: Callable[..., Any]
    by: tuple[int, ...]
    arguments: Mapping[str, Any]


def cases(jnp: Any) -> list[Case]:
    random = np.random.default_rng(0)

    def normal(*shape: int) -> Any:
        return random.normal(size=shape)

    found = []
    for n, m in ((20, 1000), (100, 1000), (500, 1000)):
        arguments = {"X": normal(n, m), "Y": (normal(m, 1) > 0) * 1.0, "w": normal(n, 1) / n, "b": np.float64(0.1)}
        name = f"logistic regression, n = {n}, m = {m}"
        found.append(Case(name, 1 / 4, _of_model("logistic_regression", "Hw"), _logistic(jnp), (2,), arguments))
    arguments = {"M": normal(200, 200), "U": normal(200, 5), "V": normal(200, 5)}
    for name, by, blocks in (("U", (1,), ("HUU",)), ("(U, V)", (1, 2), ("HUU", "HUV", "HVV"))):
        functions = _of_model("matrix_factorisation", *blocks)
        name = f"matrix factorisation 200 × 5 by {name}"
        found.append(Case(name, 1 / 500, functions, _factorisation, by, arguments))
    n, h, k, m = 30, 20, 10, 500
    arguments = {"X": normal(n, m), "Y": np.eye(k)[random.integers(k, size=m)].T}
    arguments |= {"W1": normal(h, n) / 5, "b1": normal(h, 1), "W2": normal(k, h) / 5, "b2": normal(k, 1)}
    for soft in (False, True):
        name = f"two layers 30-20-10, {'softmax' if soft else 'sigmoid'}, by W1"
        found.append(Case(name, 1 / 20, _two_layers(soft), _network(jnp, soft), (2,), arguments))
    arguments = {"X": normal(n, m), "Y": (normal(1, m) > 0) * 1.0}
    arguments |= {"W1": normal(h, n) / 5, "W2": normal(k, h) / 5, "W3": normal(1, k)}
    found.append(Case("three layers 30-20-10-1 by W1", 1 / 20, _three_layers(), _deep(jnp), (2,), arguments))
    return found


# --- the losses, in JAX and as they are declared ---------------------------------------------------------------------


def _logistic(jnp: Any) -> Callable[..., Any]:
    def loss(X: Any, Y: Any, w: Any, b: Any) -> Any:
        z = X.T @ w + b
        return jnp.mean(jnp.logaddexp(0, z) - Y * z)

    return loss


def _factorisation(M: Any, U: Any, V: Any) -> Any:
    return ((U @ V.T - M) ** 2).sum() / 2


def _network(jnp: Any, soft: bool) -> Callable[..., Any]:
    def loss(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        z = W2 @ jnp.tanh(W1 @ X + b1) + b2
        if soft:
            return (jnp.log(jnp.exp(z - z.max(axis=0)).sum(axis=0)) + z.max(axis=0) - (Y * z).sum(axis=0)).mean()
        return (jnp.logaddexp(0, z) - Y * z).sum() / X.shape[1]

    return loss


def _deep(jnp: Any) -> Callable[..., Any]:
    def loss(X: Any, Y: Any, W1: Any, W2: Any, W3: Any) -> Any:
        z = W3 @ jnp.tanh(W2 @ jnp.tanh(W1 @ X))
        return (jnp.logaddexp(0, z) - Y * z).mean()

    return loss


def _of_model(name: str, *blocks: str) -> Functions:
    model = load(name)
    return model.lambdify(*blocks), model.lambdify(*blocks, work=True)


def _of(loss: Any, by: Any, arguments: Sequence[Any]) -> Functions:
    found = hessian(loss, by)
    return lambdify(found, arguments), lambdify(found, arguments, work=True)


def _two_layers(soft: bool) -> Functions:
    n, h, k, m = sizes("n h k m")
    X, Y, W1, W2 = matrix("X", n, m), matrix("Y", k, m), matrix("W1", h, n), matrix("W2", k, h)
    b1, b2 = matrix("b1", h, 1), matrix("b2", k, 1)
    A = define("A", tanh(W1 * X + b1 * ones(1, m)))
    Z = define("Z", W2 * A + b2 * ones(1, m))
    likelihood = total(logsumexp(Z)) if soft else total(softplus(Z))
    return _of((likelihood - total(hadamard(Y, Z))) / m, W1, [X, Y, W1, b1, W2, b2])


def _three_layers() -> Functions:
    n, h, k, m = sizes("n h k m")
    X, Y, W1, W2, W3 = matrix("X", n, m), matrix("Y", 1, m), matrix("W1", h, n), matrix("W2", k, h), matrix("W3", 1, k)
    A1 = define("A1", tanh(W1 * X))
    A2 = define("A2", tanh(W2 * A1))
    Z = define("Z", W3 * A2)
    return _of(total(softplus(Z) - hadamard(Y, Z)) / m, W1, [X, Y, W1, W2, W3])
