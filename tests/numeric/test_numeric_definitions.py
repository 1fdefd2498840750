"""forward and loss against their definitions written entry by entry."""

import math
from typing import Any

import numpy as np
import pytest

from numeric import logistic_regression, two_layer_network

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("m", [1, 4])
def test_logistic_regression(n: int, m: int) -> None:
    values = logistic_regression.sample(np.random.default_rng(n + 10 * m), {"n": n, "m": m})
    X, Y, w, b = (values[key] for key in "XYwb")
    Z = [sum(float(X[i, j] * w[i, 0]) for i in range(n)) + float(b) for j in range(m)]
    layer = logistic_regression.forward(X=X, w=w, b=b)
    assert layer["Z"].shape == layer["A"].shape == (m, 1)
    assert layer["Z"][:, 0] == pytest.approx(Z, rel=1e-14)
    assert layer["A"][:, 0] == pytest.approx([_sigmoid(z) for z in Z], rel=1e-14)
    J = logistic_regression.loss(**values)
    assert type(J) is float
    assert pytest.approx(_cross_entropy(Z, Y[:, 0].tolist()), rel=1e-13) == J


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("h", [1, 2])
@pytest.mark.parametrize("m", [1, 4])
def test_two_layer_network(n: int, h: int, m: int) -> None:
    rng = np.random.default_rng(n + 10 * h + 100 * m)
    values = two_layer_network.sample(rng, {"n": n, "h": h, "m": m})
    X, W1, b1, W2, b2, Y = (values[key] for key in ("X", "W1", "b1", "W2", "b2", "Y"))
    Z1 = [[sum(float(W1[k, i] * X[i, j]) for i in range(n)) + float(b1[k, 0]) for j in range(m)] for k in range(h)]
    Z2 = [sum(float(W2[0, k]) * math.tanh(Z1[k][j]) for k in range(h)) for j in range(m)]
    Z2 = [z + float(b2) for z in Z2]
    layer = two_layer_network.forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2)
    assert layer["Z1"].shape == layer["A1"].shape == (h, m)
    assert layer["Z2"].shape == layer["A2"].shape == (1, m)
    np.testing.assert_allclose(layer["Z1"], Z1, rtol=1e-13)
    np.testing.assert_allclose(layer["A1"], np.vectorize(math.tanh)(Z1), rtol=1e-13)
    np.testing.assert_allclose(layer["Z2"], [Z2], rtol=1e-13)
    np.testing.assert_allclose(layer["A2"], [[_sigmoid(z) for z in Z2]], rtol=1e-13)
    J = two_layer_network.loss(X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    assert type(J) is float
    assert pytest.approx(_cross_entropy(Z2, Y[0].tolist()), rel=1e-13) == J


def test_by_hand() -> None:
    values: dict[str, Any] = {"X": [[1, 2]], "Y": [[1], [0]], "w": [[0]], "b": 0}
    assert logistic_regression.loss(**values) == pytest.approx(math.log(2), rel=1e-15)
    gradients = logistic_regression.backward(**values)
    assert gradients["dw"].tolist() == [[0.25]]
    assert gradients["db"].item() == 0.0


@pytest.mark.parametrize("name", ["X", "Y", "w", "b"])
def test_complex_input_gives_complex_loss(name: str) -> None:
    values = logistic_regression.sample(np.random.default_rng(0), {"n": 2, "m": 3})
    moved = {**values, name: values[name].astype(np.complex128)}
    J = logistic_regression.loss(**moved)
    assert type(J) is complex
    assert pytest.approx(logistic_regression.loss(**values), rel=1e-15) == J


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _cross_entropy(Z: list[float], Y: list[float]) -> float:
    terms = [y * math.log(_sigmoid(z)) + (1 - y) * math.log(1 - _sigmoid(z)) for z, y in zip(Z, Y, strict=True)]
    return -sum(terms) / len(Z)
