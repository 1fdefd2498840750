"""Multiclass SVM and softmax cross-entropy: gradients by the complex step, and values against 50 digits."""

from __future__ import annotations

from itertools import product
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from derive.models import load
from numeric import multiclass_svm, multiclass_svm_batch, softmax_cross_entropy, softmax_cross_entropy_batch
from numeric.differences import complex_step, complex_step_jacobian

pytestmark = pytest.mark.filterwarnings("error")

LETTERS = {
    multiclass_svm: "Cn",
    multiclass_svm_batch: "NDC",
    softmax_cross_entropy: "C",
    softmax_cross_entropy_batch: "NDC",
}
BATCHES = [multiclass_svm_batch, softmax_cross_entropy_batch]
LEVELS = [1e4, 745.3, 36.7, 0.4]


def close(actual: Any, expected: Any, within: float = 1e-12) -> bool:
    actual, expected = np.asarray(actual, dtype=float), np.asarray(expected, dtype=float)
    assert actual.shape == expected.shape
    return bool(np.all(np.abs(actual - expected) <= within * np.maximum(1, np.abs(expected))))


@pytest.mark.parametrize("module", LETTERS, ids=lambda module: module.__name__.split(".")[1])
def test_gradients(module: Any) -> None:
    for seed, sizes in enumerate(product((1, 2, 4), repeat=len(LETTERS[module]))):
        values = module.sample(np.random.default_rng(seed), dict(zip(LETTERS[module], sizes, strict=True)))
        for name, gradient in module.backward(**values).items():
            assert close(gradient, complex_step(module.loss, values, name[1:]))


@pytest.mark.parametrize("module", BATCHES, ids=lambda module: module.__name__.split(".")[1])
def test_slips_are_seen(module: Any) -> None:
    values = module.sample(np.random.default_rng(3), {"N": 4, "D": 3, "C": 5})
    N, decay = 4, values["reg"] * values["W"]
    measured = complex_step(module.loss, values, "W")
    true = module.backward(**values)["dW"]
    data = true - 2 * decay
    assert close(measured, true)
    for slip in (N * data + 2 * decay, data + decay, data, 2 * decay - data):
        assert not close(measured, slip, 1e-3)


def test_hessian() -> None:
    values = softmax_cross_entropy.sample(np.random.default_rng(5), {"C": 4})
    slopes = complex_step_jacobian(lambda **v: softmax_cross_entropy.backward(**v)["ds"], values, "s")
    hessian = softmax_cross_entropy.derivatives(**values)["Hs"]
    assert close(hessian, slopes)
    assert not close(hessian + 2 * softmax_cross_entropy.forward(s=values["s"])["p"] ** 2, slopes, 1e-3)


# --- against 50 digits -----------------------------------------------------------------------------------------------


def softmax_reference(s: Any, right: int) -> tuple[float, list[float]]:
    with mpmath.workdps(50):
        e = [mpmath.exp(mpmath.mpf(float(x))) for x in s]
        p = [x / sum(e) for x in e]
        loss = mpmath.log(sum(e) / e[right])
        return float(loss), [float(x - (k == right)) for k, x in enumerate(p)]


def hinge_reference(s: Any, right: int, Delta: float) -> tuple[float, list[float]]:
    with mpmath.workdps(50):
        z = [mpmath.mpf(float(x)) for x in s]
        margins = [x - z[right] + mpmath.mpf(Delta) for x in z]
        violated = [k != right and x > 0 for k, x in enumerate(margins)]
        slopes = [float(v) for v in violated]
        slopes[right] = -float(sum(violated))
        return float(sum(x for x, v in zip(margins, violated, strict=True) if v)), slopes


def scores(level: float) -> list[np.ndarray[Any, Any]]:
    """All margins violated, none, and mixtures, whichever class is the right one."""
    spread = level * np.array([1.0, -1.0, 0.9997, 0.3, -0.77])
    return [spread, -spread, np.full(5, level), np.array([level, level - 0.3, -level, level - 1e-3, 0.0])]


@pytest.mark.parametrize("level", LEVELS)
def test_one_sample(level: float) -> None:
    softmax, hinge = load("softmax_cross_entropy"), load("multiclass_svm")
    fast_softmax, fast_hinge = softmax.lambdify("L", "ds"), hinge.lambdify("L", "dW")
    for s, right in product(scores(level), range(5)):
        y = np.eye(5)[:, [right]]
        L, ds = softmax_reference(s, right)
        values: dict[str, Any] = {"y": y, "s": s.reshape(5, 1)}
        for loss, slope in (
            (softmax_cross_entropy.loss(**values), softmax_cross_entropy.backward(**values)["ds"]),
            fast_softmax(**values),
        ):
            assert close(loss, L)
            assert close(slope, np.reshape(ds, (5, 1)))
        L, ds = hinge_reference(s, right, 1.0)
        values = {"x": np.ones((1, 1)), "y": y, "Delta": 1.0, "W": s.reshape(5, 1)}  # one feature
        for loss, slope in (
            (multiclass_svm.loss(**values), multiclass_svm.backward(**values)["dW"]),
            fast_hinge(**values),
        ):
            assert close(loss, L)
            assert close(slope, np.reshape(ds, (5, 1)))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("N", [1, 20])
def test_batches(level: float, N: int) -> None:
    S = np.array([s for s in scores(level) for _ in range(5)])[:N]
    y = np.tile(np.arange(5), 4)[:N]
    values: dict[str, Any] = {"X": np.eye(N), "Y": np.eye(5)[y], "reg": 0.0, "W": S}  # S = W
    for module, reference, more in (
        (softmax_cross_entropy_batch, softmax_reference, {}),
        (multiclass_svm_batch, lambda s, right: hinge_reference(s, right, 1.0), {"Delta": 1.0}),
    ):
        rows = [reference(s, right) for s, right in zip(S, y, strict=True)]
        with mpmath.workdps(50):
            L = float(sum(mpmath.mpf(loss) for loss, _ in rows) / N)
        dW = np.array([slope for _, slope in rows]) / N
        point = values | more
        fast = load(module.__name__.split(".")[1]).lambdify("L", "dW")
        for loss, slope in ((module.loss(**point), module.backward(**point)["dW"]), fast(**point)):
            assert close(loss, L)
            assert close(slope, dW)


def test_a_confident_right_answer_keeps_its_digits() -> None:
    L = softmax_cross_entropy.loss(y=[[1], [0]], s=[[50.0], [0.0]])
    assert L == pytest.approx(1.9287498479639178e-22, rel=1e-14)


@pytest.mark.parametrize("y", [[[1], [1]], [[0], [0]], [[0.5], [0.5]], [[2], [-1]]])
def test_answers_that_are_not_one_hot(y: Any) -> None:
    sentence = "y must be one-hot: a single 1 among zeros in each column."
    with pytest.raises(ValueError, match=sentence):
        softmax_cross_entropy.loss(y=y, s=[[1.0], [2.0]])
    with pytest.raises(ValueError, match=sentence):
        multiclass_svm.backward(x=[[1.0]], y=y, Delta=1, W=[[1.0], [2.0]])
    for module, more in ((softmax_cross_entropy_batch, {}), (multiclass_svm_batch, {"Delta": 1})):
        with pytest.raises(ValueError, match="Y must be one-hot: a single 1 among zeros in each row."):
            module.loss(X=[[1.0]], Y=np.transpose(y), reg=0, W=[[1.0, 2.0]], **more)
