"""Inequalities: proved for all values, refuted at an exact point, and never on a condition that nobody stated."""

from __future__ import annotations

from typing import Any

import pytest

import derive as dv
from derive import IllFormed, Proved, Refuted, Undecided, Unreadable, absolute, define, diag, hadamard, judge
from derive.check.certificate import certificate, dumps
from derive.check.document import Judged
from derive.check.judge import judge as judge_claim
from derive.check.recheck import recheck
from derive.claims import read_document
from derive.core.claim import Claim
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
x, v, w = dv.vector("x", n), dv.vector("v", n), dv.vector("w", n)
X, B, S = dv.matrix("X", n, m), dv.matrix("B", n, n), dv.matrix("S", n, n)
a, b = dv.scalar("a"), dv.scalar("b")
A = define("A", dv.sigmoid(X.T * w))
NOTHING = dv.zeros(m, 1)

# the false twin is the same with another sign, or with a bound that is met
PAIRS: dict[str, tuple[tuple[Any, str, Any], tuple[Any, str, Any]]] = {
    "square": ((a * a, ">=", 0), (a * a, ">", 0)),
    "completed square": ((a * a, ">=", 2 * a * b - b * b), (a * a, ">=", 2 * a * b - b)),
    "exponential": ((dv.exp(a), ">", 0), (dv.exp(a), ">", 1)),
    "bounds of tanh": ((dv.tanh(a), "<", 1), (dv.tanh(a), "<", 0)),
    "lower bound of tanh": ((dv.tanh(a), ">", -1), (dv.tanh(a), ">=", 0)),
    "entry by entry": ((hadamard(A, 1 - A), ">", NOTHING), (A, ">", hadamard(A, A) + A)),
    "no more than": ((hadamard(A, A), "<=", A), (A, "<=", hadamard(A, A))),
    "softmax": ((dv.softmax(x), ">", dv.zeros(n, 1)), (dv.softmax(x), ">", dv.ones(n))),
    "norm": ((dv.norm(x), ">=", 0), (dv.norm(x), ">=", 1)),
    "relu": ((dv.relu(a), ">=", 0), (dv.relu(a), ">", 0)),
    "absolute value": ((absolute(a), ">=", 0), (absolute(a), ">", 0)),
    "Gram": ((v.T * B.T * B * v, ">=", 0), (v.T * B * v, ">=", 0)),
    "weighted squares": (
        (v.T * X * diag(hadamard(A, 1 - A)) * X.T * v, ">=", 0),
        (v.T * X * diag(A - hadamard(A, 2 * A)) * X.T * v, ">=", 0),
    ),
    "shifted": ((v.T * (B * B.T + dv.identity(n)) * v + 1, ">", 0), (v.T * (B * B.T - dv.identity(n)) * v, ">=", 0)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_an_inequality_and_its_false_twin(name: str) -> None:
    true, false = PAIRS[name]
    verdict = judge(true[0], true[2], relation=true[1])
    assert isinstance(verdict, Proved) and verdict.uses == ()
    refuted = judge(false[0], false[2], relation=false[1])
    assert isinstance(refuted, Refuted) and refuted.defect == "inequality" and refuted.correction is None


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (1 / (a * a), ">=", 1),  # true at small a alone
        (absolute(a) / a, ">", 0),
        (dv.log(a), ">=", 0),
        (x.T * x, ">", 0),
        (a / a, ">", 1),
        (dv.step(a), ">", 0),
        (dv.sign(a) * dv.sign(a), ">", 1),
        (dv.sqrt(a), ">", a),
        (dv.relu(a) * dv.relu(-a), ">", 0),
        (dv.det(B), ">=", 0),
        (dv.det(B) * dv.det(B), ">", 0),
        (v.T * S * v, ">=", 0),
        (dv.tr(B * B), ">=", 0),
    ],
)
def test_what_fails_somewhere_is_not_proved(left: Any, relation: str, right: Any) -> None:
    assert isinstance(judge(left, right, relation=relation), Refuted | Undecided)


def test_what_is_declared_is_used_and_not_violated_by_the_witness() -> None:
    assert isinstance(judge(a, 0, relation=">", where={a: "positive"}), Proved)
    assert isinstance(judge(a, 0, relation=">"), Refuted)
    assert isinstance(judge(a, 0, relation=">=", where={a: "entries 0 or 1"}), Proved)
    assert not isinstance(judge(a, 0, relation=">", where={a: "entries 0 or 1"}), Proved)
    assert isinstance(judge(a, 0, relation=">=", where={a: "nonzero"}), Refuted)


def test_the_witness_is_of_the_inequality_itself() -> None:
    verdict = judge(x.T * x, 1 + x.T * x, relation=">=")
    assert isinstance(verdict, Refuted)
    assert str(verdict.reason).startswith("the inequality does not hold: at the witness (n = ")
    zero = judge(x.T * x, 0, relation=">")
    assert isinstance(zero, Refuted)
    assert (
        zero.reason == "the inequality does not hold: at the witness (n = 3) the left side is 0 and the right side is 0"
    )
    assert set(zero.witness.values["x"]) == {("0",)}


def test_errors() -> None:
    assert isinstance(judge(x, a, relation=">="), IllFormed)
    with pytest.raises(Unreadable) as error:
        judge(a, b, relation="=>")
    assert str(error.value) == "`=>` is no relation: these are =, >, >=, < and <="


def test_a_certificate_of_an_inequality_is_one_of_the_equality_that_says_the_same() -> None:
    session, claim = Session(language()), Claim("claim", 1 + a * a, 0, relation=">")
    verdict = judge_claim(session, claim)
    assert isinstance(verdict, Proved)
    record = certificate(Judged(verdict, session.read(claim.lhs), session.read(claim.rhs), 0.0))
    assert record["claim"]["text"] == "1 + a a > 0"
    found = recheck(dumps(record).encode(), language().records)
    assert not found.conditions


NAMES = """```derive
X : n × m
v, w : n × 1
b, c : scalar
```
$a = \\sigma(X^T w + b)$
"""


@pytest.mark.parametrize(
    ("latex", "verdicts"),
    [
        (r"$a_i (1 - a_i) = a_i - a_i^2 > 0$", ["proved", "proved"]),
        (r"$a_i (1 - a_i) = a_i - a_i^2 \gt 0$", ["proved", "proved"]),
        (r"$\|X^T v\|^2 = v^T X X^T v \geq 0$", ["proved", "proved"]),
        (r"$-\|X^T v\|^2 = -v^T X X^T v \le 0 < 1$", ["proved", "proved", "proved"]),
        (r"$v^T X X^T v = \|X^T v\|^2 \leq 0$", ["proved", "refuted"]),
        (r"$\frac{\partial}{\partial b} \exp(b) > 0$", ["proved"]),
        (r"$a \odot (1 - a) = a - a \odot a \ge \mathbf 1$", ["proved", "refuted"]),
        # conditions
        (r"$b > 0$, $0 < c < 1$, $q = b + 1 > 0$, $w^T v \geq 1$, $n \geq 2$", ["proved"]),
    ],
)
def test_inequalities_in_documents(latex: str, verdicts: list[str]) -> None:
    draft = read_document(NAMES + latex + "\n", "text")
    made = [(stated.session, stated.claim) for stated in draft.claims[1:]]
    assert [judge_claim(session, claim).name for session, claim in made] == verdicts
    assert all(claim.kind == "inequality" for _, claim in made if claim.relation != "=")
