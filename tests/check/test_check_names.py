"""Slips with names, indices and slopes: each is named, and what is offered instead is proved."""

from __future__ import annotations

from typing import Any

import pytest

import derive as dv
from derive import Proved, Refuted, define, delta, hadamard, index, matrix, ones, partial, sigmoid, summed, tanh, vector
from derive.check.mutate import mutations
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
g = dv.function("g")
X, Y = matrix("X", n, m), matrix("Y", n, m)
W1, W2 = matrix("W1", n, n), matrix("W2", n, n)
Z1 = define("Z1", W1 * X)
A1 = define("A1", tanh(Z1))
Z2 = define("Z2", W2 * A1)
A2 = define("A2", g(Z2))
J = define("J", dv.tr((A2 - Y).T * (A2 - Y)) / 2)
h, k, r = index("h", n), index("k", n), index("r", n)
z, w, x = vector("z", n), vector("w", n), vector("x", n)
a = define("a", sigmoid(z))

# left side, right side with a slip, what it is called, and the right side as it is meant
SLIPS: dict[str, tuple[Any, Any, str, str]] = {
    "another layer": (A1, tanh(Z2), "index", "tanh(Z1)"),
    "another layer's weights": (partial(J, A1), W1.T * partial(J, Z2), "index", "W2ᵀ ∂J/∂Z2"),
    "another index": (partial(z.T * W1 * x, x)[k], summed(z[h] * W1[h, r], h), "index", "Σ_h z[h] W1[h,k]"),
    "the sum left out": (partial(z.T * W1 * x, x)[k], z[h] * W1[h, k], "index", "Σ_h z[h] W1[h,k]"),
    "σ of its own value": (
        partial(a[k], z)[k], sigmoid(a[k]) * (1 - sigmoid(a[k])), "argument", "σ(z[k]) (1 - σ(z[k]))"
    ),
    "z for f(z)": (partial(J, W2), partial(J, Z2) * Z1.T, "function", "∂J/∂Z2 A1ᵀ"),
    "f(z) for z": (2 * W1 * X, A1 + W1 * X, "function", "Z1 + W1 X"),
    "the slope left out": (partial(J, Z2), A2 - Y, "missing-derivative", "(A2 - Y) ∘ g'(Z2)"),
    "the slope left out inside": (
        partial(J, W2), (A2 - Y) * A1.T, "missing-derivative", "((A2 - Y) ∘ g'(Z2)) A1ᵀ"
    ),
    "tanh for its slope": (
        partial(J, Z1), hadamard(W2.T * partial(J, Z2), tanh(Z1)), "missing-derivative",
        "W2ᵀ ∂J/∂Z2 ∘ (1 - (tanh(Z1) ∘ tanh(Z1)))",
    ),
    "a name for its slope": (
        partial(J, Z1), hadamard(W2.T * partial(J, Z2), A1), "missing-derivative",
        "W2ᵀ ∂J/∂Z2 ∘ (1 - (tanh(Z1) ∘ tanh(Z1)))",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_the_slip_is_named_and_corrected(name: str) -> None:
    lhs, rhs, slip, correction = SLIPS[name]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, Refuted)
    assert (verdict.defect, str(verdict.correction)) == (slip, correction)
    assert isinstance(dv.judge(lhs, Session(language()).build(verdict.correction)), Proved)


def test_that_a_side_is_itself_is_no_correction() -> None:
    """Of x_h = x_k nothing is said by x_h = x_h."""
    verdict = dv.judge(x[h], x[k])
    assert isinstance(verdict, Refuted)
    assert (verdict.defect, verdict.correction) == ("other", None)


def test_indices_come_from_the_sums_around_a_place() -> None:
    """The index of one sum is not offered in another."""
    session = Session(language())
    two = session.read(summed(z[h] * w[h], h) + summed(z[r], r))
    changed = {str(mutated) for defect, mutated in mutations(session.language, two) if defect == "index"}
    assert changed == set()
    one = session.read(summed(z[h] * W1[h, k], h))
    changed = {str(mutated) for defect, mutated in mutations(session.language, one) if defect == "index"}
    assert changed == {"Σ_h z[k] W1[h,k]", "Σ_h z[h] W1[k,k]", "Σ_h z[h] W1[h,h]"}


def test_one_loss_for_two_is_no_slip() -> None:
    """Where nothing that is tried holds, nothing is named."""
    verdict = dv.judge(delta(h, k), z[h] * ones(1, 1))
    assert isinstance(verdict, Refuted)
    assert verdict.correction is None
