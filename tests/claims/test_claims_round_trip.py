"""What the program writes in LaTeX it reads again, as the same thing."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Integer

import derive as dv
from derive import Proved
from derive.check.judge import judge
from derive.claims import read_document
from derive.core.claim import Claim
from derive.core.op import walk
from derive.core.symbols import Product
from derive.core.text import text
from derive.ops.atom import latex_name

NAMES = """```derive
X, Y : n × m
C, D : n × n
x, y : n × 1
a, b : scalar
g : activation
```
"""
n, m = dv.sizes("n m")
X, Y, C, D = dv.matrix("X", n, m), dv.matrix("Y", n, m), dv.matrix("C", n, n), dv.matrix("D", n, n)
x, y, a, b = dv.vector("x", n), dv.vector("y", n), dv.scalar("a"), dv.scalar("b")
i, j = dv.index("i", n), dv.index("j", n)
g = dv.function("g")

WRITTEN: dict[str, Any] = {
    "sum": X + Y - a,
    "product": 2 * X.T * C * X,
    "product of numbers": Product(Integer(3), Integer(4), a, Integer(2), X, Integer(-1)),
    "elementwise product": dv.hadamard(X, Y),
    "quotient": X / Y,
    "transpose": (X * Y.T).T,
    "trace": dv.tr(X * Y.T + C),
    "ones": dv.ones(n) * x.T,
    "identity": dv.identity(n) + C,
    "function": dv.sigmoid(x) + dv.exp(y) + dv.tanh(x) + g(y),
    "derivative of a function": g.prime(x),
    "inverse": dv.inverse(C) * X,
    "inverse of a transpose": dv.inverse(C).T * X,
    "determinant": dv.det(C * D),
    "log-determinant": dv.logdet(C),
    "Kronecker product": dv.kron(C, D),
    "vec": dv.vec(X).T * dv.vec(Y),
    "commutation": dv.commutation(n, m) * dv.vec(X),
    "diag": dv.diag(x) * X,
    "softmax": dv.softmax(x),
    "log-sum-exp": dv.logsumexp(x),
    "norm": dv.norm(x) * x,
    "gradient": dv.partial(dv.tr(X.T * C * X), X),
    "differential": dv.d(x).T * C * x,
    "Hessian": dv.hessian_matrix(x.T * C * x, x),
    "entry": dv.summed(C[i, j] * x[i] * y[j], i, j),
}


@pytest.mark.parametrize("name", ["mu", "Sigma", "ell", "eta_0", "muhat", "yhat", "Sigma1", "W12", "rate", "what"])
def test_names_are_read_again(name: str) -> None:
    latex = latex_name(name)
    draft = read_document(f"```derive\n{latex} : n × m\n```\n$M_0 = 2 {latex}$", "text")
    assert draft.not_understood == ()
    (read,) = (
        part.data[0] for part in walk([draft.session.read(draft.claims[0].claim.rhs)]) if part.op.name == "symbol"
    )
    assert read == name


@pytest.mark.parametrize("name", WRITTEN)
def test_there_and_back(name: str) -> None:
    expr = WRITTEN[name]
    draft = read_document(NAMES, "text")
    latex = text(draft.session.read(expr), "latex")
    draft = read_document(NAMES + f"$M_0 = {latex}$", "text")
    assert draft.not_understood == () and len(draft.claims) == 1
    stated = draft.claims[0]
    assert isinstance(judge(stated.session, Claim("", stated.claim.rhs, expr)), Proved)
    assert not isinstance(judge(stated.session, Claim("", stated.claim.rhs, 2 * expr)), Proved)
