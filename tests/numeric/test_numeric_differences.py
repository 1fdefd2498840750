"""complex_step and central_difference on a loss whose gradient is known, and their error orders."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from numeric.arguments import Array
from numeric.differences import Loss, central_difference, complex_step, complex_step_jacobian

pytestmark = pytest.mark.filterwarnings("error")


Method = Callable[..., NDArray[np.float64]]


def cubes(*, x: Array, a: Array) -> complex:
    total: complex = np.sum(a * x**3).item()
    return total


VALUES: dict[str, NDArray[np.float64]] = {
    "x": np.array([[0.5, -1.25, 2.0], [3.0, 0.75, -0.1]]),
    "a": np.array(1.5),
}
SLOPE = 3 * 1.5 * VALUES["x"] ** 2


def test_known_gradient() -> None:
    np.testing.assert_allclose(complex_step(cubes, VALUES, "x"), SLOPE, rtol=1e-14)
    np.testing.assert_allclose(central_difference(cubes, VALUES, "x"), SLOPE, rtol=1e-6)
    assert complex_step(cubes, VALUES, "a") == pytest.approx(float(np.sum(VALUES["x"] ** 3)))
    assert central_difference(cubes, VALUES, "a").shape == ()


def test_known_jacobian() -> None:
    """Of F = a x, columns one below the other: diag(a)."""
    x = VALUES["x"]
    a = np.arange(1.0, 7.0).reshape(2, 3)
    slopes = complex_step_jacobian(lambda x, a: a * x, {"x": x, "a": a}, "x")
    np.testing.assert_allclose(slopes, np.diag(a.ravel(order="F")), atol=1e-15)
    with pytest.raises(ValueError, match="loss must return a complex number"):
        complex_step_jacobian(lambda x, a: np.abs(x), {"x": x, "a": a}, "x")


@pytest.mark.parametrize(("method", "sign"), [(complex_step, -1), (central_difference, 1)])
def test_error_is_of_second_order(method: Method, sign: int) -> None:
    # For a x^3 the truncation error is exactly a t^2, with opposite signs for the two methods.
    for t in (0.5, 0.25):
        error = method(cubes, VALUES, "x", step=t) - SLOPE
        np.testing.assert_allclose(error, sign * 1.5 * t**2, rtol=1e-12)


def test_values_are_left_alone() -> None:
    before = {key: value.copy() for key, value in VALUES.items()}
    complex_step(cubes, VALUES, "x")
    central_difference(cubes, VALUES, "x")
    for key, value in before.items():
        np.testing.assert_array_equal(VALUES[key], value)


def test_integers_are_converted() -> None:
    assert complex_step(cubes, {"x": [1, 2], "a": 1}, "x").tolist() == [3.0, 12.0]


@pytest.mark.parametrize("method", [complex_step, central_difference])
@pytest.mark.parametrize(
    ("values", "name", "step", "message"),
    [
        (VALUES, "y", 1e-6, "name must be one of x, a, got 'y'."),
        (VALUES, "x", 0.0, "step must be a finite number > 0, got 0.0."),
        (VALUES, "x", math.nan, "step must be a finite number > 0, got nan."),
        (
            {"x": [1.0, math.inf], "a": 1.0},
            "a",
            1e-6,
            ("values['x'] must be a finite numeric array of any shape, got shape (2,) with 1 non-finite."),
        ),
        (
            {"x": [1.0, 2.0], "a": 1j},
            "x",
            1e-6,
            "values['a'] must be a real array of any shape, got shape () of dtype complex.",
        ),
    ],
)
def test_bad_arguments(method: Method, values: dict[str, Array], name: str, step: float, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        method(cubes, values, name, step=step)


@pytest.mark.parametrize("loss", [lambda x, a: abs(a * x), lambda x, a: (a * x).real.item()])
def test_a_loss_that_drops_the_imaginary_part(loss: Loss) -> None:
    with pytest.raises(ValueError, match=r"^loss must return a complex number for complex x, got "):
        complex_step(loss, {"x": 2.0, "a": 3.0}, "x")
