"""Hessians as NumPy functions against `jax.hessian`: medians of interleaved runs on one core, in 64 bits.

What is measured is the time of the processor, which is that of the clock where nothing else runs: one thread each.

python -m benchmarks.hessians

The functions of both take arrays of their own library; JAX's are compiled before. The two have to agree before they
are timed. By a matrix the Hessian is that by its columns, one below the other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from statistics import median
from typing import Any, NamedTuple

os.environ |= {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "JAX_ENABLE_X64": "1",
}

import numpy as np

from derive import define, hadamard, hessian, lambdify, logsumexp, matrix, ones, sizes, softplus, tanh, total
from derive.models import load

SECONDS = 3.0  # for each case
FEWEST = 3  # runs


class Case(NamedTuple):
    """A loss in JAX and by which of its arguments it is differentiated, and the blocks of the Hessian in NumPy."""

    name: str
    bar: float
    blocks: Callable[..., Any]
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
        function = load("logistic_regression").lambdify("Hw")
        name = f"logistic regression, n = {n}, m = {m}"
        found.append(Case(name, 1 / 4, function, _logistic(jnp), (2,), arguments))
    arguments = {"M": normal(200, 200), "U": normal(200, 5), "V": normal(200, 5)}
    for name, by, blocks in (("U", (1,), ("HUU",)), ("(U, V)", (1, 2), ("HUU", "HUV", "HVV"))):
        function = load("matrix_factorisation").lambdify(*blocks)
        name = f"matrix factorisation 200 × 5 by {name}"
        found.append(Case(name, 1 / 500, function, _factorisation, by, arguments))
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


def _two_layers(soft: bool) -> Callable[..., Any]:
    n, h, k, m = sizes("n h k m")
    X, Y, W1, W2 = matrix("X", n, m), matrix("Y", k, m), matrix("W1", h, n), matrix("W2", k, h)
    b1, b2 = matrix("b1", h, 1), matrix("b2", k, 1)
    A = define("A", tanh(W1 * X + b1 * ones(1, m)))
    Z = define("Z", W2 * A + b2 * ones(1, m))
    likelihood = total(logsumexp(Z)) if soft else total(softplus(Z))
    return lambdify(hessian((likelihood - total(hadamard(Y, Z))) / m, W1), [X, Y, W1, b1, W2, b2])


def _three_layers() -> Callable[..., Any]:
    n, h, k, m = sizes("n h k m")
    X, Y, W1, W2, W3 = matrix("X", n, m), matrix("Y", 1, m), matrix("W1", h, n), matrix("W2", k, h), matrix("W3", 1, k)
    A1 = define("A1", tanh(W1 * X))
    A2 = define("A2", tanh(W2 * A1))
    Z = define("Z", W3 * A2)
    return lambdify(hessian(total(softplus(Z) - hadamard(Y, Z)) / m, W1), [X, Y, W1, W2, W3])


# --- measuring -------------------------------------------------------------------------------------------------------


def _agree(case: Case, blocks: Any, others: Sequence[Sequence[Any]]) -> None:
    """Raise AssertionError where a block is not that of JAX, whose indices are those of the two matrices."""
    places = [(i, j) for i in range(len(case.by)) for j in range(i, len(case.by))]
    for block, (i, j) in zip(blocks if len(places) > 1 else [blocks], places, strict=True):
        expected = np.asarray(others[i][j]).transpose(1, 0, 3, 2).reshape(block.shape)
        np.testing.assert_allclose(block, expected, rtol=1e-10, atol=1e-12 * np.abs(expected).max())


def measured(jax: Any, case: Case) -> tuple[float, float]:
    """The medians in seconds, ours and JAX's."""
    compiled = jax.jit(jax.hessian(case.loss, argnums=case.by))
    on_device = [jax.numpy.asarray(value) for value in case.arguments.values()]
    runs = (lambda: case.blocks(*case.arguments.values()), lambda: jax.block_until_ready(compiled(*on_device)))
    _agree(case, *(run() for run in runs))
    times: tuple[list[float], list[float]] = ([], [])
    end = time.process_time() + SECONDS
    while time.process_time() < end or len(times[0]) < FEWEST:
        for run, taken in zip(runs, times, strict=True):
            start = time.process_time()
            run()
            taken.append(time.process_time() - start)
    return median(times[0]), median(times[1])


def main() -> None:
    if find_spec("jax") is None:
        print("JAX is not installed: there is nothing to measure against.")
        return
    import jax

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"{'Hessian':45} {'derive':>10} {'JAX':>10} {'ratio':>9}  bar")
    for case in cases(jax.numpy):
        ours, theirs = measured(jax, case)
        met = "met" if ours <= case.bar * theirs else "not met"
        print(
            f"{case.name:45} {1e3 * ours:7.3f} ms {1e3 * theirs:7.1f} ms {ours / theirs:9.5f}  1/{1 / case.bar:g} {met}"
        )


if __name__ == "__main__":
    main()
