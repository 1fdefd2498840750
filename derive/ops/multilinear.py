"""Operations that are linear in each argument: a pattern of axes says what they mean.

    "i j, k l -> i k | j l"     the axes of the arguments, then those of the rows and of the columns of the result

A letter that the result lacks is summed over; one that stands twice in the result makes a diagonal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np
from sympy import Mul
from sympy.core.basic import Basic
from sympy.matrices.expressions import DiagMatrix, DiagonalOf, KroneckerProduct, MatrixExpr
from sympy.matrices.expressions.diagonal import DiagonalMatrix

from derive.core import symbols
from derive.core.errors import IllTyped, Unreadable
from derive.core.form import DELTA, Form
from derive.core.lower import Lowering, contract, sizes_of
from derive.core.op import Axis, Node, Op, Shape, axis, length
from derive.core.sizes import read_size, size_expr
from derive.core.text import ATOM, PRODUCT, text

Argument = Callable[[int, int], str]
Expr = Any


class _Multilinear(symbols._Built, MatrixExpr):
    shape = symbols._Built.shape


class Kron(_Multilinear, KroneckerProduct):
    """A ⊗ B, whose axes are lists: the rows of A, then those of B."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return Mul(*[rows for rows, _ in shapes]), Mul(*[cols for _, cols in shapes])

    shape = symbols._Built.shape


class Vec(_Multilinear):
    """The columns of a matrix, one below the other."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return Mul(*shapes[0]), 1


class Total(_Multilinear):
    """The sum of all entries."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return 1, 1


class RowSums(_Multilinear):
    """The sum of each row, as a column."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0][0], 1


class ColumnSums(_Multilinear):
    """The sum of each column, as a row."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return 1, shapes[0][1]


class Diag(_Multilinear):
    """The diagonal matrix of a column or a row."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return Mul(*shapes[0]), Mul(*shapes[0])


class Diagonal(_Multilinear):
    """The diagonal of a square matrix, as a column."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0][0], 1


class Commutation(symbols.Expression, MatrixExpr):
    """K with K vec(A) = vec(Aᵀ) for A of rows × cols."""

    def __new__(cls, rows: Expr, cols: Expr) -> Commutation:
        return Basic.__new__(cls, symbols.exact(rows), symbols.exact(cols))

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return Mul(*self.args), Mul(*self.args)


def kron(*factors: Expr) -> Expr:
    """A ⊗ B ⊗ ...: (A ⊗ B)[(i,k),(j,l)] = A[i,j] B[k,l]."""
    if not factors:
        raise Unreadable("a Kronecker product needs at least one factor")
    return Kron(*map(symbols.exact, factors)) if len(factors) > 1 else factors[0]


def vec(matrix: Expr) -> Expr:
    """vec(A)[(j,i)] = A[i,j]: the columns of A, one below the other."""
    return Vec(symbols.exact(matrix))


def commutation(rows: Expr, cols: Expr) -> Expr:
    """K vec(A) = vec(Aᵀ) for every A of rows × cols."""
    return Commutation(rows, cols)


def total(matrix: Expr) -> Expr:
    """1ᵀ A 1: the sum of all entries."""
    return Total(symbols.exact(matrix))


def row_sums(matrix: Expr) -> Expr:
    """A 1: the sum of each row, as a column."""
    return RowSums(symbols.exact(matrix))


def column_sums(matrix: Expr) -> Expr:
    """1ᵀ A: the sum of each column, as a row."""
    return ColumnSums(symbols.exact(matrix))


def mean(matrix: Expr) -> Expr:
    """1ᵀ A 1 / (n m) for A of n × m."""
    return symbols.Quotient(total(matrix), Mul(*symbols.dimensions(matrix)))


def row_means(matrix: Expr) -> Expr:
    """A 1 / m for A of n × m: the mean of each row, as a column."""
    return symbols.Quotient(row_sums(matrix), symbols.dimensions(matrix)[1])


def column_means(matrix: Expr) -> Expr:
    """1ᵀ A / n for A of n × m: the mean of each column, as a row."""
    return symbols.Quotient(column_sums(matrix), symbols.dimensions(matrix)[0])


