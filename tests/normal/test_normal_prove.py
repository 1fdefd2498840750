"""Identities that hold for all sizes, each beside a false twin; confluence; the work budget."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import (
    Proved,
    Refuted,
    Undecided,
    absolute,
    cos,
    d,
    define,
    exp,
    hadamard,
    identity,
    log,
    ones,
    partial,
    relu,
    sigmoid,
    sign,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    tr,
)
from derive.core.lemma import Lemma
from derive.normal.session import Session
from derive.ops import language

n, m, k = dv.sizes("n m k")
A, B, X, Y = dv.matrix("A", n, m), dv.matrix("B", m, k), dv.matrix("X", n, m), dv.matrix("Y", n, m)
C, D, S = dv.matrix("C", n, n), dv.matrix("D", n, n), dv.matrix("S", n, n)
x, y, a, b = dv.vector("x", n), dv.vector("y", n), dv.scalar("a"), dv.scalar("b")
g = dv.function("g")
Z = define("Z", C * x + b * ones(n))
U = define("U", C * Z + x)

# name: (left, right, false twin of the right)
TWINS = {
    "transpose of a product": ((A * B).T, B.T * A.T, None),
    "trace is cyclic": (tr(C * D * S), tr(D * S * C), tr(D * C * S)),
    "trace of a transpose": (tr(C.T), tr(C), 2 * tr(C)),
    "trace of a product is a sum of entries": (tr(A.T * X), ones(1, n) * hadamard(A, X) * ones(m), tr(A.T * Y)),
    "distribution": (C * (D + S), C * D + C * S, C * D + S * C),
    "outer products": ((x * y.T) * x, (y.T * x) * x, (x.T * x) * y),
    "quadratic form": (x.T * C * x, x.T * C.T * x, x.T * C * y),
    "symmetric part": (x.T * C * x, x.T * (C + C.T) * x / 2, x.T * (C + C.T) * x),
    "hadamard commutes": (hadamard(A, X), hadamard(X, A), hadamard(X, X)),
    "ones add up": (ones(1, n) * ones(n), n + 0 * a, m + 0 * a),
    "identity": (identity(n) * A, A, 2 * A),
    "trace of the identity": (tr(identity(n)), n + 0 * a, m + 0 * a),
    "mean": (ones(1, n) * x / n, tr(x * ones(1, n)) / n, ones(1, n) * x),
    "sigmoid of minus": (sigmoid(-X), 1 - sigmoid(X), -sigmoid(X)),
    "sigmoid by exponentials": (sigmoid(Z), exp(Z) / (1 + exp(Z)), exp(Z) / (1 - exp(Z))),
    "tanh by sigmoid": (tanh(X), 2 * sigmoid(2 * X) - 1, 2 * sigmoid(X) - 1),
    "tanh of minus": (tanh(-X), -tanh(X), tanh(X)),
    "exponential of a sum": (exp(a) * exp(b), exp(a + b), exp(a * b)),
    "exponential of a difference": (exp(a - b), exp(a) / exp(b), exp(a) - exp(b)),
    "exponential of a double": (exp(2 * X), hadamard(exp(X), exp(X)), 2 * exp(X)),
    "logarithm of an exponential": (log(exp(X)), X, -X),
    "softplus": (-log(sigmoid(X)), log(1 + exp(-X)), log(1 + exp(X))),
    "softplus of minus": (log(1 + exp(X)) - log(1 + exp(-X)), X, -X),
    "odds": (log(sigmoid(X) / (1 - sigmoid(X))), X, -X),
    "quotient": ((x + y) / y, x / y + 1, x / y - 1),
    "reciprocals of a product": (1 / (a * b), (1 / a) * (1 / b), 1 / a + 1 / b),
    "difference of squares": ((a * a - b * b) / (a - b), a + b, a - b),
    "gradient of a trace": (partial(tr(C.T * X * X.T), X), (C + C.T) * X, (C + C) * X),
    "gradient of a quadratic form": (partial(x.T * C * x, x), (C + C.T) * x, 2 * C * x),
    "gradient by the matrix": (partial(x.T * C * y, C), x * y.T, y * x.T),
    "gradient of a norm": (partial(tr(X.T * X), X), 2 * X, X),
    "gradient of a norm to the fourth": (partial((x.T * x) * (x.T * x), x), 4 * (x.T * x) * x, 4 * x),
    "gradient through any g": (partial(ones(1, n) * g(Z), x), C.T * g.prime(Z), C * g.prime(Z)),
    "second use of a name": (partial(Z.T * g(Z), Z), g(Z) + hadamard(Z, g.prime(Z)), g(Z) + g.prime(Z)),
    "gradient of tanh": (partial(ones(1, n) * tanh(Z), b), ones(1, n) * (1 - hadamard(tanh(Z), tanh(Z))), b),
    "least squares": (
        partial((C * x - y).T * (C * x - y), x),
        2 * C.T * (C * x - y),
        2 * C * (C * x - y),
    ),
    "log likelihood": (partial(log(1 + exp(a)), a), sigmoid(a), sigmoid(-a)),
    "reciprocal": (partial(1 / a, a), -1 / (a * a), 1 / (a * a)),
    "relu": (relu(X), hadamard(step(X), X), step(X)),
    "relu times itself": (hadamard(relu(X), relu(X)), hadamard(X, relu(X)), relu(X)),
    "absolute value": (hadamard(absolute(X), absolute(X)), hadamard(X, X), absolute(X)),
    "sign": (sign(X), 2 * step(X) - 1, step(X) - 1),
    "root": (hadamard(sqrt(exp(X)), sqrt(exp(X))), exp(X), sqrt(exp(X))),
    "gradient of a length": (partial(sqrt(x.T * x), x), x / sqrt(x.T * x), x / (x.T * x)),
    "gradient of relu": (partial(ones(1, n) * relu(C * x), x), C.T * step(C * x), C * step(C * x)),
    "circle": (hadamard(sin(X), sin(X)), ones(n, m) - hadamard(cos(X), cos(X)), ones(n, m) - cos(X)),
    "gradient of a sine": (partial(sin(a) * cos(a), a), 1 - 2 * sin(a) * sin(a), 1 - sin(a) * sin(a)),
    "softplus has the slope sigmoid": (partial(softplus(a), a), sigmoid(a), sigmoid(-a)),
    "differential of a product": (d(A * B), d(A) * B + A * d(B), d(A) * B),
    "differential of a hadamard product": (d(hadamard(A, X)), hadamard(d(A), X) + hadamard(A, d(X)), hadamard(A, d(X))),
    "differential of a transpose": (d(A.T), d(A).T, -d(A).T),
    "differential of a function": (d(g(X)), hadamard(g.prime(X), d(X)), g.prime(X)),
    "differential of a trace": (d(tr(C * D)), tr(d(C) * D) + tr(C * d(D)), tr(d(C) * d(D))),
    "differential of a name inside a product": (
        U.T * d(U),
        U.T * (d(C) * Z + C * d(Z) + d(x)),
        U.T * (d(C) * Z + C * d(Z)),
    ),
    "differential of a constant": (d(ones(n, m)), dv.zeros(n, m), ones(n, m)),
}
EVERYTHING = (A, B, C, D, S, X, Y, x, y, a, b)


@pytest.mark.parametrize("name", TWINS)
def test_an_identity_and_its_false_twin(name: str) -> None:
    lhs, rhs, false = TWINS[name]
    assert isinstance(dv.judge(lhs, rhs, varying=EVERYTHING), Proved)
    assert isinstance(dv.judge(rhs, lhs, varying=EVERYTHING), Proved)
    if false is not None:
        assert isinstance(dv.judge(lhs, false, varying=EVERYTHING), Refuted)


NOT_EVERYWHERE = {
    "b ≠ 0": (b / b, 1 + 0 * b, ("b ≠ 0",)),
    "a > 0": (exp(log(a)), a, ("a > 0",)),
    "a ≠ 0 at a kink": (partial(relu(a), a), step(a), ("a ≠ 0",)),
    "a ≠ 0 for the value of step": (step(a) * step(a), step(a), ("a ≠ 0",)),
    "b - a ≠ 0": ((a - b) / (a - b), 1 + 0 * a, ("b - a ≠ 0",)),
}


@pytest.mark.parametrize("name", NOT_EVERYWHERE)
def test_what_it_takes_is_said(name: str) -> None:
    lhs, rhs, uses = NOT_EVERYWHERE[name]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, Proved)
    assert verdict.uses == uses


@pytest.mark.parametrize("expr", [log(-a * a), 1 / (a - a), log(-exp(a)), log(-1 - tanh(a))])
def test_nothing_is_proved_where_nothing_is_defined(expr: object) -> None:
    assert not isinstance(dv.judge(expr, 2 * expr), Proved)
    assert not isinstance(dv.judge(expr, expr), Proved)


def test_signs_are_found() -> None:
    verdict = dv.judge(log((1 - sigmoid(a)) / sigmoid(a)), -a)
    assert isinstance(verdict, Proved)
    assert verdict.uses == ()


@st.composite
def sums(draw: st.DrawFn) -> list[object]:
    """Terms of shape n × n."""
    atoms = [C, D, S, X * Y.T, x * y.T, identity(n), hadamard(C, D), sigmoid(S), a * C, C * D]
    return draw(st.lists(st.sampled_from(atoms), min_size=2, max_size=5))


def total(terms: list[object]) -> object:
    expr = terms[0]
    for term in terms[1:]:
        expr = expr + term
    return expr


@settings(max_examples=40, deadline=None)
@given(sums(), st.randoms(use_true_random=False))
def test_order_and_association_change_no_verdict(terms: list[object], random: Random) -> None:
    shuffled = list(terms)
    random.shuffle(shuffled)
    middle = len(shuffled) // 2
    grouped = total(shuffled[:middle]) + total(shuffled[middle:]) if middle else total(shuffled)
    left, right = tr(total(terms) * C), tr(C * grouped)
    assert isinstance(dv.judge(left, right), Proved)
    assert isinstance(dv.judge(left, right + tr(shuffled[0] * shuffled[0])), Refuted)


@settings(max_examples=25, deadline=None)
@given(st.permutations(["P", "Q", "R", "U"]), st.permutations(["p", "q", "r"]))
def test_names_change_no_verdict(names: list[str], lengths: list[str]) -> None:
    p, q, r = (dv.size(length) for length in lengths)
    P, Q, R, U = (
        dv.matrix(names[0], p, q),
        dv.matrix(names[1], q, r),
        dv.matrix(names[2], r, p),
        dv.matrix(names[3], p, q),
    )
    loss = tr(P * Q * R) + tr(tanh(P).T * U)
    right = (Q * R).T + hadamard(1 - hadamard(tanh(P), tanh(P)), U)
    assert isinstance(dv.judge(partial(loss, P), right), Proved)
    assert isinstance(dv.judge(partial(loss, P), right - U), Refuted)


def test_the_budget_ends_the_search_and_is_never_read_as_false() -> None:
    """A product of 30 sums has 2**30 terms; whether the second claim is false is a matter of values alone."""
    pairs = [(dv.matrix(f"L{i}", n, n), dv.matrix(f"R{i}", n, n)) for i in range(30)]
    product, other = identity(n), identity(n)
    for i, (left, right) in enumerate(pairs):
        product, other = product * (left + right), other * (left - right if i == 7 else left + right)
    session = Session(language())
    forms = [session.lower(session.read(tr(expr))) for expr in (product, other)]
    assert not isinstance(session.prover.equal(*forms, work=5_000), Lemma)
    verdict = dv.judge(tr(product), tr(other))
    assert isinstance(verdict, Refuted)
    assert isinstance(dv.judge(tr(product), tr(other) + tr(product - other)), Proved | Undecided)


v, c = dv.vector("v", n), dv.scalar("c")
P, Q, R, V = dv.matrix("P", n, n), dv.matrix("Q", n, n), dv.matrix("R", m, m), dv.matrix("V", m, n)
gain = P * V.T * dv.inverse(V * P * V.T + R)
SEARCHED = {
    "norm of an outer product": (dv.norm(x * v.T), dv.norm(x) * dv.norm(v), dv.norm(x) + dv.norm(v), {}),
    "norm of a multiple": (dv.norm(c * x), absolute(c) * dv.norm(x), c * dv.norm(x), {}),
    "root of a square": (sqrt(c * c), absolute(c), c, {}),
    "root of a product": (sqrt(a * b), sqrt(a) * sqrt(b), sqrt(a) + sqrt(b), {a: "positive", b: "positive"}),
    "unit vector": (dv.norm(x / dv.norm(x)), 1 + 0 * c, dv.norm(x), {}),
    "similar matrices": (dv.det(dv.inverse(P) * C * P), dv.det(C), dv.det(P), {}),
    "orthogonal determinant": (dv.det(Q) * dv.det(Q), 1 + 0 * c, dv.det(Q), {Q: "orthogonal"}),
    "determinant of the identity": (dv.det(identity(n)), 1 + 0 * c, n + 0 * c, {}),
    "reciprocal of a sign": (1 / y, y, -y, {y: "entries -1 or 1"}),
    "Joseph": (
        (identity(n) - gain * V) * P * (identity(n) - gain * V).T + gain * R * gain.T,
        (identity(n) - gain * V) * P,
        P,
        {P: "symmetric", R: "symmetric"},
    ),
    "inverse of a Kronecker product": (
        dv.inverse(dv.kron(C, R)),
        dv.kron(dv.inverse(C), dv.inverse(R)),
        dv.kron(dv.inverse(C), R),
        {},
    ),
}


@pytest.mark.parametrize("name", SEARCHED)
def test_what_takes_a_longer_search(name: str) -> None:
    lhs, rhs, false, where = SEARCHED[name]
    assert isinstance(dv.judge(lhs, rhs, where=where), Proved)
    assert isinstance(dv.judge(lhs, false, where=where), Refuted)
