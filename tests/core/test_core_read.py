"""Reading: spellings of one thing are one node's meaning, mistakes are sentences, and nothing is evaluated."""

from __future__ import annotations

import pytest
import sympy
from sympy import HadamardProduct, MatAdd, MatMul, MatrixSymbol, OneMatrix, Trace, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

import derive as dv
from derive import IllFormed, Proved, Refuted, Undecided
from derive.core.text import text
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
X, C, D = dv.matrix("X", n, m), dv.matrix("C", n, n), dv.matrix("D", n, n)
x, w, a, b = dv.vector("x", n), dv.vector("w", n), dv.scalar("a"), dv.scalar("b")
z = sympy.Symbol("z")
SX, SC, Sx = MatrixSymbol("X", n, m), MatrixSymbol("C", n, n), MatrixSymbol("x", n, 1)

SPELLINGS = {
    "product": (MatMul(SC, SX, evaluate=False), C * X),
    "sum": (MatAdd(SC, SC, evaluate=False), 2 * C),
    "transpose": (Transpose(MatMul(SC, SX, evaluate=False)), X.T * C.T),
    "trace": (Trace(SC), dv.tr(C.T)),
    "hadamard": (HadamardProduct(SC, SC), dv.hadamard(C, C)),
    "ones": (OneMatrix(n, m), dv.ones(n, m)),
    "scalar in the middle": (MatMul(SC, 2, SX, evaluate=False), 2 * (C * X)),
    "power of a square matrix": (SC**2, C * C),
    "function applied by SymPy": (
        ElementwiseApplyFunction(sympy.Lambda(z, 1 / (1 + sympy.exp(-z))), SX),
        dv.sigmoid(X),
    ),
    "float": (0.5 * a, a / 2),
    "scalar algebra of SymPy": ((sympy.Symbol("u") + 1) ** 2, sympy.Symbol("u") ** 2 + 2 * sympy.Symbol("u") + 1),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_one_thing(name: str) -> None:
    assert isinstance(dv.judge(*SPELLINGS[name]), Proved)


OPERATORS = {
    "(xᵀ x) x": ((x.T * x) * x, "xᵀ x x"),
    "A - A": (C - C, "C - C"),
    "(A B)ᵀ": ((C * D).T, "(C D)ᵀ"),
    "a/a": (a / a, "a/a"),
    "1 - A": (1 - C, "1 - C"),
    "exp(log a)": (dv.exp(dv.log(a)), "exp(log(a))"),
    "A (B + C)": (C * (C + D), "C (C + D)"),
}


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_build_and_never_evaluate(name: str) -> None:
    expr, shown = OPERATORS[name]
    assert text(Session(language()).read(expr)) == shown


MISTAKES = {
    "inner sizes": (X * x, "in `X x`, `X` has m columns but `x` has n rows"),
    "sum": (C + X, "the sum of `C` and `X` does not fit: `C` is n × n but `X` is n × m"),
    "column plus row": (x + x.T, "the sum of `x` and `xᵀ` does not fit: `x` is n × 1 but `xᵀ` is 1 × n"),
    "1 × 1 product beside a matrix": (
        C + x.T * x,
        "the sum of `C` and `xᵀ x` does not fit: `C` is n × n but `xᵀ x` is 1 × 1",
    ),
    "trace": (dv.tr(X), "the trace of `X` does not exist: it is n × m, not square"),
    "hadamard": (
        dv.hadamard(C, X),
        "the elementwise product of `C` and `X` does not fit: `C` is n × n but `X` is n × m",
    ),
    "sizes are polynomials": (
        dv.matrix("P", n + 1, m) + dv.matrix("Q", n, m),
        "the sum of `P` and `Q` does not fit: `P` is (1 + n) × m but `Q` is n × m",
    ),
    "gradient of a matrix": (
        dv.partial(X, x),
        "the gradient of `X` does not exist: it is n × m, not a scalar",
    ),
    "gradient by an expression": (
        dv.partial(dv.tr(C), C * D),
        "a derivative is taken by a symbol, and `C D` is none",
    ),
    "two things with one name": (
        dv.tr(C) + dv.tr(dv.matrix("C", m, m)),
        "`C` stands for two different things",
    ),
    "a name that the loss does not mention": (
        dv.partial(dv.tr(C), dv.define("S", C * D)),
        "`tr(C)` is not written in terms of `S`, which is a name for something",
    ),
    "division by nothing": (a / (0 * b), None),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_sentences(name: str) -> None:
    expr, sentence = MISTAKES[name]
    verdict = dv.judge(expr, expr)
    assert isinstance(verdict, IllFormed)
    assert sentence is None or verdict.reason == sentence


def test_two_sides_of_different_shape() -> None:
    verdict = dv.judge(dv.partial(dv.tr(X.T * X), X), 2 * X.T)
    assert isinstance(verdict, IllFormed)
    assert verdict.reason == "the left side `∂tr(Xᵀ X)/∂X` is n × m but the right side is m × n"


@pytest.mark.parametrize("expr", ["x + 1", None, object(), sympy.Integral(z, z), sympy.oo, sympy.nan])
def test_what_is_not_in_the_language_is_a_sentence(expr: object) -> None:
    assert isinstance(dv.judge(a, expr), IllFormed | Undecided)


def test_trap_gradient_of_the_fourth_power_of_a_norm() -> None:
    loss = (x.T * x) * (x.T * x)
    assert isinstance(dv.judge(dv.partial(loss, x), 4 * (x.T * x) * x), Proved)
    assert isinstance(dv.judge(dv.partial(loss, x), 4 * x), Refuted)


def test_sympy_quotients_keep_their_condition() -> None:
    verdict = dv.judge(a / a, 1 + 0 * a)
    assert isinstance(verdict, Proved)
    assert verdict.uses == ("a ≠ 0",)


def chain(depth: int) -> object:
    expr = X
    for _ in range(depth):
        expr = dv.hadamard(dv.sigmoid(expr), 1 - dv.sigmoid(expr))
    return expr


def test_shared_subexpressions_cost_once() -> None:
    """As a tree this expression has 2**60 leaves."""
    deep = chain(60)
    assert isinstance(dv.judge(dv.tr(deep.T * X), dv.tr(X.T * deep)), Proved)
    assert isinstance(dv.judge(dv.tr(deep.T * X), 2 * dv.tr(X.T * deep)), Refuted)
    assert len(text(Session(language()).read(deep))) < 100_000
