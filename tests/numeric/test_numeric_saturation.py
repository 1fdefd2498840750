"""J and its gradients at |Z| up to 1e4, labels right and wrong, against 50 digits."""

from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

from numeric import logistic_regression, two_layer_network
from numeric.differences import complex_step

pytestmark = pytest.mark.filterwarnings("error")

LEVELS = [1e4, 9999.7, 745.2, 710.1, 36.7, 17.3, 0.4]


def reference(Z: NDArray[np.float64], Y: NDArray[np.float64]) -> tuple[float, list[float]]:
    """(J, dJ/dZ) from the definition, with 1 - A written as 1/(1 + exp(Z)) to keep its digits."""
    with mpmath.workdps(50):
        z = [mpmath.mpf(float(value)) for value in Z.flat]
        y = [mpmath.mpf(float(value)) for value in Y.flat]
        A = [1 / (1 + mpmath.exp(-value)) for value in z]
        B = [1 / (1 + mpmath.exp(value)) for value in z]
        terms = [t * mpmath.log(a) + (1 - t) * mpmath.log(b) for t, a, b in zip(y, A, B, strict=True)]
        m = len(z)
        return float(-sum(terms) / m), [float((a - t) / m) for a, t in zip(A, y, strict=True)]


def close(actual: object, expected: object) -> bool:
    actual, expected = np.asarray(actual), np.asarray(expected)
    return bool(np.all(np.abs(actual - expected) <= 1e-12 * np.maximum(1, np.abs(expected))))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("label", [0, 1])
def test_one_sample(level: float, sign: int, label: int) -> None:
    z = sign * level
    J, (dZ,) = reference(np.array([z]), np.array([label]))
    values: dict[str, Any] = {"X": [[1]], "Y": [[label]], "w": [[z]], "b": 0}
    assert close(logistic_regression.loss(**values), J)
    gradients = logistic_regression.backward(**values)
    assert close(gradients["dw"], [[dZ]])
    assert close(gradients["db"], dZ)
    assert close(complex_step(logistic_regression.loss, values, "w"), [[dZ]])
    assert close(complex_step(logistic_regression.loss, values, "b"), dZ)


def test_logistic_mixture() -> None:
    Z = np.array([s * level for level in LEVELS for s in (1, -1) for _ in (0, 1)])
    Y = np.array([label for _ in LEVELS for _ in (1, -1) for label in (0.0, 1.0)])
    J, dZ = reference(Z, Y)
    values: dict[str, Any] = {"X": Z.reshape(1, -1), "Y": Y.reshape(-1, 1), "w": [[1.0]], "b": 0.0}
    assert close(logistic_regression.loss(**values), J)
    gradients = logistic_regression.backward(**values)
    assert close(gradients["dw"], [[float(np.dot(Z, dZ))]])
    assert close(gradients["db"], float(np.sum(dZ)))


def test_saturated_network() -> None:
    # tanh(1e4 x) is exactly 1 or -1, so Z2 is known without evaluating the hidden layer.
    X, Y = np.array([[1.0, -1.0, 1.0, -1.0]]), np.array([[1.0, 1.0, 0.0, 0.0]])
    Z2 = 1e4 * X + 0.5
    J, dZ2 = reference(Z2, Y)
    values: dict[str, Any] = {
        "X": X,
        "W1": [[1e4]],
        "b1": [[0.0]],
        "W2": [[1e4]],
        "b2": 0.5,
        "Y": Y,
    }
    assert close(two_layer_network.loss(**values), J)
    gradients = two_layer_network.backward(**values)
    assert close(gradients["dW2"], [[float(np.dot(X[0], dZ2))]])
    assert close(gradients["db2"], sum(dZ2))
    assert close(gradients["dW1"], [[0.0]])
    assert close(gradients["db1"], [[0.0]])
    for name in ("W1", "b1", "W2", "b2"):
        assert close(complex_step(two_layer_network.loss, values, name), gradients[f"d{name}"])


def test_floating_point_flags() -> None:
    values: dict[str, Any] = {"X": [[1e4, -1e4]], "Y": [[0], [1]], "w": [[1 + 1e-30j]], "b": 0}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert logistic_regression.loss(**values) == pytest.approx(1e4, rel=1e-15)
