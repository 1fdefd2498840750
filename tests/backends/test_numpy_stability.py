"""|z| up to 1e4, warnings being errors: log σ, log(1 - σ), σ and what is made of them, against 50 digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from derive.backends.numpy import compile, generate
from derive.core.read import read
from derive.core.symbols import Quotient, define, exp, hadamard, log, sigmoid, size, tanh, vector
from derive.ops import language

pytestmark = pytest.mark.filterwarnings("error")

LEVELS = [0.0, 1e-300, 1e-9, 0.4, 17.3, 36.7, 40.1, 709.7, 710.1, 745.2, 9999.7, 1e4]
POINTS = sorted({sign * level for level in LEVELS for sign in (1, -1)})
K = size("k")
Z = vector("z", K)
A = define("A", sigmoid(Z))
C = define("C", 1 - A)
T = define("T", tanh(Z))


def mp_sigmoid(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-z))


def mp_softplus(z: Any) -> Any:
    return mpmath.log1p(mpmath.exp(z))


def mp_sech_square(z: Any) -> Any:
    return 4 * mp_sigmoid(2 * z) * mp_sigmoid(-2 * z)


EXPRESSIONS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "sigmoid": (sigmoid(Z), mp_sigmoid),
    "sigmoid of -z": (sigmoid(-Z), lambda z: mp_sigmoid(-z)),
    "exp over 1 + exp": (exp(Z) / (1 + exp(Z)), mp_sigmoid),
    "exp over exp + 1": (exp(Z) / (exp(Z) + 1), mp_sigmoid),
    "1 over 1 + exp(-z)": (1 / (1 + exp(-Z)), mp_sigmoid),
    "quotient with a number": (3 / (2 * (1 + exp(Z))), lambda z: mpmath.mpf(3) / 2 * mp_sigmoid(-z)),
    "log sigmoid": (log(sigmoid(Z)), lambda z: -mp_softplus(-z)),
    "log sigmoid(-z)": (log(sigmoid(-Z)), lambda z: -mp_softplus(z)),
    "log(1 - sigmoid)": (log(1 - sigmoid(Z)), lambda z: -mp_softplus(z)),
    "log(-sigmoid + 1)": (log(-sigmoid(Z) + 1), lambda z: -mp_softplus(z)),
    "log(1 - sigmoid(-z))": (log(1 - sigmoid(-Z)), lambda z: -mp_softplus(-z)),
    "log A": (log(A), lambda z: -mp_softplus(-z)),
    "log(1 - A)": (log(1 - A), lambda z: -mp_softplus(z)),
    "log C": (log(C), lambda z: -mp_softplus(z)),
    "log(1 + exp)": (log(1 + exp(Z)), mp_softplus),
    "log(1 + exp(-z))": (log(1 + exp(-Z)), lambda z: mp_softplus(-z)),
    "log of 1/(1 + exp(-z))": (log(1 / (1 + exp(-Z))), lambda z: -mp_softplus(-z)),
    "log exp": (log(exp(Z)), lambda z: z),
    "log odds": (log(A / (1 - A)), lambda z: z),
    "log A C": (log(hadamard(A, C)), lambda z: -mp_softplus(z) - mp_softplus(-z)),
    "A(1 - A)": (hadamard(A, 1 - A), lambda z: mp_sigmoid(z) * mp_sigmoid(-z)),
    "transposed": (log(1 - sigmoid(Z.T)).T, lambda z: -mp_softplus(z)),
    "dA A (1 - A)": (hadamard(1 / A - 1 / (1 - A), A, 1 - A), lambda z: mp_sigmoid(-z) - mp_sigmoid(z)),
    "dA A (1 - A), one fraction": (hadamard((A - 2) / hadamard(A, 1 - A), A, 1 - A), lambda z: mp_sigmoid(z) - 2),
    "dA (A - A A)": (hadamard((A - 2) / hadamard(A, C), A - hadamard(A, A)), lambda z: mp_sigmoid(z) - 2),
    "A - A A": (A - hadamard(A, A), lambda z: mp_sigmoid(z) * mp_sigmoid(-z)),
    "C": (C, lambda z: mp_sigmoid(-z)),
    "2 A A - 2 A": (2 * hadamard(A, A) - 2 * A, lambda z: -2 * mp_sigmoid(z) * mp_sigmoid(-z)),
    "1 - tanh tanh": (1 - hadamard(tanh(Z), tanh(Z)), mp_sech_square),
    "3 tanh tanh - 3": (3 * hadamard(T, T) - 3, lambda z: -3 * mp_sech_square(z)),
    "y exp over 1 + exp": (hadamard(Z, exp(Z)) / (1 + exp(Z)), lambda z: z * mp_sigmoid(z)),
    "exp times 1 over 1 + exp": (hadamard(exp(Z), 1 / (1 + exp(Z))), mp_sigmoid),
    "3 exp over 1 + exp": (3 * exp(Z) / (1 + exp(Z)), lambda z: 3 * mp_sigmoid(z)),
    "exp over (1 + exp) (1 + exp)": (
        exp(Z) / hadamard(1 + exp(Z), 1 + exp(Z)),
        lambda z: mp_sigmoid(z) * mp_sigmoid(-z),
    ),
    "2 A - 1, which is no such difference": (2 * A - 1, lambda z: 2 * mp_sigmoid(z) - 1),
    "2 - A": (2 - A, lambda z: 2 - mp_sigmoid(z)),
    "dA A": (hadamard(Quotient(Z, A), A), lambda z: z),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_nothing_overflows(name: str) -> None:
    expression, reference = EXPRESSIONS[name]
    function = compile(generate({"value": read(language(), expression)}, ["z"]))
    actual = function(np.array(POINTS).reshape(-1, 1)).ravel()
    with mpmath.workdps(50):
        for z, value in zip(POINTS, actual, strict=True):
            expected = reference(mpmath.mpf(z))
            assert abs(mpmath.mpf(float(value)) - expected) <= 1e-12 * max(1, abs(expected)), (z, value, expected)


@pytest.mark.parametrize(
    "name",
    [
        *("sigmoid", "sigmoid of -z", "1 over 1 + exp(-z)", "log sigmoid", "log(1 - A)", "log(1 + exp)", "A(1 - A)"),
        *("C", "A - A A", "2 A A - 2 A", "1 - tanh tanh", "3 tanh tanh - 3", "exp over (1 + exp) (1 + exp)"),
    ],
)
def test_no_digit_is_lost_far_out(name: str) -> None:
    """Relative to the value itself, down to the smallest number that there is."""
    expression, reference = EXPRESSIONS[name]
    function = compile(generate({"value": read(language(), expression)}, ["z"]))
    points = [sign * level for level in (0.4, 17.3, 36.7, 40.1, 300.0, 700.0) for sign in (1, -1)]
    actual = function(np.array(points).reshape(-1, 1)).ravel()
    with mpmath.workdps(50):
        for z, value in zip(points, actual, strict=True):
            expected = reference(mpmath.mpf(z))
            assert abs(mpmath.mpf(float(value)) - expected) <= 1e-14 * abs(expected) + 5e-324, (z, value, expected)


def test_the_plain_formula_fails_here() -> None:
    with pytest.raises(RuntimeWarning):
        np.log(1 - 1 / (1 + np.exp(-np.array(POINTS))))


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("z", POINTS)
def test_logistic_loss_and_gradient(logistic: Any, z: float, label: float) -> None:
    function = compile(generate(logistic.outputs, logistic.arguments))
    J, dw, db = function(X=[[1.0]], Y=[[label]], w=[[z]], b=0.0)
    with mpmath.workdps(50):
        t = mpmath.mpf(z)
        for value, expected in (
            (J, mp_softplus(t) - label * t),
            (dw[0, 0], mp_sigmoid(t) - label),
            (db, mp_sigmoid(t) - label),
        ):
            assert abs(mpmath.mpf(float(value)) - expected) <= 1e-12 * max(1, abs(expected))


def test_saturated_network(network: Any) -> None:
    function = compile(generate(network.outputs, network.arguments, {"g": "tanh"}))
    X, Y = np.array([[1.0, -1.0, 1.0, -1.0]]), np.array([[1.0, 1.0, 0.0, 0.0]])
    J, dW1, db1, dW2, db2 = function(X=X, Y=Y, W1=[[1e4]], b1=[[0.0]], W2=[[1e4]], b2=0.5)
    with mpmath.workdps(50):
        z = [mpmath.mpf(1e4 * x + 0.5) for x in X.flat]
        expected = sum(mp_softplus(t) - y * t for t, y in zip(z, Y.flat, strict=True)) / 4
        slopes = [(mp_sigmoid(t) - y) / 4 for t, y in zip(z, Y.flat, strict=True)]
        assert abs(J - expected) <= 1e-12 * expected
        assert abs(db2 - sum(slopes)) <= 1e-12
        assert abs(dW2[0, 0] - sum(s * x for s, x in zip(slopes, X.flat, strict=True))) <= 1e-12
    assert dW1 == 0 and db1 == 0
