"""Logistic regression and a network: the generated functions against formulas written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derive.backends.numpy import compile, generate

pytestmark = pytest.mark.filterwarnings("error")

SIZES = [(3, 5, 4), (1, 6, 2), (4, 1, 3), (1, 1, 1), (2, 3, 1)]


def check(actual: Any, expected: Any, shape: tuple[int, ...]) -> None:
    assert actual.shape == shape and actual.dtype == np.float64
    assert type(actual) is (np.ndarray if shape else np.float64)
    np.testing.assert_allclose(actual, np.reshape(expected, shape), rtol=1e-12, atol=1e-13)


def logistic_by_hand(X: Any, Y: Any, w: Any, b: Any) -> list[Any]:
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(X.T @ w + b)))
    J = -(Y.T @ np.log(A) + (1 - Y).T @ np.log(1 - A)) / m
    return [J, X @ (A - Y) / m, np.sum(A - Y) / m]


def network_by_hand(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, g: Any, g_prime: Any) -> list[Any]:
    m = X.shape[1]
    Z1 = W1 @ X + b1 @ np.ones((1, m))
    A1 = g(Z1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    J = -(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T) / m
    dZ1 = (W2.T @ (A2 - Y)) * g_prime(Z1)
    return [J, dZ1 @ X.T / m, dZ1 @ np.ones((m, 1)) / m, (A2 - Y) @ A1.T / m, np.sum(A2 - Y) / m]


@pytest.mark.parametrize(("n", "m", "h"), SIZES)
def test_logistic(logistic: Any, plain: Any, n: int, m: int, h: int) -> None:
    values = logistic.values(n + 10 * m, n=n, m=m)
    actual = compile(generate(logistic.outputs, logistic.arguments))(**values)
    slow = plain(list(logistic.outputs.values()), values, {"n": n, "m": m}, {})
    hand = logistic_by_hand(**values)
    for result, expected, other, shape in zip(actual, hand, slow, [(), (n, 1), ()], strict=False):
        check(result, expected, shape)
        check(result, other, shape)


DERIVATIVES = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "exp": (np.exp, np.exp),
}


@pytest.mark.parametrize(("n", "m", "h"), SIZES)
@pytest.mark.parametrize("name", DERIVATIVES)
@pytest.mark.parametrize("how", ["name", "callable", "keyword"])
def test_network(network: Any, plain: Any, name: str, how: str, n: int, m: int, h: int) -> None:
    values = network.values(n + 10 * m + 100 * h, n=n, m=m, h=h)
    g, g_prime = DERIVATIVES[name]
    functions = {"name": {"g": name}, "callable": {"g": g, "g'": g_prime}, "keyword": None}[how]
    function = compile(generate(network.outputs, network.arguments, functions))  # type: ignore[arg-type]
    actual = function(**values, **({"g": g, "g_prime": g_prime} if how == "keyword" else {}))
    hand = network_by_hand(**values, g=g, g_prime=g_prime)
    slow = plain(list(network.outputs.values()), values, {"n": n, "m": m, "h": h}, {"g": g, "g'": g_prime})
    shapes: list[tuple[int, ...]] = [(), (h, n), (h, 1), (1, h), ()]
    for result, expected, other, shape in zip(actual, hand, slow, shapes, strict=False):
        check(result, expected, shape)
        check(result, other, shape)


def test_a_wrong_formula_is_seen(logistic: Any) -> None:
    values = logistic.values(1, n=3, m=5)
    J, dw, db = compile(generate(logistic.outputs, logistic.arguments))(**values)
    hand = logistic_by_hand(**values)
    with pytest.raises(AssertionError):
        check(dw, -hand[1], (3, 1))
    with pytest.raises(AssertionError):
        check(db, hand[2] * 5, ())


def test_arguments_are_given_by_place_or_name_and_are_not_changed(logistic: Any) -> None:
    function = compile(generate(logistic.outputs, logistic.arguments))
    values = logistic.values(2, n=3, m=4)
    before = {name: np.copy(value) for name, value in values.items()}
    by_name, by_place = function(**values), function(*values.values())
    assert all(np.array_equal(left, right) for left, right in zip(by_name, by_place, strict=True))
    assert all(np.array_equal(before[name], values[name]) for name in values)


def test_scalars_are_numbers_or_arrays_and_integers_are_converted(logistic: Any) -> None:
    function = compile(generate(logistic.outputs, logistic.arguments))
    X, Y, w = [[1, 2], [3, 4]], [[0], [1]], [[1], [-1]]
    results = [function(X, Y, w, b) for b in (2, 2.0, np.float32(2), np.array(2), np.array([[2.0]]), [[2]])]
    for J, dw, db in results:
        assert results[0][0] == J and np.array_equal(dw, results[0][1]) and db == results[0][2]
        check(J, results[0][0], ())


def test_one_output_is_returned_by_itself(logistic: Any) -> None:
    values = logistic.values(3, n=2, m=3)
    J = compile(generate({"J": logistic.outputs["J"]}, logistic.arguments))(**values)
    check(J, logistic_by_hand(**values)[0], ())


def test_a_defined_symbol_can_be_passed_instead_of_computed(logistic: Any) -> None:
    source = generate({"dw": logistic.outputs["dw"]}, ["X", "Y", "A"])
    assert "np.exp" not in source.text
    X, Y, A = np.ones((2, 3)), np.zeros((3, 1)), np.full((3, 1), 0.5)
    check(compile(source)(X, Y, A), [[0.5], [0.5]], (2, 1))
