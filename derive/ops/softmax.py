"""Softmax and log-sum-exp over columns or rows, and norms: operations that are made of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer
from sympy.matrices.expressions import MatrixExpr

from derive.core import symbols
from derive.core.errors import Unreadable
from derive.core.form import Form
from derive.core.lower import Lowering, contract
from derive.core.op import SCALAR, Node, Op, Shape
from derive.core.text import ATOM

Argument = Callable[[int, int], str]
Expr = Any


class Softmax(symbols._Built, MatrixExpr):
    """exp(X) over the sum of each of its columns (axis 0) or rows (axis 1)."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0]

    shape = symbols._Built.shape


class LogSumExp(symbols._Built, MatrixExpr):
    """log of the sum of exp over each column (axis 0) or row (axis 1)."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0]  # replaced below, where the axis is known

    shape = symbols._Built.shape


class Norm(symbols._Built, MatrixExpr):
    """The square root of the sum of the squares of all entries."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return 1, 1

    shape = symbols._Built.shape


def softmax(matrix: Expr, axis: int = 0) -> Expr:
    """P[i,j] = exp(X[i,j]) / Σ_i exp(X[i,j]): over each column, or with axis=1 over each row."""
    return Softmax(symbols.exact(matrix), _axis(axis))


def logsumexp(matrix: Expr, axis: int = 0) -> Expr:
    """log Σ_i exp(X[i,j]) as a row: over each column, or with axis=1 over each row, as a column."""
    argument = symbols.exact(matrix)
    rows, cols = symbols.dimensions(argument)
    result = LogSumExp(argument, _axis(axis))
    result._dimensions = (Integer(1), cols) if axis == 0 else (rows, Integer(1))
    return result


def norm(matrix: Expr) -> Expr:
    """sqrt(Σ X[i,j]²): the Euclidean norm of a vector, the Frobenius norm of a matrix."""
    return Norm(symbols.exact(matrix))


def _axis(axis: object) -> Expr:
    if axis not in (0, 1):
        raise Unreadable(f"an axis is 0 (each column) or 1 (each row), not {axis!r}")
    return symbols.exact(axis)


def _sums(lowering: Lowering, node: Node) -> tuple[Form, Form]:
    """exp of the argument, and its sum over each column or row."""
    shape = node.args[0].shape
    exponential = lowering.named("exp", lowering.forms[node.args[0]])
    kept = ("j",) if node.data == 0 else ("i",)
    return exponential, contract([("i", "j")], kept, [shape], [exponential], _reduced(node))


def _reduced(node: Node) -> Shape:
    rows, cols = node.args[0].shape
    return Shape((), cols) if node.data == 0 else Shape(rows, ())


def _softmax_meaning(lowering: Lowering, node: Node) -> Form:
    exponential, sums = _sums(lowering, node)
    inputs = [("i", "j"), ("o", "j") if node.data == 0 else ("i", "o")]
    shapes = [node.shape, _reduced(node)]
    return contract(inputs, ("i", "j"), shapes, [exponential, lowering.named("reciprocal", sums)], node.shape)


def _evaluate_softmax(node: Node, arg: Any) -> Any:
    return _by_column(node, arg, lambda column: [x.exp() / _sum([y.exp() for y in column]) for x in column])


def _evaluate_logsumexp(node: Node, arg: Any) -> Any:
    return _by_column(node, arg, lambda column: [_sum([y.exp() for y in column]).log()])


def _by_column(node: Node, arg: Any, made: Callable[[list[Any]], list[Any]]) -> Any:
    turned = arg if node.data == 0 else arg.T
    columns = [made(list(column)) for column in turned.T]
    out = turned[: len(columns[0])].copy()
    for j, column in enumerate(columns):
        for i, x in enumerate(column):
            out[i, j] = x
    return out if node.data == 0 else out.T


def _sum(entries: list[Any]) -> Any:
    return sum(entries[1:], entries[0])


def _norm_meaning(lowering: Lowering, node: Node) -> Form:
    form, shape = lowering.factor(node.args[0]), node.args[0].shape
    squares = contract([("i", "j"), ("i", "j")], (), [shape, shape], [form, form], SCALAR)
    return lowering.named("sqrt", squares)


def _evaluate_norm(node: Node, arg: Any) -> Any:
    out = arg[:1, :1].copy()
    out[0, 0] = _sum([x * x for x in arg.reshape(-1)]).sqrt()
    return out


def _called(name: str) -> Any:
    def show(style: str, node: Node, argument: Argument) -> tuple[str, int]:
        words = argument(0, 0)
        if style == "latex":
            return rf"\operatorname{{{name}}}{'' if node.data == 0 else '_{rows}'}\left({words}\right)", ATOM
        return f"{name}({words}{'' if node.data == 0 else ', axis=1'})", ATOM

    return show


def _show_norm(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, 0)
    return (rf"\left\|{words}\right\|" if style == "latex" else f"‖{words}‖"), ATOM


SOFTMAX = Op(
    "softmax",
    shape=lambda node: node.args[0].shape,
    meaning=_softmax_meaning,
    evaluate=_evaluate_softmax,
    classes=(Softmax,),
    read=lambda expr: (expr.args[:1], int(expr.args[1])),
    build=lambda args, data: softmax(args[0], data),
    show=_called("softmax"),
)
LOGSUMEXP = Op(
    "logsumexp",
    shape=_reduced,
    meaning=lambda lowering, node: lowering.named("log", _sums(lowering, node)[1]),
    evaluate=_evaluate_logsumexp,
    classes=(LogSumExp,),
    read=lambda expr: (expr.args[:1], int(expr.args[1])),
    build=lambda args, data: logsumexp(args[0], data),
    show=_called("logsumexp"),
)
NORM = Op(
    "norm",
    shape=lambda node: SCALAR,
    meaning=_norm_meaning,
    evaluate=_evaluate_norm,
    classes=(Norm,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: norm(*args),
    show=_show_norm,
)
OPS = (SOFTMAX, LOGSUMEXP, NORM)
