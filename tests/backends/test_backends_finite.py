"""nan and inf in an argument are noticed wherever they stand, whatever is asked for: never a number of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import derive as dv
from derive.models import load, names

pytestmark = pytest.mark.filterwarnings("error")


def points(name: str) -> Iterator[dict[str, Any]]:
    """A random one, and zeros, by which nan is multiplied, at sizes of which one is 1: such arrays may be numbers."""
    model = load(name)
    symbols = [symbol.name for symbol in (*model.given, *model.learn)]
    sample = model.twin.sample(np.random.default_rng(1), model.sizes)
    yield {symbol: np.array(sample[symbol], dtype=np.float64) for symbol in symbols}
    for size in model.sizes:
        sample = model.twin.sample(np.random.default_rng(1), {**model.sizes, size: 1})
        yield {symbol: np.zeros(np.shape(sample[symbol])) for symbol in symbols}


def unnoticed(function: Callable[..., Any], point: dict[str, Any]) -> list[tuple[str, int, float]]:
    """Argument, place and number, where the argument is not named."""
    found = []
    for name, value in point.items():
        for place in {0, value.size // 2, value.size - 1}:
            spoilt = value.copy()
            spoilt.ravel(order="K")[place] = bad = (np.nan, np.inf, -np.inf)[place % 3]
            try:
                function(**{**point, name: spoilt})
                found.append((name, place, bad))
            except ValueError as error:
                assert str(error) == f"{name} must be finite, got nan or inf"
    return found


@pytest.mark.parametrize("name", names())
def test_one_place_is_enough(name: str) -> None:
    model = load(name)
    for names_ in ((), *((output,) for output in model.outputs())):
        for work in (False, True):
            function = model.lambdify(*names_, work=work)
            for point in points(name):
                assert unnoticed(function, point) == [], (names_, work)


def test_what_is_not_noticed_is_seen() -> None:
    point = {"X": np.zeros((2, 3)), "w": np.zeros((3, 1))}
    assert {name for name, *_ in unnoticed(lambda X, w: 0, point)} == {"X", "w"}


@pytest.mark.parametrize("work", [False, True])
def test_zero_times_nan_is_not_0_where_a_matrix_is_one_number(work: bool) -> None:
    """NumPy leaves out the product by a matrix of shape (1, 1) that is 0."""
    n, m, k = dv.sizes("n m k")
    X, Y = dv.matrix("X", n, m), dv.matrix("Y", m, k)
    function = dv.lambdify(X * Y, [X, Y], work=work)
    for rows, columns in ((4, 1), (1, 4), (1, 1), (4, 4)):
        assert unnoticed(function, {"X": np.zeros((rows, 1)), "Y": np.zeros((1, columns))}) == []
        left, right = np.arange(1.0, rows + 1).reshape(-1, 1), np.arange(1.0, columns + 1).reshape(1, -1)
        np.testing.assert_array_equal(function(left, right), np.outer(left, right), strict=True)
