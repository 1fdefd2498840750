"""Every bad argument is refused with one exact sentence; every good form of it is accepted."""

import math
import re
from typing import Any

import numpy as np
import pytest

from numeric import logistic_regression, two_layer_network
from numeric.elementwise import sigmoid, softplus, tanh_prime

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(3)
LOGISTIC = logistic_regression.sample(RNG, {"n": 2, "m": 3})
NETWORK = two_layer_network.sample(RNG, {"n": 2, "h": 4, "m": 3})

LOGISTIC_CASES: list[tuple[str, Any, str]] = [
    ("X", np.ones(3), "shape (n, m) with n >= 1 and m >= 1, got shape (3,)."),
    ("X", np.ones((2, 0)), "shape (n, m) with n >= 1 and m >= 1, got shape (2, 0)."),
    ("X", np.ones((0, 3)), "shape (n, m) with n >= 1 and m >= 1, got shape (0, 3)."),
    ("X", [[1, 2], [3]], "shape (n, m) with n >= 1 and m >= 1, got rows of unequal length."),
    (
        "X",
        [["a", "b"]],
        "shape (n, m) with n >= 1 and m >= 1, got shape (1, 2) of dtype <U1.",
    ),
    (
        "X",
        [[math.nan, 1, math.inf]],
        "shape (n, m) with n >= 1 and m >= 1, got shape (1, 3) with 2 non-finite.",
    ),
    ("Y", np.ones((1, 3)), "shape (m, 1) = (3, 1), got shape (1, 3)."),
    ("Y", np.ones(3), "shape (m, 1) = (3, 1), got shape (3,)."),
    ("Y", [[0], [1], [math.nan]], "shape (m, 1) = (3, 1), got shape (3, 1) with 1 non-finite."),
    ("w", np.ones((3, 1)), "shape (n, 1) = (2, 1), got shape (3, 1)."),
    (
        "w",
        [[1], [complex(0, math.inf)]],
        "shape (n, 1) = (2, 1), got shape (2, 1) with 1 non-finite.",
    ),
    ("b", np.ones(1), "shape () or (1, 1), got shape (1,)."),
    ("b", math.inf, "shape () or (1, 1), got shape () with 1 non-finite."),
    ("b", None, "shape () or (1, 1), got shape () of dtype object."),
]
NETWORK_CASES: list[tuple[str, Any, str]] = [
    ("X", np.ones((2, 0)), "shape (n, m) with n >= 1 and m >= 1, got shape (2, 0)."),
    ("W1", np.ones((4, 3)), "shape (h, n) = (h, 2) with h >= 1, got shape (4, 3)."),
    ("W1", np.ones((0, 2)), "shape (h, n) = (h, 2) with h >= 1, got shape (0, 2)."),
    ("b1", np.ones(4), "shape (h, 1) = (4, 1), got shape (4,)."),
    ("W2", np.ones((4, 1)), "shape (1, h) = (1, 4), got shape (4, 1)."),
    ("b2", np.ones((1, 2)), "shape () or (1, 1), got shape (1, 2)."),
    ("Y", np.ones((3, 1)), "shape (1, m) = (1, 3), got shape (3, 1)."),
]


@pytest.mark.parametrize(("name", "value", "message"), LOGISTIC_CASES)
def test_logistic_regression(name: str, value: Any, message: str) -> None:
    _refused(logistic_regression, LOGISTIC, "Y", name, value, message)


@pytest.mark.parametrize(("name", "value", "message"), NETWORK_CASES)
def test_two_layer_network(name: str, value: Any, message: str) -> None:
    _refused(two_layer_network, NETWORK, "Y", name, value, message)


def test_activation_is_checked() -> None:
    network: dict[str, Any] = NETWORK
    expected = "must be a finite numeric array of shape (4, 3), got shape (3,)."
    with pytest.raises(ValueError, match=f"^{re.escape(f'g(Z1) {expected}')}$"):
        two_layer_network.loss(**network, g=lambda z: z.sum(axis=0))
    with pytest.raises(ValueError, match=f"^{re.escape(f'g_prime(Z1) {expected}')}$"):
        two_layer_network.backward(**network, g_prime=lambda z: z.sum(axis=0))


@pytest.mark.parametrize("function", [sigmoid, softplus, tanh_prime])
def test_elementwise(function: Any) -> None:
    message = "z must be a finite numeric array of any shape, got shape (2,) with 1 non-finite."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        function([0.0, math.nan])


def test_integers_booleans_and_lists_are_converted() -> None:
    values: dict[str, Any] = {
        "X": [[1, -2, 3]],
        "Y": [[True], [False], [True]],
        "w": [[2]],
        "b": -1,
    }
    same = {key: np.asarray(value, dtype=np.float64) for key, value in values.items()}
    assert logistic_regression.loss(**values) == logistic_regression.loss(**same)
    assert logistic_regression.backward(**values)["dw"].dtype == np.float64


def _refused(module: Any, good: dict[str, Any], labels: str, name: str, value: Any, message: str) -> None:
    exact = f"^{re.escape(f'{name} must be a finite numeric array of {message}')}$"
    bad = {**good, name: value}
    functions = [module.loss, module.backward]
    for function in functions:
        with pytest.raises(ValueError, match=exact):
            function(**bad)
    if name != labels:
        with pytest.raises(ValueError, match=exact):
            module.forward(**{key: entry for key, entry in bad.items() if key != labels})
