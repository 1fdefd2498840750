"""The deep networks by hand: against 50 digits at extremes, and what they refuse."""

import re
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from numeric import (
    backpropagation_entries,
    backpropagation_step,
    deep_network,
    deep_network_relu,
    equal_hidden_units,
    two_layer_network,
    zero_weights,
)
from numeric.differences import complex_step
from numeric.elementwise import relu, step

pytestmark = pytest.mark.filterwarnings("error")
MUST = "must be a finite numeric array of shape"
NAMES = "parameters must be W1, b1, ..., WL, bL, got {}."


def close(actual: object, expected: object) -> bool:
    actual, expected = np.asarray(actual), np.asarray(expected, dtype=float)
    return actual.shape == expected.shape and bool(
        np.all(np.abs(actual - expected) <= 1e-12 * np.maximum(1, np.abs(expected)))
    )


@pytest.mark.parametrize("module", [deep_network, deep_network_relu])
@pytest.mark.parametrize("level", [1e4, 745.2, 30.3, 0.4])
@pytest.mark.parametrize("label", [0, 1])
def test_three_layers_of_one_unit_and_one_sample(module: Any, level: float, label: int) -> None:
    """Z = w3 g(w2 g(w1 x)): with w3 = ± level the output is saturated, on the right side and on the wrong one."""
    for sign in (1, -1):
        w = [0.7, 1.3, sign * level]
        values = {"X": [[0.9]], "Y": [[label]], **{f"W{k}": [[c]] for k, c in enumerate(w, 1)}}
        values |= {"b1": [[0.1]], "b2": [[-0.2]], "b3": 0.3}
        with mpmath.workdps(50):
            one, two, three = (mpmath.mpf(c) for c in w)
            g, slope = (mpmath.tanh, lambda z: 1 - mpmath.tanh(z) ** 2)
            if module is deep_network_relu:
                g, slope = (lambda z: max(z, 0)), (lambda z: mpmath.mpf(z > 0))
            z1 = one * mpmath.mpf(0.9) + mpmath.mpf(0.1)
            z2 = two * g(z1) + mpmath.mpf(-0.2)
            z3 = three * g(z2) + mpmath.mpf(0.3)
            J = mpmath.log(1 + mpmath.exp(-z3 if label else z3))
            d3 = 1 / (1 + mpmath.exp(-z3)) - label
            d2 = d3 * three * slope(z2)
            d1 = d2 * two * slope(z1)
            expected = {"dW3": [[d3 * g(z2)]], "db3": d3, "dW2": [[d2 * g(z1)]], "db2": [[d2]]}
            expected |= {"dW1": [[d1 * mpmath.mpf(0.9)]], "db1": [[d1]], "J": J}
        found = {**module.backward(**values), "J": module.loss(**values)}
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            assert close(found[name], np.array(value, dtype=object).astype(float)), name


def test_rectifier() -> None:
    z = np.array([-2.0, 0.0, 3.0])
    assert relu(z).tolist() == [0, 0, 3]
    assert step(z).tolist() == [0, 0, 1]
    assert relu(z + 1e-30j).imag.tolist() == [0, 0, 1e-30]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W1": None}, NAMES.format("b1, W2, b2")),
        ({"W1": None, "b1": None}, NAMES.format("W2, b2")),
        ({"W2": None, "b2": None, "W1": None, "b1": None}, NAMES.format("none")),
        ({"V": 1}, NAMES.format("W1, b1, W2, b2, V")),
        ({"W1": np.ones((0, 2))}, f"W1 {MUST} (n1, n0) = (n1, 2) with n1 >= 1, got shape (0, 2)."),
        ({"W2": np.ones((2, 3))}, f"W2 {MUST} (1, n1) = (1, 3), got shape (2, 3)."),
        ({"b1": np.ones(3)}, f"b1 {MUST} (n1, 1) = (3, 1), got shape (3,)."),
        ({"Y": np.ones((4, 1))}, f"Y {MUST} (1, m) = (1, 4), got shape (4, 1)."),
    ],
)  # fmt: skip
def test_bad_arguments(change: dict[str, Any], message: str) -> None:
    good = deep_network.sample(np.random.default_rng(1), {"n0": 2, "n1": 3, "m": 4})
    bad = {name: value for name, value in {**good, **change}.items() if value is not None}
    for function in (deep_network.loss, deep_network.backward, deep_network_relu.backward):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            function(**bad)


@pytest.mark.parametrize("sizes", [{"m": 3}, {"n0": 2}, {"n1": 2, "m": 3}])
def test_bad_sizes(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="^sizes must give an integer (n0|m) >= 1, got None.$"):
        deep_network.sample(np.random.default_rng(1), sizes)


def test_two_layers_are_the_two_layer_network() -> None:
    values = two_layer_network.sample(np.random.default_rng(3), {"n": 3, "h": 4, "m": 5})
    assert deep_network.loss(**values) == two_layer_network.loss(**values)
    expected = two_layer_network.backward(**values)
    for name, value in deep_network.backward(**values).items():
        assert close(value, expected[name]), name


def test_any_loss_above_a_layer() -> None:
    values: dict[str, Any] = backpropagation_step.sample(np.random.default_rng(4), {"n": 2, "h": 3, "m": 4})

    def above(**point: Any) -> Any:
        return backpropagation_step.loss(**point, E=lambda Z: np.sum(np.sin(Z) * np.arange(12).reshape(3, 4)))

    slopes = backpropagation_step.derivatives(**values, E_prime=lambda Z: np.cos(Z) * np.arange(12).reshape(3, 4))
    for name in ("W2", "b2", "Z1"):
        assert close(complex_step(above, values, name), slopes[f"d{name}"]), name


def test_saturated_entries() -> None:
    """At |z| = 1e4 the errors stay finite and the slopes vanish."""
    values: dict[str, Any] = {"a0": [[1.0]], "W1": [[1e4]], "b1": [[0.0]], "W2": [[-1e4]], "b2": [[0.0]], "y": [[1.0]]}
    assert backpropagation_entries.loss(**values) == 0.5
    assert all(np.all(slope == 0) for slope in backpropagation_entries.backward(**values).values())


def test_equal_units_are_refused_and_spread() -> None:
    values: dict[str, Any] = equal_hidden_units.sample(np.random.default_rng(5), {"n": 1, "h": 3, "m": 1})
    slopes = equal_hidden_units.derivatives(**values)
    assert np.ptp(slopes["dW1"]) == np.ptp(slopes["db1"]) == np.ptp(slopes["dW2"]) == 0
    with pytest.raises(ValueError, match=r"^s must be a finite numeric array of shape \(1, h\) = \(1, 3\)"):
        equal_hidden_units.loss(**{**values, "s": np.ones((3, 1))})


def test_zero_weights_say_nothing_of_the_samples() -> None:
    values = zero_weights.sample(np.random.default_rng(6), {"n": 2, "h": 3, "m": 4})
    assert zero_weights.loss(**values) == pytest.approx(np.log(2), rel=1e-15)
    with pytest.raises(ValueError, match=r"^S must be a finite numeric array of shape \(h, n\) = \(h, 2\)"):
        zero_weights.derivatives(**{**values, "S": np.ones((3, 3))})
