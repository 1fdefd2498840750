"""Each operation beyond the first ones: a claim that holds for all sizes, and the slip that people make with it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import (
    IllFormed,
    IllTyped,
    Proved,
    Refuted,
    Undecided,
    Unreadable,
    define,
    diag,
    inverse,
    kron,
    partial,
    vec,
)


def written_with(of: Callable[[str], str]) -> SimpleNamespace:
    """The symbols, and claims: name -> left side, right side, a wrong right side, what differentials vary."""
    n, m, k, q = (dv.size(of(name)) for name in "nmkq")
    x, y, z, a, b = (
        dv.vector(of("x"), n),
        dv.vector(of("y"), n),
        dv.vector(of("z"), n),
        dv.scalar(of("a")),
        dv.scalar(of("b")),
    )
    A, B, S, Q = (dv.matrix(of(name), n, n) for name in "ABSQ")
    X, Y, U, V = dv.matrix(of("X"), n, m), dv.matrix(of("Y"), n, m), dv.matrix(of("U"), n, k), dv.matrix(of("V"), k, n)
    T, G = dv.matrix(of("T"), k, k), dv.matrix(of("G"), m, q)
    i, j, s = dv.index(of("i"), n), dv.index(of("j"), n), dv.index(of("s"), m)
    p = define(of("p"), dv.softmax(x))
    g, loss = dv.function(of("g")), dv.functional(of("J"))
    Z = define(of("Z"), V * X)
    H = define(of("H"), g(Z))
    L = loss(H)
    I = dv.identity(n)  # noqa: E741
    P = X * inverse(X.T * X) * X.T
    one = dv.ones
    z_row = dv.vector(of("c"), m).T

    claims: dict[str, tuple[Any, ...]] = {
        "mixed products": (kron(X, V) * kron(G, U), kron(X * G, V * U), kron(V * U, X * G)),
        "vec of three": (vec(V * X * G), kron(G.T, V) * vec(X), kron(V, G.T) * vec(X)),
        "commutation": (dv.commutation(n, m) * vec(X), vec(X.T), vec(X)),
        "commuted factors": (dv.commutation(k, n) * kron(X, V) * dv.commutation(m, n), kron(V, X), kron(X, V)),
        "trace of a Kronecker product": (dv.tr(kron(A, T)), dv.tr(A) * dv.tr(T), dv.tr(A) + dv.tr(T)),
        "inner product by vec": (vec(X).T * vec(Y), dv.tr(X.T * Y), dv.tr(X.T * X)),
        "sum of entries": (dv.total(X), one(1, n) * X * one(m), dv.tr(X.T * X)),
        "means": (dv.mean(X), dv.total(X) / (n * m), dv.total(X) / m),
        "rows": (dv.row_sums(X), X * one(m), dv.row_means(X)),
        "columns": (dv.column_sums(X), one(1, n) * X, dv.column_means(X)),
        "diagonal of a product": (dv.diagonal(X * Y.T), dv.row_sums(dv.hadamard(X, Y)), dv.row_sums(X)),
        "diag twice": (diag(dv.diagonal(A)), dv.hadamard(A, I), A),
        "inverse of a product": (inverse(A * B), inverse(B) * inverse(A), inverse(A) * inverse(B)),
        "inverse of an inverse": (inverse(inverse(A)), A, A.T),
        "inverse of a multiple": (inverse(a * A), inverse(A) / a, a * inverse(A)),
        "Woodbury": (
            inverse(A + U * T * V),
            inverse(A) - inverse(A) * U * inverse(inverse(T) + V * inverse(A) * U) * V * inverse(A),
            inverse(A) + inverse(A) * U * inverse(inverse(T) + V * inverse(A) * U) * V * inverse(A),
        ),
        "push-through": (
            inverse(I + U * V) * U,
            U * inverse(dv.identity(k) + V * U),
            inverse(dv.identity(n) - U * V) * U,
        ),
        "projection": (P * P, P, 2 * P),
        "normal equations": (X.T * (y - P * y), dv.zeros(m), X.T * y),
        "determinant of a product": (dv.det(A * B), dv.det(A) * dv.det(B), dv.det(A) + dv.det(B)),
        "determinant of an inverse": (dv.det(inverse(A)), 1 / dv.det(A), -dv.det(A)),
        "derivative of a determinant": (partial(dv.det(A), A), dv.det(A) * inverse(A).T, dv.det(A) * inverse(A)),
        "derivative of a log-determinant": (partial(dv.logdet(A), A), inverse(A).T, inverse(A)),
        "d of an inverse": (dv.d(inverse(A)), -inverse(A) * dv.d(A) * inverse(A), -inverse(A) * inverse(A) * dv.d(A)),
        "Sylvester": (
            dv.det(I + U * V),
            dv.det(dv.identity(k) + V * U),
            dv.det(I - U * V),
        ),
        "matrix determinant lemma": (
            dv.det(A + x * y.T),
            dv.det(A) * (1 + y.T * inverse(A) * x),
            dv.det(A) * (1 + x.T * inverse(A) * y),
        ),
        "logarithm of a determinant": (dv.logdet(A * A), 2 * dv.logdet(A), dv.logdet(A)),
        "softmax sums to one": (one(1, n) * p, 1, n),
        "softmax of rows": (dv.softmax(X, axis=1) * one(m), one(n), one(n) / m),
        "d of a softmax": (dv.d(p), (diag(p) - p * p.T) * dv.d(x), diag(p) * dv.d(x)),
        "softmax of what is shifted": (dv.softmax(X + one(n) * z_row), dv.softmax(X), dv.softmax(X + z * one(1, m))),
        "log-sum-exp of what is shifted": (dv.logsumexp(x + a), dv.logsumexp(x) + a, dv.logsumexp(x)),
        "log-sum-exp": (partial(dv.logsumexp(x), x), p, dv.exp(x)),
        "log of a softmax": (dv.log(p), x - dv.logsumexp(x) * one(n), x),
        "cross-entropy": (partial(-y.T * dv.log(p), x), p * (one(1, n) * y) - y, p - y),
        "norm": (partial(dv.norm(x), x), x / dv.norm(x), 2 * x),
        "squared norm": (dv.norm(X) ** 2, dv.tr(X.T * X), dv.norm(X)),
        "the larger and the smaller": (dv.maximum(a, b) + dv.minimum(a, b), a + b, a - b),
        "both ways": (dv.maximum(a, b), dv.maximum(b, a), dv.minimum(b, a)),
        "above zero": (dv.relu(dv.exp(x)) + dv.sign(dv.exp(x)), dv.exp(x) + one(n), dv.exp(x)),
        "relu of both signs": (dv.relu(x) - dv.relu(-x), x, dv.absolute(x)),
        "even and odd": (dv.absolute(-x) + dv.cos(-x) + dv.sin(-x), dv.absolute(x) + dv.cos(x) - dv.sin(x), x),
        "leaky": (partial(dv.leaky_relu(a, b), a), b + (1 - b) * dv.step(a), b * dv.step(a)),
        "squares": (dv.d(dv.square(x)), 2 * dv.hadamard(x, dv.d(x)), 2 * x),
        "second differential": (dv.d(dv.d(x.T * A * x)), 2 * dv.d(x).T * A * dv.d(x), dv.d(x).T * A * dv.d(x), x),
        "an unknown loss": (partial(L, V), dv.hadamard(loss.gradient(H), g.prime(Z)) * X.T, loss.gradient(H) * X.T),
        "an unknown loss of a sum": (loss(X + Y), loss(Y + X), loss(X - Y)),
        "its Hessian": (
            dv.hessian_matrix(loss(A * x), x),
            A.T * loss.hessian(A * x) * A,
            A * loss.hessian(A * x) * A.T,
        ),
        "an inner product": (dv.summed(x[i] * y[i], i), x.T * y, x.T * x),
        "a sum of logarithms": (dv.summed(dv.log(x[i]), i), one(1, n) * dv.log(x), dv.log(one(1, n) * x)),
        "a double sum": (dv.summed(X[i, s] ** 2, i, s), dv.norm(X) ** 2, dv.total(X)),
        "an entry of a product": (dv.summed(A[i, j] * x[j], j), (A * x)[i], (A.T * x)[i]),
        "an entry of a gradient": (
            partial(x.T * A * x, x)[i],
            dv.summed((A[i, j] + A[j, i]) * x[j], j),
            2 * (A * x)[i],
        ),
        "an entry of a Jacobian": (dv.jacobian_matrix(p, x)[i, j], p[i] * (dv.delta(i, j) - p[j]), p[i] * (1 - p[j])),
        "sum over samples": (dv.summed(dv.norm(X[:, s]) ** 2, s), dv.norm(X) ** 2, dv.norm(X)),
        "outer products of samples": (dv.summed(X[:, s] * Y[:, s].T, s), X * Y.T, Y * X.T),
        "all but one": (dv.summed((1 - dv.delta(i, j)) * x[j], j), one(1, n) * x - x[i], one(1, n) * x),
        "one entry": (dv.summed(dv.delta(i, j) * x[j], j), x[i], x[j] * n),
    }
    return SimpleNamespace(**locals())


HERE = written_with(str)
CLAIMS = HERE.claims
n, m, x, y, S, Q, X, Y, p, one, i, s, a, b = (
    getattr(HERE, name) for name in ("n", "m", "x", "y", "S", "Q", "X", "Y", "p", "one", "i", "s", "a", "b")
)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_and_its_false_twin(name: str) -> None:
    lhs, true, false, *varying = CLAIMS[name]
    assert isinstance(dv.judge(lhs, true, varying=tuple(varying)), Proved)
    assert isinstance(dv.judge(lhs, false, varying=tuple(varying)), Refuted)


LETTERS = "nmkqxyzabABSQXYUVTGijsgJwpZHL"


@settings(max_examples=60, deadline=None)
@given(st.permutations(LETTERS), st.sampled_from(sorted(CLAIMS)))
def test_names_change_no_verdict(names: list[str], name: str) -> None:
    """Names of sizes, variables, indices and functions, all exchanged for one another."""
    other = dict(zip(LETTERS, names, strict=True))
    lhs, true, false, *varying = written_with(lambda letter: other.get(letter, letter)).claims[name]
    assert isinstance(dv.judge(lhs, true, varying=tuple(varying)), Proved)
    assert not isinstance(dv.judge(lhs, false, varying=tuple(varying)), Proved)


# name: (left side, right side, what is declared)
DECLARED: dict[str, tuple[Any, Any, dict[Any, str]]] = {
    "symmetric": (partial(x.T * S * x, x), 2 * S * x, {S: "symmetric"}),
    "symmetric twice": (x.T * S * y, y.T * S * x, {S: "symmetric"}),
    "inverse of symmetric": (inverse(S), inverse(S).T, {S: "symmetric"}),
    "log-determinant": (partial(dv.logdet(S), S), inverse(S), {S: "symmetric positive definite"}),
    "orthogonal": (inverse(Q), Q.T, {Q: "orthogonal"}),
    "rotated": (dv.norm(Q * x), dv.norm(x), {Q: "orthogonal"}),
    "similar": (dv.tr(Q * S * Q.T), dv.tr(S), {Q: "orthogonal"}),
    "labels": (dv.hadamard(Y, Y), Y, {Y: "entries 0 or 1"}),
    "signs": (dv.hadamard(Y, Y), one(n, m), {Y: "entries -1 or 1"}),
    "one-hot columns": (one(1, n) * Y, one(1, m), {Y: "one-hot columns"}),
    "one-hot rows": (Y.T * Y, diag(one(1, n) * Y), {Y: "one-hot rows"}),
    "one-hot": (partial(-y.T * dv.log(p), x), p - y, {y: "one-hot"}),
    "absolute values": (dv.absolute(x), x, {x: "positive"}),
}


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_declared_is_used_and_needed(name: str) -> None:
    lhs, rhs, where = DECLARED[name]
    verdict = dv.judge(lhs, rhs, where=where)
    assert isinstance(verdict, Proved)
    assert not any(word in " ".join(verdict.uses) for word in where.values())
    assert not isinstance(dv.judge(lhs, rhs), Proved)


def test_full_column_rank_makes_the_gram_matrix_invertible() -> None:
    verdict = dv.judge(inverse(X.T * X) * X.T * X, dv.identity(m), where={X: "full column rank"})
    assert isinstance(verdict, Proved) and verdict.uses == ()
    assert dv.judge(inverse(X.T * X) * X.T * X, dv.identity(m)).uses == ("Xᵀ X invertible",)


def test_what_cannot_be_declared() -> None:
    with pytest.raises(Unreadable, match="`happy` is not a property: they are "):
        dv.judge(x, x, where={x: "happy"})
    with pytest.raises(IllTyped, match="a variable of n × m cannot be symmetric"):
        dv.judge(X, X, where={X: "symmetric"})
    with pytest.raises(Unreadable, match="only of variables can anything be declared"):
        dv.judge(p, p, where={p: "positive"})


def test_no_proof_from_what_cannot_be() -> None:
    """Q orthogonal with Q = 2 P orthogonal: nothing is proved where no point has all that is declared."""
    assert isinstance(dv.judge(inverse(x * x.T), dv.zeros(n, n)), Undecided)
    assert isinstance(dv.judge(dv.log(-dv.exp(a)), b), Undecided)


SENTENCES = {
    "inverse": (inverse(X), "the inverse of `X` does not exist: it is n × m, not square"),
    "determinant": (dv.det(X), "the determinant of `X` does not exist: it is n × m, not square"),
    "diag": (diag(X), "`diag(X)` does not exist: `X` is n × m, not a column or a row"),
    "diagonal": (dv.diagonal(X), "the diagonal of `X` does not exist: it is n × m, not square"),
    "index": (x[s], "in `x[s]`, the index `s` goes up to m but `x` has n rows"),
    "Hessian": (dv.hessian_matrix(x, x), "the Hessian of `x` does not exist: it is n × 1, not a scalar"),
    "free in a definition": (define("w", x[i]) * x, "the index `i` is free in the definition of `w`"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_mistakes_are_sentences(name: str) -> None:
    expr, sentence = SENTENCES[name]
    verdict = dv.judge(expr, expr)
    assert isinstance(verdict, IllFormed) and verdict.reason == sentence
