"""Axes along which nothing changes: equal rows stay equal under functions, and nothing else is taken for equal."""

from __future__ import annotations

import numpy as np
import pytest

import derive as dv
from derive import Proved, Refuted, define, exp, index, matrix, ones, scalar, sigmoid, tanh, vector, zeros
from derive.core.condition import Rejected
from derive.core.form import Form, entry
from derive.core.kernel import Proof
from derive.normal.fingerprint import Fingerprints
from derive.normal.session import Session
from derive.ops import language

n, h, m = dv.sizes("n h m")
X, R, T = matrix("X", n, m), matrix("R", h, n), matrix("T", h, h)
u, t, beta = vector("u", n), vector("t", h), scalar("beta")
i, j, k = index("i", h), index("j", m), index("k", h)
g = dv.function("g")
W = define("W", ones(h) * u.T)
Z = define("Z", W * X + beta * ones(h, m))
L = define("L", ones(h) * t.T * g(Z))
H = define("H", zeros(h, n))
V = define("V", H * X)

CASES = {
    "a function of equal rows": (g(Z)[i, j], g(Z)[k, j], g(R * X)[k, j], g(R * X)[i, j]),
    "one row for all": (g(Z), ones(h) * g(u.T * X + beta), g(Z), ones(h) * g(u.T * X)),
    "two layers": (tanh(L)[i, j], tanh(L)[k, j], g(T * g(Z))[i, j], g(T * g(Z))[k, j]),
    "rows summed": (dv.column_sums(g(Z)), h * g(u.T * X + beta), dv.column_sums(g(Z)), g(u.T * X + beta)),
    "columns are no rows": (g(Z), g(Z), g(Z)[i, 1], g(Z)[i, 2]),
    "nothing behind a function": (tanh(V), zeros(h, m), tanh(Z), zeros(h, m)),
    "a half": (sigmoid(V), ones(h, m) / 2, sigmoid(V), ones(h, m)),
    "one": (exp(V), ones(h, m), exp(V), zeros(h, m)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_equal_is_proved_and_its_twin_refuted(name: str) -> None:
    left, right, other_left, other_right = CASES[name]
    assert isinstance(dv.judge(left, right), Proved)
    assert isinstance(dv.judge(other_left, other_right), Refuted)


def test_a_guess_alone_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all values in floating point equal, every axis seems idle; the kernel still sees the indices."""
    monkeypatch.setattr(Fingerprints, "value", lambda self, symbol: np.zeros((2,) * len(self.env.sizes[symbol])))
    S = define("S", R * X)
    assert not isinstance(dv.judge(g(S)[i, j], g(S)[k, j]), Proved)
    assert not isinstance(dv.judge(S, zeros(h, m)), Proved)
    assert isinstance(dv.judge(g(Z)[i, j], g(Z)[k, j]), Proved)


def test_a_name_with_fewer_axes_is_no_other_name() -> None:
    """A forged lemma: S[i,j] = t[j], where the definition of S has i in it."""
    session = Session(language())
    S = define("S", R * X)
    left = session.lower(session.read(S))
    name = session.env.abbreviate(session.lower(session.read(u.T * X)))
    lhs = entry(session.env.head("entry of", "S"), left.free)
    proof = Proof(session.kernel, lhs, Form(left.free))
    proof.step(1, ((), (), ()), ("define", "S"), (0, 1))
    proof.step(-1, ((), (), ()), ("define", name), (1,))
    lemma = proof.settle()
    with pytest.raises(Rejected, match="must equate two entries"):
        session.kernel.law(("congruence", "tanh", lemma.number))
