"""Hessians and the network with full biases: the complex step of what is differentiated, and 50 digits at extremes."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from numeric import (
    least_squares,
    logistic_regression,
    matrix_factorisation,
    one_hidden_layer_vec,
    two_layer_network,
)
from numeric.differences import complex_step, complex_step_jacobian

pytestmark = pytest.mark.filterwarnings("error")

SIZES = [
    {"n": 3, "m": 4, "h": 2, "k": 2, "n_x": 2, "n_h": 3, "n_y": 2},
    {"n": 1, "m": 1, "h": 1, "k": 1, "n_x": 1, "n_h": 1, "n_y": 1},
    {"n": 2, "m": 1, "h": 3, "k": 3, "n_x": 3, "n_h": 1, "n_y": 2},
]
HESSIANS = [
    (logistic_regression, "Hw", "dw", "w"),
    (two_layer_network, "HW1", "dW1", "W1"),
    (two_layer_network, "HW2", "dW2", "W2"),
    (least_squares, "Hw", "dw", "w"),
    (matrix_factorisation, "HUU", "dU", "U"),
    (matrix_factorisation, "HUV", "dU", "V"),
    (matrix_factorisation, "HVV", "dV", "V"),
]
FIRST = [(least_squares, "w"), (matrix_factorisation, "U"), (matrix_factorisation, "V")]
FIRST += [(one_hidden_layer_vec, name) for name in ("W1", "B1", "W2", "B2")]


def close(actual: Any, expected: Any) -> bool:
    actual, expected = np.asarray(actual), np.asarray(expected)
    return actual.shape == expected.shape and bool(
        np.all(np.abs(actual - expected) <= 1e-12 * np.maximum(1, np.abs(expected)))
    )


def without(values: dict[str, Any], module: ModuleType) -> dict[str, Any]:
    """What `derivatives` takes."""
    return {name: value for name, value in values.items() if name != "Y" or module is not logistic_regression}


@pytest.mark.parametrize("sizes", SIZES, ids=["several", "ones", "mixed"])
@pytest.mark.parametrize(("module", "hessian", "gradient", "by"), HESSIANS)
def test_a_hessian_is_the_derivative_of_the_gradient(
    module: Any, hessian: str, gradient: str, by: str, sizes: dict[str, int]
) -> None:
    values = module.sample(np.random.default_rng(7), sizes)
    step = complex_step_jacobian(lambda **point: module.backward(**point)[gradient], values, by)
    found = module.derivatives(**without(values, module))[hessian]
    assert close(found, step)
    assert not close(2 * found, step)


@pytest.mark.parametrize("sizes", SIZES, ids=["several", "ones", "mixed"])
@pytest.mark.parametrize(("module", "by"), FIRST)
def test_a_gradient_is_the_derivative_of_the_loss(module: Any, by: str, sizes: dict[str, int]) -> None:
    values = module.sample(np.random.default_rng(8), sizes)
    step = complex_step(module.loss, values, by)
    assert close(module.backward(**values)[f"d{by}"], step)
    assert not close(-module.backward(**values)[f"d{by}"], step)


@pytest.mark.parametrize("level", [1e4, 710.3, 36.7, 17.3, 0.4])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("label", [0, 1])
def test_saturated_units(level: float, sign: int, label: int) -> None:
    """One sample, one feature, both layers saturated; the slopes of saturated units keep their digits."""
    z = sign * level
    with mpmath.workdps(50):
        one, two, w = mpmath.mpf(z) / 20, mpmath.mpf(z), mpmath.mpf(3)
        a1, slope = mpmath.tanh(one), 1 / mpmath.cosh(one) ** 2
        z2 = w * a1 + two
        a, b = 1 / (1 + mpmath.exp(-z2)), 1 / (1 + mpmath.exp(z2))
        J = -(label * mpmath.log(a) + (1 - label) * mpmath.log(b))
        dz2 = a if label == 0 else -b
        exact = {"dW2": dz2 * a1, "dB2": dz2, "dB1": w * dz2 * slope, "dW1": 2 * w * dz2 * slope}
        blocks = {"HW2": a * b * a1**2, "HW1": 4 * (a * b * w**2 * slope**2 - 2 * w * a1 * slope * dz2)}
    values: dict[str, Any] = {"X": [[2.0]], "W1": [[0.0]], "B1": [[z / 20]], "W2": [[3.0]], "B2": [[z]], "Y": [[label]]}
    shared = {"X": [[2.0]], "W1": [[0.0]], "b1": [[z / 20]], "W2": [[3.0]], "b2": z, "Y": [[label]]}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert close(one_hidden_layer_vec.loss(**values), float(J))
        found = one_hidden_layer_vec.backward(**values)
        second = two_layer_network.derivatives(**shared)
        logistic = logistic_regression.derivatives(X=[[2.0]], w=[[0.0]], b=float(z2))["Hw"]
    assert all(close(found[name], [[float(value)]]) for name, value in exact.items())
    assert all(close(second[name], [[float(value)]]) for name, value in blocks.items())
    assert close(logistic, [[float(4 * a * b)]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            partial(one_hidden_layer_vec.forward, B1=[[0.0]]),
            r"B1 must be .* of shape \(n_h, m\) = ",
        ),
        (
            partial(one_hidden_layer_vec.loss, Y=[[1.0]]),
            r"Y must .* \(n_y, m\) = \(2, 4\), got shape \(1, 1\)",
        ),
        (partial(least_squares.derivatives, y=[1.0]), r"y must be .* shape \(m, 1\) = "),
        (partial(matrix_factorisation.derivatives, U=[[np.inf]]), r"U must be .* shape \(n, k\)"),
        (partial(matrix_factorisation.sample, sizes={"n": 0}), "sizes must give an integer n >= 1, got 0."),
    ],
)
def test_arguments_are_checked(call: Any, words: str) -> None:
    module = {m.__name__: m for m in (least_squares, matrix_factorisation, one_hidden_layer_vec)}[call.func.__module__]
    values = {"rng": np.random.default_rng(1)}
    if "sizes" not in call.keywords:
        values = module.sample(np.random.default_rng(1), SIZES[0])
        if call.func.__name__ == "forward":
            values.pop("Y", None)
    with pytest.raises(ValueError, match=words):
        call.func(**{**values, **call.keywords})
