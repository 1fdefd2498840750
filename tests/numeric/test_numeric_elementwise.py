"""sigmoid, softplus and tanh' against their definitions at 50 digits, real and complex."""

from collections.abc import Callable

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.arguments import Array
from numeric.elementwise import sigmoid, softplus, tanh_prime

pytestmark = pytest.mark.filterwarnings("error")

Case = tuple[Callable[..., Array], Callable[..., mpmath.mpc]]
CASES: dict[str, Case] = {
    "sigmoid": (sigmoid, lambda z: 1 / (1 + mpmath.exp(-z))),
    "softplus": (softplus, lambda z: mpmath.log1p(mpmath.exp(z))),
    "tanh_prime": (tanh_prime, lambda z: mpmath.sech(z) ** 2),
}
EDGES = [0.0, -0.0, 1e-300, -1e-300, 1.0, -1.0, 36.7, -36.7, 700.0, -700.0, 1e4, -1e4]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_edges(case: Case) -> None:
    for z in EDGES:
        _check(case, z)
        _check(case, complex(z, 1e-30))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@settings(deadline=None, max_examples=200)
@given(x=st.floats(-1e4, 1e4), y=st.floats(-1.5, 1.5))
def test_definition(case: Case, x: float, y: float) -> None:
    _check(case, x)
    _check(case, complex(x, y))


@pytest.mark.parametrize("z", [-40.0, -1.3, 0.0, 0.7, 40.0])
def test_complex_step_goes_through(z: float) -> None:
    t = 1e-30
    through = complex(z, t)
    with mpmath.workdps(50):
        slope = float(CASES["sigmoid"][1](mpmath.mpf(z)))
        curve = float(CASES["sigmoid"][1](mpmath.mpf(z)) * CASES["sigmoid"][1](mpmath.mpf(-z)))
    assert softplus(through).imag / t == pytest.approx(slope, rel=1e-15, abs=0)
    assert sigmoid(through).imag / t == pytest.approx(curve, rel=1e-15, abs=0)
    assert np.tanh(through).imag / t == pytest.approx(float(tanh_prime(z)), rel=1e-15, abs=0)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_shape_and_type(case: Case) -> None:
    function, _ = case
    assert function(1).shape == ()
    assert function(np.ones((2, 3), dtype=np.int32)).shape == (2, 3)
    assert function(np.ones((2, 3), dtype=np.float32)).dtype == np.float64
    assert function(np.ones((2, 3), dtype=np.complex64)).dtype == np.complex128


def _check(case: Case, z: complex) -> None:
    function, definition = case
    with mpmath.workdps(50):
        expected = complex(definition(mpmath.mpmathify(z)))
    actual = complex(function(z))
    assert abs(actual - expected) <= 1e-15 * abs(expected) * (1 + abs(z)) + 1e-300
    if isinstance(z, float):
        assert abs(actual - expected) <= 1e-15 * abs(expected) + 1e-300