def diag(vector: Expr) -> Expr:
    """D[i,i] = v[i], zero elsewhere, from a column or a row."""
    return Diag(symbols.exact(vector))


def diagonal(matrix: Expr) -> Expr:
    """v[i] = A[i,i], as a column."""
    return Diagonal(symbols.exact(matrix))


# --- patterns --------------------------------------------------------------------------------------------------------


def _shape(inputs: list[tuple[str, ...]], rows: tuple[str, ...], cols: tuple[str, ...], node: Node) -> Shape:
    """Letters stand for axes; a letter with two axes says that something is not square."""
    if len(inputs) == 1 and len(node.args) > 1:
        raise Unreadable(f"`{node.op.name}` has one argument")
    axes: dict[str, Axis] = {}
    for arg, letters in zip(node.args, inputs, strict=True):
        for letter, sizes in zip(letters, arg.shape, strict=True):
            if length(axes.setdefault(letter, sizes)) is not length(sizes):
                raise IllTyped(f"the {node.op.name} of `{text(arg)}` does not exist: it is {arg.shape}, not square")
    return Shape(*[tuple(size for letter in side for size in axes[letter]) for side in (rows, cols)])


PATTERNS: dict[str, tuple[list[tuple[str, ...]], tuple[str, ...], tuple[str, ...]]] = {}


def _multilinear(name: str, pattern: str, cls: tuple[type, ...], evaluate: Any, show: Any, shape: Any = None) -> Op:
    left, right = pattern.split("->")
    inputs = [tuple(part.split()) for part in left.split(",")]
    rows, cols = (tuple(side.split()) for side in right.split("|"))
    PATTERNS[name] = inputs, rows, cols

    def meaning(lowering: Lowering, node: Node) -> Form:
        # linear in its only argument: a sum keeps its terms
        forms = [lowering.forms[arg] if len(node.args) == 1 else lowering.factor(arg) for arg in node.args]
        return contract(inputs, rows + cols, [arg.shape for arg in node.args], forms, node.shape)

    return Op(
        name,
        shape=shape or (lambda node: _shape(inputs, rows, cols, node)),
        meaning=meaning,
        evaluate=evaluate,
        classes=cls,
        read=lambda expr: (expr.args, None),
        build=lambda args, data: cls[0](*args),
        show=show,
    )


def _called(words: str, latex: str) -> Any:
    def show(style: str, node: Node, argument: Argument) -> tuple[str, int]:
        if style == "latex":
            return rf"{latex}\left({argument(0, 0)}\right)", ATOM
        return f"{words}({argument(0, 0)})", ATOM

    return show


# --- Kronecker products: two factors at a time -----------------------------------------------------------------------


def _kron_shape(node: Node) -> Shape:
    return Shape(
        tuple(size for arg in node.args for size in arg.shape.rows),
        tuple(size for arg in node.args for size in arg.shape.cols),
    )


def _kron_meaning(lowering: Lowering, node: Node) -> Form:
    inputs = [(f"i{place}", f"j{place}") for place in range(len(node.args))]
    output = (*[i for i, _ in inputs], *[j for _, j in inputs])
    forms = [lowering.factor(arg) for arg in node.args]
    return contract(inputs, output, [arg.shape for arg in node.args], forms, node.shape)


def _evaluate_kron(node: Node, *args: Any) -> Any:
    result = args[0]
    for arg in args[1:]:
        rows, cols = result.shape[0] * arg.shape[0], result.shape[1] * arg.shape[1]
        result = (result[:, None, :, None] * arg[None, :, None, :]).reshape(rows, cols)
    return result


