"""The second opinion on its own: jets against NumPy's complex step, enclosures, witnesses, defects."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest

import derive as dv
from derive import IllFormed, Proved, Refuted, Undecided, define, exp, hadamard, log, ones, partial, sigmoid, tanh, tr
from derive.check.evaluate import Evaluator, Point
from derive.check.number import Imprecise, Jet, Undefined, differ, jet, precision
from derive.check.verdict import Enclosure
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
X, C, w, y, a = dv.matrix("X", n, m), dv.matrix("C", n, n), dv.vector("w", n), dv.vector("y", m), dv.scalar("a")
g, v = dv.function("g"), dv.vector("v", n)

VALUES = {"X": [[0.5, -1.25, 2.0], [1.5, 0.75, -0.5]], "w": [[1.25], [-0.5]], "y": [[0.5], [1.0], [-2.0]]}
LOSSES = {
    "least squares": (
        (X.T * w - y).T * (X.T * w - y),
        lambda v: ((v["X"].T @ v["w"] - v["y"]) ** 2).sum(),
    ),
    "tanh": (ones(1, n) * tanh(X) * y, lambda v: (np.tanh(v["X"]) @ v["y"]).sum()),
    "quotient": (w.T * (X / (1 + exp(X))) * y, lambda v: (v["w"].T @ (v["X"] / (1 + np.exp(v["X"]))) @ v["y"]).sum()),
    "logarithm": (ones(1, n) * log(1 + hadamard(X, X)) * y, lambda v: (np.log(1 + v["X"] ** 2) @ v["y"]).sum()),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_by_jets_is_the_complex_step(name: str) -> None:
    loss, by_numpy = LOSSES[name]
    session = Session(language())
    node, variable = session.read(loss), session.read(X)
    entries = {key: tuple(tuple(Fraction(x) for x in row) for row in rows) for key, rows in VALUES.items()}
    with precision(200):
        evaluator = Evaluator(language().functions, Point({"n": 2, "m": 3}, entries))
        found = evaluator.gradient(node, variable)
    values = {key: np.array(rows) for key, rows in VALUES.items()}
    for i, j in np.ndindex(2, 3):
        step = values["X"].astype(complex)
        step[i, j] += 1e-30j
        expected = by_numpy({**values, "X": step}).imag / 1e-30
        assert abs(float(found[i, j].value) - expected) <= 1e-13 * max(1, abs(expected))


def test_enclosures_that_meet_do_not_differ() -> None:
    with precision(200):
        third = flint.arb(1) / 3
        assert not differ(third * 3, flint.fmpq(1))
        assert differ(third, flint.arb(1) / 3 + flint.arb(2) ** -150)


def test_exact_numbers_alone() -> None:
    with pytest.raises(TypeError, match="is not an exact number"):
        jet(0.5)
    with pytest.raises(Undefined):
        Jet(flint.fmpq(0)).reciprocal()
    with pytest.raises(Undefined):
        Jet(flint.fmpq(-1)).log()
    with precision(64), pytest.raises(Imprecise):
        (jet(flint.arb(1) / 3) * 3 - 1).log()


def test_a_rational_witness_is_exact() -> None:
    verdict = dv.judge(partial(tr(X.T * X), X), 3 * X)
    assert isinstance(verdict, Refuted)
    assert isinstance(verdict.witness.lhs, str)
    left, right = Fraction(verdict.witness.lhs), Fraction(verdict.witness.rhs)
    assert left * 3 == right * 2
    i, j = verdict.witness.entry
    assert left == 2 * Fraction(verdict.witness.values["X"][i - 1][j - 1])


def test_an_irrational_witness_is_enclosed() -> None:
    verdict = dv.judge(partial(ones(1, n) * exp(w), w), 2 * exp(w))
    assert isinstance(verdict, Refuted)
    assert isinstance(verdict.witness.lhs, Enclosure)
    lo, hi = Fraction(verdict.witness.lhs.lo), Fraction(verdict.witness.lhs.hi)
    i, _ = verdict.witness.entry
    value = np.exp(float(Fraction(verdict.witness.values["w"][i - 1][0])))
    assert lo < hi
    assert hi - lo < Fraction(1, 10**10)
    assert float(lo) == pytest.approx(value, rel=1e-12)


def test_sizes_of_a_witness_differ() -> None:
    verdict = dv.judge(tr(X.T * X), 2 * tr(X * X.T))
    assert isinstance(verdict, Refuted)
    assert len(set(verdict.witness.sizes.values())) == 2


Z = define("Z", C * w)
loss = define("loss", ones(1, n) * g(Z))
DEFECTS = {
    "missing-factor": (partial(tr(X.T * X), X), X, "2 X"),
    "sign": (partial((w - C * w).T * w, C), w * w.T, "-w wᵀ"),
    "transpose": (partial(w.T * C * Z, Z), C * w, "Cᵀ w"),
    "product-kind": (w.T * hadamard(C, C) * w, w.T * C * C * w, None),
    "missing-derivative": (partial(loss, Z), g(Z), "g'(Z)"),
    "argument": (sigmoid(w) + sigmoid(-w), ones(n) - sigmoid(w) + sigmoid(w) - 0 * w + 0 * sigmoid(w), None),
    "missing-term": (partial(a * a + a * tr(C), a), 2 * a, "2 a + tr(C)"),
}


@pytest.mark.parametrize("defect", [name for name in DEFECTS if name != "argument"])
def test_a_defect_is_named_and_corrected(defect: str) -> None:
    lhs, rhs, correction = DEFECTS[defect]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, Refuted)
    assert verdict.defect == defect
    assert verdict.correction is not None
    if correction is not None:
        assert str(verdict.correction) == correction
    session = Session(language())
    assert isinstance(dv.judge(lhs, session.build(verdict.correction)), Proved)


def test_one_sided_definedness_is_not_a_refutation() -> None:
    """log(-a a) has no value, so it equals nothing and differs from nothing."""
    assert dv.judge(log(-a * a), a).name == "undecided"


def test_shapes_come_first() -> None:
    assert isinstance(dv.judge(X * w, X * w), IllFormed)


MIXED = {
    "mixed Hessian": (dv.hessian_matrix(w.T * C * v, w, v), C, C.T),
    "mixed Hessian of two shapes": (dv.hessian_matrix(w.T * X * y, w, y), X, 2 * X),
    "gradient of a gradient": (partial(partial(w.T * C * v, v).T * v, w), C * v, C.T * v),
    "Jacobian of a gradient": (dv.jacobian_matrix(partial(w.T * C * v, v), w), C.T, C),
}


@pytest.mark.parametrize("name", MIXED)
def test_derivatives_within_derivatives_are_kept_apart(name: str) -> None:
    lhs, rhs, false = MIXED[name]
    assert not isinstance(dv.judge(lhs, rhs), Refuted)
    assert isinstance(dv.judge(lhs, false), Refuted)


def test_axes_made_up_differently_are_no_proof_and_no_failure() -> None:
    product = dv.kron(dv.identity(n), dv.identity(m))
    assert isinstance(dv.judge(product, dv.identity(n * m)), Undecided)
    assert isinstance(dv.judge(product, 2 * dv.identity(n * m)), Refuted)


def test_orthogonal_matrices_are_not_all_rotations() -> None:
    Q = dv.matrix("Q", n, n)
    assert isinstance(dv.judge(dv.det(Q), 1 + 0 * a, where={Q: "orthogonal"}), Refuted)
    assert isinstance(dv.judge(dv.det(Q) * dv.det(Q), 1 + 0 * a, where={Q: "orthogonal"}), Proved)
