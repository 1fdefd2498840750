"""sample: shapes, both classes, unbalanced labels, entries away from 0, same seed same data."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import logistic_regression, two_layer_network

pytestmark = pytest.mark.filterwarnings("error")

SEEDS = st.integers(0, 2**32)
SIZES = st.integers(1, 9)


@settings(deadline=None)
@given(seed=SEEDS, n=SIZES, m=SIZES)
def test_logistic_regression(seed: int, n: int, m: int) -> None:
    values = logistic_regression.sample(np.random.default_rng(seed), {"n": n, "m": m})
    shapes = {"X": (n, m), "Y": (m, 1), "w": (n, 1), "b": ()}
    assert {key: value.shape for key, value in values.items()} == shapes
    _check_labels(values.pop("Y"), m)
    _check_generic(values)


@settings(deadline=None)
@given(seed=SEEDS, n=SIZES, h=SIZES, m=SIZES)
def test_two_layer_network(seed: int, n: int, h: int, m: int) -> None:
    values = two_layer_network.sample(np.random.default_rng(seed), {"n": n, "h": h, "m": m})
    shapes = {"X": (n, m), "W1": (h, n), "b1": (h, 1), "W2": (1, h), "b2": (), "Y": (1, m)}
    assert {key: value.shape for key, value in values.items()} == shapes
    _check_labels(values.pop("Y"), m)
    _check_generic(values)


def test_same_seed_same_data() -> None:
    first, second, third = (
        logistic_regression.sample(np.random.default_rng(seed), {"n": 2, "m": 3}) for seed in (1, 1, 2)
    )
    for key in first:
        np.testing.assert_array_equal(first[key], second[key])
    assert not np.array_equal(first["X"], third["X"])


def test_one_sample_takes_either_class() -> None:
    rng = np.random.default_rng(0)
    seen = {logistic_regression.sample(rng, {"n": 1, "m": 1})["Y"].item() for _ in range(50)}
    assert seen == {0.0, 1.0}


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"n": 0, "h": 1, "m": 1}, "sizes must give an integer n >= 1, got 0."),
        ({"n": 1, "h": -2, "m": 1}, "sizes must give an integer h >= 1, got -2."),
        ({"n": 1, "h": 1}, "sizes must give an integer m >= 1, got None."),
        ({"n": 1, "h": 1, "m": 2.0}, "sizes must give an integer m >= 1, got 2.0."),
    ],
)
def test_bad_sizes(sizes: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        two_layer_network.sample(np.random.default_rng(0), sizes)


def _check_labels(Y: np.ndarray[tuple[int, ...], np.dtype[np.float64]], m: int) -> None:
    ones = int(np.sum(Y))
    assert set(Y.flat) <= {0.0, 1.0}
    assert m == 1 or 0 < ones < m
    assert m == 2 or 2 * ones != m


def _check_generic(values: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> None:
    entries = np.concatenate([value.ravel() for value in values.values()])
    assert np.all((np.abs(entries) >= 0.3) & (np.abs(entries) < 1.3))
    assert len(np.unique(np.abs(entries))) == len(entries)