def _show_kron(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    sign = r" \otimes " if style == "latex" else " ⊗ "
    return sign.join(argument(place, PRODUCT) for place in range(len(node.args))), PRODUCT - 5


KRON = Op(
    "kron",
    shape=_kron_shape,
    meaning=_kron_meaning,
    evaluate=_evaluate_kron,
    classes=(KroneckerProduct,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: Kron(*args),
    show=_show_kron,
)


# --- the commutation matrix: data is (rows, cols) of the matrix that it transposes -----------------------------------


def _commutation_shape(node: Node) -> Shape:
    rows, cols = axis(node.data[0]), axis(node.data[1])
    return Shape(rows + cols, cols + rows)


def _commutation_meaning(lowering: Lowering, node: Node) -> Form:
    """K[(i,j),(k,l)] = δ[i,l] δ[j,k]: the list of the columns is that of vec(A), the list of the rows its reverse."""
    form = Form(sizes_of(node.shape))
    rows, cols = len(axis(node.data[0])), len(axis(node.data[1]))
    width = rows + cols
    pairs = [(i, width + cols + i) for i in range(rows)] + [(rows + j, width + j) for j in range(cols)]
    form.terms[((), (), tuple((DELTA, i, j) for i, j in pairs))] = 1
    return form


def _evaluate_commutation(node: Node, rows: Sequence[int], cols: Sequence[int]) -> Any:
    length = prod(rows)
    if len(rows) < 2:  # a vector and its transpose have the same entries in the same order
        return np.eye(length, dtype=int)
    return np.eye(length, dtype=int).reshape(*rows, *rows).transpose(0, 1, 3, 2).reshape(length, length)


COMMUTATION = Op(
    "commutation",
    shape=_commutation_shape,
    meaning=_commutation_meaning,
    evaluate=_evaluate_commutation,
    classes=(Commutation,),
    read=lambda expr: ([], (read_size(expr.args[0]), read_size(expr.args[1]))),
    build=lambda args, data: commutation(size_expr(data[0]), size_expr(data[1])),
    show=lambda style, node, argument: (
        (f"K_{{{node.data[0]},{node.data[1]}}}" if style == "latex" else f"K[{node.data[0]}, {node.data[1]}]"),
        ATOM,
    ),
)


# --- the others ------------------------------------------------------------------------------------------------------


def _diag_shape(node: Node) -> Shape:
    rows, cols = node.args[0].shape
    if rows and cols:
        words = f"`{text(node.args[0])}` is {node.args[0].shape}, not a column or a row"
        raise IllTyped(f"`{text(node)}` does not exist: {words}")
    return Shape(rows + cols, rows + cols)


def _evaluate_diag(node: Node, arg: Any) -> Any:
    flat = arg.reshape(-1)
    result = np.array([[0 * x for x in flat] for _ in flat], dtype=object)
    for place, x in enumerate(flat):
        result[place, place] = x
    return result


def _column(entries: Sequence[Any]) -> Any:
    result = np.empty((len(entries), 1), dtype=object)
    for place, x in enumerate(entries):
        result[place, 0] = x
    return result


def _sum(entries: Any) -> Any:
    flat = list(entries)
    return sum(flat[1:], flat[0])


VEC = _multilinear(
    "vec", "i j -> j i |", (Vec,), lambda node, arg: _column(list(arg.T.reshape(-1))),
    _called("vec", r"\operatorname{vec}"),
)  # fmt: skip
TOTAL = _multilinear(
    "total", "i j -> |", (Total,), lambda node, arg: _column([_sum(arg.reshape(-1))]),
    _called("sum", r"\operatorname{sum}"),
)  # fmt: skip
ROW_SUMS = _multilinear(
    "row_sums", "i j -> i |", (RowSums,), lambda node, arg: _column([_sum(row) for row in arg]),
    _called("row_sums", r"\operatorname{rowsums}"),
)  # fmt: skip
COLUMN_SUMS = _multilinear(
    "column_sums", "i j -> | j", (ColumnSums,), lambda node, arg: _column([_sum(row) for row in arg.T]).T,
    _called("column_sums", r"\operatorname{colsums}"),
)  # fmt: skip
DIAG = _multilinear(
    "diag", "i j -> i j | i j", (Diag, DiagMatrix, DiagonalMatrix), _evaluate_diag,
    _called("diag", r"\operatorname{diag}"), _diag_shape,
)  # fmt: skip
DIAGONAL = _multilinear(
    "diagonal", "i i -> i |", (Diagonal, DiagonalOf), lambda node, arg: _column([arg[i, i] for i in range(len(arg))]),
    _called("diagonal", r"\operatorname{diagonal}"),
)  # fmt: skip

OPS = (KRON, VEC, COMMUTATION, TOTAL, ROW_SUMS, COLUMN_SUMS, DIAG, DIAGONAL)
