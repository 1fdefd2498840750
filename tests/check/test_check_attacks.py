"""Attempts to make the program prove something false, refute something true, hide an assumption, or hang."""

from __future__ import annotations

import pytest
import sympy

import derive as dv
from derive import (
    IllFormed,
    Proved,
    Refuted,
    Undecided,
    d,
    define,
    exp,
    hadamard,
    identity,
    log,
    ones,
    partial,
    sigmoid,
    tr,
)

n, m = dv.sizes("n m")
X, Y, A, B = dv.matrix("X", n, m), dv.matrix("Y", n, m), dv.matrix("A", n, n), dv.matrix("B", n, n)
w, x, y = dv.vector("w", m), dv.scalar("x"), dv.scalar("y")
SX, SC, N = sympy.MatrixSymbol("X", n, m), sympy.MatrixSymbol("C", n, n), sympy.Symbol("n")
Z = define("Z", x * x)
f = dv.function

NOT_PROVED = {
    "a differential is not zero": (d(X), dv.zeros(n, m), ()),
    "... nor linear in anything": (d(tr(A * A)), 7 * tr(A * d(A)), ()),
    "... with another variable varying": (d(X), dv.zeros(n, m), (dv.scalar("Q"),)),
    "... with a defined name varying": (d(Z), 0 * x, (Z,)),
    "... with a scalar of the same name varying": (d(X), dv.zeros(n, m), (dv.scalar("X"),)),
    "the same number at every entry is a matrix": (SX.applyfunc(lambda q: sympy.Integer(1)) * w, w, ()),
    "... and not a number": (SX.applyfunc(lambda q: sympy.Integer(1)), 1 + 0 * x, ()),
    "automatic names are nobody's": (exp(x + y), exp(dv.scalar("#1")), ()),
    "a function without a name": (f("")(x), x, ()),
    "a function named like a kind of factor": (f("d of")(Z), d(Z), ()),
    "two dummies of one name": (sympy.Dummy("x"), sympy.Dummy("x"), ()),
    "symbols that do not commute": (
        sympy.Symbol("P", commutative=False) * sympy.Symbol("Q", commutative=False),
        sympy.Symbol("Q", commutative=False) * sympy.Symbol("P", commutative=False),
        (),
    ),
    "a function of a matrix inside a sum": (
        sympy.exp(sympy.Add(sympy.Trace(SC), SC, evaluate=False)),
        exp(tr(dv.matrix("C", n, n)) + dv.matrix("C", n, n)),
        (),
    ),
    "a sum that is not symmetric": ((A * B - X * X.T).T, A * B - X * X.T, ()),
    "a function does not mind a transpose": (f("g")(A.T), f("g")(A), ()),
    "one summand of an exponent is lost": (exp(x + y + 1), exp(x) * exp(y), ()),
    "another denominator": (exp(w) / (ones(1, m) * exp(w)), exp(w) / (ones(1, m) * exp(2 * w)), ()),
    "an opaque function of the name of a known one": (f("exp").prime(x), 2 * exp(x), ()),
}


@pytest.mark.parametrize("name", NOT_PROVED)
def test_it_is_not_proved(name: str) -> None:
    lhs, rhs, varying = NOT_PROVED[name]
    assert not isinstance(dv.judge(lhs, rhs, varying=varying), Proved)


COMPARED = {
    "maximum": lambda: sympy.Max(x, 0),
    "minimum": lambda: sympy.Min(x, 0),
    "piecewise": lambda: sympy.Piecewise((x, x > 0), (0, True)),
    "order of expressions": lambda: x + y <= 1 - x,
    "order of matrices": lambda: X < Y,
    "remainder": lambda: x % 2,
}


@pytest.mark.parametrize("name", COMPARED)
def test_nothing_is_decided_from_what_sympy_assumes(name: str) -> None:
    """SymPy once found x > 0 true, and with it max(x, 0) = 0."""
    with pytest.raises(dv.NoRule, match="comparisons and remainders are not part of the language"):
        COMPARED[name]()


@pytest.mark.parametrize("expr", [x, x - 1, X, X - Y, 1 / x, tr(A), d(x), partial(tr(A), A), exp(x)], ids=str)
def test_sympy_knows_no_sign_of_ours(expr: object) -> None:
    for fact in ("zero", "nonzero", "positive", "negative", "nonnegative", "nonpositive"):
        assert getattr(expr, f"is_{fact}") is None
    assert not isinstance(dv.judge(sympy.KroneckerDelta(x, y), 0 * x), Proved)


NOT_REFUTED = {
    "functions that SymPy knows and we do not": (
        SX.applyfunc(lambda q: sympy.sin(q) ** 2 + sympy.cos(q) ** 2),
        ones(n, m),
    ),
    "a size written as a plain symbol": (sympy.Trace(sympy.Identity(N)), N),
    "an imaginary symbol": (sympy.Symbol("i", imaginary=True) ** 2, sympy.Integer(-1)),
    "the derivative of a known function": (f("exp").prime(x), exp(x)),
    "a second differential": (d(d(x * x)), 2 * d(x) * d(x)),
    "a second derivative": (partial(partial(x * x * x, x), x), 6 * x),
}


