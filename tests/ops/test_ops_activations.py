"""Activations: values far out against 50 digits, slopes in terms of themselves, each beside a false twin."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

import derive as dv
from derive import Proved, Refuted

z, a, b, c = (dv.scalar(name) for name in "z a b c".split())
s, e, g = dv.define("s", dv.silu(z)), dv.define("e", dv.elu(z)), dv.define("g", dv.gelu(z))
f = dv.define("f", dv.elu(z, a))
LEVELS = (-1e4, -800.0, -40.0, -6.0, -1.0, -1e-9, 1e-9, 0.5, 5.0, 40.0, 800.0, 1e4)


def _normal(x: Any) -> Any:
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


VALUES: dict[str, tuple[Any, Any]] = {
    "elu": (e, lambda x: x if x > 0 else mpmath.expm1(x)),
    "slope of elu": (dv.gradient(e, z), lambda x: mpmath.mpf(1) if x > 0 else mpmath.exp(x)),
    "silu": (s, lambda x: x * _sigmoid(x)),
    "slope of silu": (dv.gradient(s, z), lambda x: _sigmoid(x) * (1 + x * (1 - _sigmoid(x)))),
    "gelu": (g, lambda x: x * _normal(x)),
    "slope of gelu": (dv.gradient(g, z), lambda x: _normal(x) + x * mpmath.npdf(x)),
    "Φ": (dv.normal_distribution(z), _normal),
    "erf": (dv.erf(z), mpmath.erf),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_against_50_digits(name: str) -> None:
    expr, reference = VALUES[name]
    function = dv.lambdify(expr, [z])
    with mpmath.workdps(50):
        for level in LEVELS:
            exact = reference(mpmath.mpf(level))
            assert abs(function(level) - exact) <= 1e-12 * max(1, abs(exact)), level
    assert function(0.0) == float(reference(mpmath.mpf(0))) or name == "slope of elu"


def test_arrays() -> None:
    x = dv.vector("x", 3)
    values = np.array([[-2.0], [0.0], [3.0]])
    for made in (dv.elu, dv.silu, dv.gelu):
        one = dv.lambdify(made(z), [z])
        np.testing.assert_allclose(dv.lambdify(made(x), [x])(values)[:, 0], [one(v) for v in values[:, 0]], rtol=1e-15)


sigma, tail = dv.sigmoid(z), dv.exp(-dv.absolute(z))
inner = a * (z + b * z**3)
CLAIMS: dict[str, tuple[Any, Any, Any]] = {
    "silu": (dv.partial(s, z), s + sigma * (1 - s), s - sigma * (1 - s)),
    "gelu": (
        dv.partial(g, z),
        dv.normal_distribution(z) + z * dv.normal_density(z),
        dv.normal_distribution(z) - z * dv.normal_density(z),
    ),
    "gelu by erf": (g, z / 2 * (1 + dv.erf(z / dv.sqrt(2))), z / 2 * (1 + dv.erf(z))),
    "gelu turned round": (dv.gelu(-z), g - z, g + z),
    "gelu by tanh": (
        dv.partial(dv.define("t", z / 2 * (1 + dv.tanh(inner))), z),
        (1 + dv.tanh(inner)) / 2 + z / 2 * (1 - dv.tanh(inner) ** 2) * a * (1 + 3 * b * z**2),
        (1 + dv.tanh(inner)) / 2 + z / 2 * (1 - dv.tanh(inner) ** 2) * a * (1 + b * z**2),
    ),
    "density": (dv.partial(dv.normal_density(z), z), -z * dv.normal_density(z), z * dv.normal_density(z)),
    "erf": (dv.erf(-z), -dv.erf(z), dv.erf(z)),
    "elu": (e, dv.relu(z) + dv.exp(dv.minimum(z, 0)) - 1, dv.relu(z) + dv.exp(dv.minimum(z, 0))),
    "slope of elu": (
        dv.partial(e, z),
        dv.cases((1, (z, ">", 0)), (e + 1, (z, "≤", 0))),
        dv.cases((1, (z, ">", 0)), (e, (z, "≤", 0))),
    ),
    "slope of elu with alpha": (
        dv.partial(f, z),
        dv.cases((1, (z, ">", 0)), (f + a, (z, "<", 0))),
        dv.cases((1, (z, ">", 0)), (f + 1, (z, "<", 0))),
    ),
    "saturation": (dv.partial(sigma, z), tail / (1 + tail) ** 2, tail / (1 + tail)),
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIMS)
def test_claims(name: str) -> None:
    lhs, right, wrong = CLAIMS[name]
    assert isinstance(dv.judge(lhs, right), Proved)
    assert isinstance(dv.judge(lhs, wrong), Refuted)


def test_elu_has_a_slope_at_zero_only_where_alpha_is_one() -> None:
    whole = dv.cases((1, (z, ">", 0)), (dv.exp(z), (z, "≤", 0)))
    assert isinstance(dv.judge(dv.partial(e, z), whole), Proved)
    doubled = dv.define("h", dv.elu(z, 2))
    assert isinstance(
        dv.judge(dv.partial(doubled, z), dv.cases((1, (z, ">", 0)), (2 * dv.exp(z), (z, "<", 0)))), Proved
    )
    at_zero = dv.judge(dv.partial(doubled, z), dv.cases((1, (z, ">", 0)), (2 * dv.exp(z), (z, "≤", 0))))
    assert isinstance(at_zero, Refuted)
    assert str(at_zero.witness.lhs).startswith("undefined (2")
