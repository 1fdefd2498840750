"""Indices, entries, and sums over indices, as SymPy objects.

i = index("i", n);   summed(y[i] * log(p[i]), i)   is   Σ_i y_i log p_i,   the index going through its whole axis
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Symbol, Tuple
from sympy.core.basic import Basic
from sympy.matrices.expressions import MatrixExpr

from derive.core.errors import Unreadable
from derive.core.sizes import read_size, size_expr
from derive.core.symbols import Expression, _Built, _one_name, dimensions, exact, identity

Expr = Any


class Index(Symbol):
    """A place along an axis, counted from 1."""

    __slots__ = ("size",)

    def __new__(cls, name: str, size: Expr) -> Index:
        self: Index = Symbol.__xnew__(cls, name, integer=True, positive=True)
        self.size = read_size(size)
        return self


def index(name: str, size: Expr) -> Index:
    """An index that goes from 1 to `size`."""
    return Index(_one_name(name), exact(size))


class Entry(_Built, MatrixExpr):
    """X[i, j], X[i, :], X[:, j]"""

    def __new__(cls, matrix: Expr, row: Expr, col: Expr) -> Any:
        made = super().__new__(cls, matrix, row, col)
        rows, cols = dimensions(matrix)
        made._dimensions = rows if row == EVERYTHING else Integer(1), cols if col == EVERYTHING else Integer(1)
        return made

    shape = _Built.shape


class Summed(_Built, MatrixExpr):
    """The sum of a body over indices."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0]

    shape = _Built.shape


EVERYTHING = Symbol(":")


def entry_of(matrix: Expr, row: object, col: object = None) -> Expr:
    """X[row, col]: indices, places counted from 1, or None for a whole row or column."""
    return Entry(exact(matrix), *[EVERYTHING if part is None else exact(part) for part in (row, col)])


def summed(body: Expr, *indices: Any) -> Expr:
    """Σ over indices, each an index or (index, lower, upper); without bounds it goes through its whole axis."""
    parts = []
    for part in indices:
        letter, lower, upper = part if isinstance(part, tuple) else (part, 1, None)
        if not isinstance(letter, Index):
            raise Unreadable(f"`{letter}` is not an index")
        parts.append(Tuple(letter, exact(lower), size_expr(letter.size) if upper is None else exact(upper)))
    return Summed(exact(body), *parts)


def delta(row: Index, col: Index) -> Expr:
    """1 where the two indices are equal, else 0."""
    if not isinstance(row, Index):
        raise Unreadable(f"`{row}` is not an index")
    return entry_of(identity(size_expr(row.size)), row, col)


class Picked(Expression, MatrixExpr):
    """The column with ones from one place to another, and zeros elsewhere."""

    def __new__(cls, size: Expr, lower: Expr, upper: Expr) -> Picked:
        made: Picked = Basic.__new__(cls, exact(size), exact(lower), exact(upper))
        return made

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0], 1


def unit(place: int, size: Expr) -> Expr:
    """e_k: the column with a one at one place, counted from 1."""
    return Picked(size, place, place)
