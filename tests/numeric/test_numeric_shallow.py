"""Logistic regression in a row and with signs, two-layer networks in rows, columns, of one sample."""

from __future__ import annotations

import re
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from numeric import (
    logistic_regression,
    logistic_regression_row,
    logistic_regression_signed,
    two_layer_network_columns,
    two_layer_network_one_sample,
    two_layer_network_rows,
)
from numeric.differences import complex_step

pytestmark = pytest.mark.filterwarnings("error")

MODELS = {
    logistic_regression_row: ({"n": 3, "m": 4}, {"n": 1, "m": 1}),
    logistic_regression_signed: ({"n": 3, "m": 4}, {"n": 1, "m": 1}),
    two_layer_network_columns: ({"n": 3, "h": 2, "k": 4, "m": 5}, {"n": 1, "h": 1, "k": 1, "m": 1}),
    two_layer_network_rows: ({"n": 3, "h": 2, "k": 4, "m": 5}, {"n": 1, "h": 1, "k": 1, "m": 1}),
    two_layer_network_one_sample: ({"n": 3, "h": 2}, {"n": 1, "h": 1}),
}
CASES = [(module, sizes) for module, several in MODELS.items() for sizes in several]
IDS = [f"{module.__name__.partition('.')[2]}-{len(sizes)}-{max(sizes.values())}" for module, sizes in CASES]


@pytest.mark.parametrize(("module", "sizes"), CASES, ids=IDS)
def test_gradients_by_the_complex_step(module: Any, sizes: dict[str, int]) -> None:
    values = module.sample(np.random.default_rng(5), sizes)
    for name, gradient in module.backward(**values).items():
        by_step = complex_step(module.loss, values, name[1:])
        np.testing.assert_allclose(gradient, by_step, rtol=1e-12, atol=1e-15)
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(-gradient, by_step, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("z", [1e4, -9999.7, 710.1, -36.7, 0.4])
@pytest.mark.parametrize("label", [1, -1])
def test_signed_loss_against_50_digits(z: float, label: int) -> None:
    values: dict[str, Any] = {"X": [[1]], "Y": [[label]], "w": [[z]], "b": 0}
    with mpmath.workdps(50):
        J = float(mpmath.log1p(mpmath.exp(-label * mpmath.mpf(z))))
        dZ = float(-label / (1 + mpmath.exp(label * mpmath.mpf(z))))
    gradients = logistic_regression_signed.backward(**values)
    assert abs(logistic_regression_signed.loss(**values) - J) <= 1e-12 * max(1, J)
    assert abs(gradients["dw"].item() - dZ) <= 1e-12
    assert abs(gradients["db"].item() - dZ) <= 1e-12
    # answers -1 and 1 are answers 0 and 1
    same = logistic_regression.loss(X=[[1]], Y=[[(label + 1) / 2]], w=[[z]], b=0)
    assert abs(same - J) <= 1e-12 * max(1, J)


def test_one_sample_is_a_column_and_rows_are_columns_turned() -> None:
    values = two_layer_network_columns.sample(np.random.default_rng(1), {"n": 3, "h": 2, "k": 1, "m": 1})
    single = {**values, "x": values["X"], "y": values["Y"], "b2": values["b2"].item()}
    L = two_layer_network_one_sample.loss(**{key: single[key] for key in ("x", "W1", "b1", "W2", "b2", "y")})
    J = two_layer_network_columns.loss(**values)
    turned = {key: value.T for key, value in values.items()}
    assert L == J == two_layer_network_rows.loss(**turned)
    assert two_layer_network_columns.loss(**{**values, "Y": 1 - values["Y"]}) != J


def test_shapes_are_checked() -> None:
    values = two_layer_network_rows.sample(np.random.default_rng(1), {"n": 3, "h": 2, "k": 1, "m": 4})
    exact = "b1 must be a finite numeric array of shape (1, h) = (1, 2), got shape (2, 1)."
    with pytest.raises(ValueError, match=f"^{re.escape(exact)}$"):
        two_layer_network_rows.loss(**{**values, "b1": values["b1"].T})
    signed = logistic_regression_signed.sample(np.random.default_rng(1), {"n": 3, "m": 4})
    exact = "Y must be a finite numeric array of shape (1, m) = (1, 4), got shape (4, 1)."
    with pytest.raises(ValueError, match=f"^{re.escape(exact)}$"):
        logistic_regression_signed.backward(**{**signed, "Y": signed["Y"].T})