@pytest.mark.parametrize("name", NOT_REFUTED)
def test_it_is_not_refuted(name: str) -> None:
    assert not isinstance(dv.judge(*NOT_REFUTED[name]), Refuted)


NEEDED = {
    "log x - log x": (log(x) - log(x), 0 * y, ("x > 0",)),
    "1/x - 1/x": (1 / x - 1 / x, 0 * y, ("x ≠ 0",)),
    "nothing times log x": (0 * log(x), 0 * y, ("x > 0",)),
    "zeros times log X": (hadamard(dv.zeros(n, m), log(X)), dv.zeros(n, m), ("X > 0",)),
    "derivative of what needs log y": (partial(0 * log(y) + x, x), 1 + 0 * x, ("y > 0",)),
}


@pytest.mark.parametrize("name", NEEDED)
def test_no_assumption_is_lost_by_cancelling(name: str) -> None:
    lhs, rhs, uses = NEEDED[name]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, Proved)
    assert verdict.uses == uses


def nested(depth: int) -> object:
    expr = x
    for _ in range(depth):
        expr = 1 / (1 + expr)
    return expr


def doubled(depth: int) -> object:
    expr = x
    for _ in range(depth):
        expr = expr + expr
    return expr


def iterated(depth: int) -> object:
    expr = x
    for _ in range(depth):
        expr = f("g")(expr)
    return expr


def logistic(depth: int) -> object:
    expr = x
    for _ in range(depth):
        expr = expr * (1 - expr)
    return expr


HARD = {
    "continued fraction": lambda: (nested(30), nested(30)),
    "doubling": lambda: (doubled(40) + X, doubled(40) + X),
    "many traces": lambda: (hadamard(*[tr(A)] * 40), hadamard(*[tr(A)] * 40)),
    "a large multiple in an exponential": lambda: (exp(10**7 * x), exp(x)),
    "a large multiple in a sigmoid": lambda: (sigmoid(10**9 * x), sigmoid(x)),
    "polynomials of polynomials": lambda: (iterated(16), iterated(16)),
    "iterated logistic map": lambda: (logistic(25), logistic(25)),
    "large matrices": lambda: (dv.matrix("P", 10_000, 10_000), dv.matrix("P", 10_000, 10_000)),
    "a large size": lambda: (tr(identity(n**40)), n**40 + 0 * x),
    "a size to a large power": lambda: (ones(n ** (10**8), 1), ones(n ** (10**8), 1)),
    "a large power": lambda: (sympy.Pow(sympy.Symbol("x"), 10**7, evaluate=False), x),
    "many factors": lambda: (hadamard(*[define(f"F{i}", X + i * Y) for i in range(70)]), X),
    "deep and unnamed": lambda: (define("Q", logistic(60)), define("Q", logistic(60))),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_claims_end(name: str) -> None:
    """Each of these took minutes or all memory once."""
    lhs, rhs = HARD[name]()
    assert isinstance(dv.judge(lhs, rhs), Proved | Refuted | Undecided | IllFormed)


SENTENCES = {
    "an expression varies": (lambda: dv.judge(d(x), d(x), varying=(x * x,)), None),
    "a size varies": (lambda: dv.judge(d(x), d(x), varying=(n,)), None),
    "nan": (lambda: dv.judge(float("nan"), x), None),
    "a differential by an expression": (lambda: dv.differential(Z, x * x), "`x x` cannot vary: it is not a variable"),
    "a gradient of a derivative": (lambda: dv.gradient(partial(x * x * x, x), x), None),
    "no factors": (lambda: hadamard(), "an elementwise product needs at least one factor"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_mistakes_are_sentences(name: str) -> None:
    work, sentence = SENTENCES[name]
    try:
        verdict = work()
    except dv.DeriveError as error:
        assert sentence is None or str(error) == sentence
    else:
        assert isinstance(verdict, IllFormed)


def test_powers_of_scalars() -> None:
    assert isinstance(dv.judge(x**-2, 1 / (x * x)), Proved)
    assert isinstance(dv.judge(x ** sympy.Rational(1, 2), dv.sqrt(x)), Proved)
    with pytest.raises(dv.NoRule, match="exponents are whole numbers, or 1/2"):
        x ** sympy.Rational(1, 3)
    assert isinstance(dv.judge(tr(A**-1), tr(A)), Refuted)


def test_gradients_with_deltas() -> None:
    for loss in (tr(A), tr(exp(A)), tr(hadamard(A, A))):
        assert isinstance(dv.judge(partial(loss, A), dv.gradient(loss, A)), Proved)
    assert str(dv.gradient(tr(A), A)) == "I[n]"
