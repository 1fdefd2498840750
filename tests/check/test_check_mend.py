"""What was meant by a right side without a meaning: found after one slip of shape, proved, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

import derive as dv
from derive import IllFormed, Proved
from derive.core.text import text
from derive.normal.session import Session
from derive.ops import language

n, m, h = dv.sizes("n m h")
X, W, A, B = dv.matrix("X", n, m), dv.matrix("W", h, n), dv.matrix("A", h, m), dv.matrix("B", h, m)
w, y, c = dv.vector("w", n), dv.vector("y", m), dv.vector("c", h)
r = dv.define("r", X.T * w - y)
J = dv.define("J", r.T * r)
L = dv.define("L", dv.tr(A.T * W * X))

MEANT: dict[str, tuple[Any, Any, str]] = {
    "a transpose is missing": (dv.partial(J, w), 2 * X.T * r, "2 X r"),
    "the whole is transposed": (dv.partial(J, w), 2 * r.T * X.T, "(2 rᵀ Xᵀ)ᵀ"),
    "an inner transpose is missing": (dv.partial(L, W), A * X, "A Xᵀ"),
    "factors in another order": (dv.partial(L, W), X.T * A, "A Xᵀ"),
    "in a trace": (L, dv.tr(A * W * X), "tr(Aᵀ W X)"),
    "ones of another length": (dv.row_sums(A), A * dv.ones(h), "A 1[m]"),
    "a factor outside of parentheses": (y.T * X.T * w - y.T * y, y.T * (X.T * w) - y, "yᵀ (Xᵀ w - y)"),
    "other parentheses": (dv.hadamard(W.T * A, X), W.T * dv.hadamard(A, X), "Wᵀ A ∘ X"),
}


@pytest.mark.parametrize("name", MEANT)
def test_what_was_meant(name: str) -> None:
    left, right, meant = MEANT[name]
    verdict = dv.judge(left, right)
    assert isinstance(verdict, IllFormed)
    assert verdict.correction is not None
    assert text(verdict.correction) == meant
    assert f"  derived: {meant}" in str(verdict).splitlines()
    assert isinstance(dv.judge(left, Session(language()).build(verdict.correction)), Proved)


def test_differentials_keep_their_shape() -> None:
    verdict = dv.judge(dv.d(L), dv.tr(X * A * dv.d(W)), varying=W)
    assert isinstance(verdict, IllFormed)
    assert verdict.correction is not None
    assert text(verdict.correction) == "tr(X Aᵀ dW)"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (dv.partial(J, w), 3 * X.T * r),  # with the transpose away, a factor is still wrong
        (dv.partial(L, W), A * X + W),
        (dv.partial(J, w), dv.ones(m)),
        (X * X, X * X.T),  # the left side has no meaning
        (J, X.T * X.T),
    ],
)
def test_nothing_is_said_where_no_single_change_helps(left: Any, right: Any) -> None:
    verdict = dv.judge(left, right)
    assert isinstance(verdict, IllFormed)
    assert verdict.correction is None
    assert "derived" not in str(verdict)
