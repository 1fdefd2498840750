"""Jacobians of single operations: what vec of an expression is of vec(X), and what it makes of vec(V)ᵀ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.calculus.functions import Rule
from derive.calculus.written import (
    hadamard,
    lengths,
    make,
    number,
    product,
    quotient,
    scale_of,
    scaled,
    trace,
    transposed,
)
from derive.core.op import SCALAR, Node
from derive.core.sizes import ONE, Size, name

Through = Callable[[Node], Node]
Operation = tuple[Node, Node, Through]  # an expression in X, J of vec(expression) = J vec(X), and V of vec(V)ᵀ J


@dataclass(frozen=True)
class Link:
    """A Jacobian; vec(V)ᵀ times it is vec(through(V))ᵀ. The two rules say so in general terms."""

    node: Node
    through: Through
    forward: Rule
    back: Rule


def column(node: Node) -> Node:
    """vec(node), which of a column is the column itself."""
    if not node.shape.cols:
        return node
    return make("vec", node) if node.shape.rows else transposed(node)


def row(node: Node) -> Node:
    """vec(node)ᵀ"""
    return transposed(column(node))


def _link(operation: Operation, general: Operation, x: Node) -> Link:
    """The link of an operation; the rules are about the same operation on letters, of which X is `x`."""
    whole, jacobian, through = general
    v = _letter("V", *lengths(whole.shape))
    back = (
        (product(row(v), jacobian), row(through(v))) if whole.shape != SCALAR else (jacobian, row(through(number(1))))
    )
    return Link(operation[1], operation[2], (column(whole), product(jacobian, column(x))), back)


def _letter(letter: str, rows: Size, cols: Size) -> Node:
    """A letter of this shape; a row is a transposed column."""
    if rows is ONE and cols is not ONE:
        return transposed(make("symbol", data=(letter.lower(), cols, ONE)))
    return make("symbol", data=(letter if cols is not ONE else letter.lower(), rows, cols))


def _length(node: Node, axis: int, letter: str) -> Size:
    return name(letter) if node.shape[axis] else ONE


def _like(letter: str, node: Node) -> Node:
    return _letter(letter, _length(node, 0, "n"), _length(node, 1, "m"))


# --- operations ------------------------------------------------------------------------------------------------------


def across(before: Node | None, inner: Node, after: Node | None) -> Link:
    """vec(A X B) = (Bᵀ ⊗ A) vec(X)"""
    x = _like("X", inner)
    rows, cols = lengths(x.shape)
    left = None if before is None else _letter("A", _length(before, 0, "k"), rows)
    right = None if after is None else _letter("B", cols, _length(after, 1, "l"))
    return _link(_across(before, inner, after), _across(left, x, right), x)


def _across(a: Node | None, x: Node, b: Node | None) -> Operation:
    rows, cols = lengths(x.shape)
    sides = []
    if b is not None or cols is not ONE:
        sides.append(make("identity", data=cols) if b is None else transposed(b))
    if a is not None or rows is not ONE:
        sides.append(make("identity", data=rows) if a is None else a)
    left, right = ([] if side is None else [side] for side in (a, b))

    def through(v: Node) -> Node:
        return product(*map(transposed, left), v, *map(transposed, right))

    return product(*left, x, *right), make("kron", *sides) if len(sides) > 1 else sides[0], through


def by_entries(factor: Node, inner: Node) -> Link:
    """vec(A ∘ X) = diag(vec(A)) vec(X)"""

    def operation(a: Node, x: Node) -> Operation:
        return hadamard(a, x), make("diag", column(a)), lambda v: hadamard(v, a)

    x = _like("X", inner)
    return _link(operation(factor, inner), operation(_like("A", factor), x), x)


def divided(inner: Node, below: Node) -> Link:
    """vec(X / A) = diag(vec(1 / A)) vec(X)"""

    def operation(x: Node, a: Node) -> Operation:
        return quotient(x, a), make("diag", column(quotient(number(1), a))), lambda v: quotient(v, a)

    x = _like("X", inner)
    return _link(operation(inner, below), operation(x, _like("A", below)), x)


def turned(inner: Node) -> Link:
    """vec(Xᵀ) = K vec(X)"""

    def operation(x: Node) -> Operation:
        return transposed(x), make("commutation", data=lengths(x.shape)), transposed

    x = _like("X", inner)
    return _link(operation(inner), operation(x), x)


def upright(vector: Node) -> Link:
    """A column and its transpose are one vec."""
    same = (column(vector), column(vector))
    return Link(number(1), transposed, same, same)


def times(factor: Node, inner: Node) -> Link:
    """vec(x A) = vec(A) x for a number x"""

    def operation(a: Node, x: Node) -> Operation:
        return product(x, a), column(a), lambda v: trace(product(transposed(v), a))

    x = _like("X", inner)
    return _link(operation(factor, inner), operation(_like("A", factor), x), x)


def traced(factor: Node) -> Link:
    """tr(Aᵀ X) = vec(A)ᵀ vec(X)"""

    def operation(a: Node, x: Node) -> Operation:
        return trace(product(transposed(a), x)), row(a), lambda v: scaled(scale_of(v), a)

    x = _like("X", factor)
    return _link(operation(factor, factor), operation(_like("A", factor), x), x)


def summed(inner: Node) -> Link:
    """sum(X) = vec(1)ᵀ vec(X)"""

    def operation(x: Node) -> Operation:
        ones = make("ones", data=lengths(x.shape))
        return make("total", x), row(ones), lambda v: scaled(scale_of(v), ones)

    x = _like("X", inner)
    return _link(operation(inner), operation(x), x)


def plain(jacobian: Node) -> Link:
    """A Jacobian of which nothing more is known."""

    def through(v: Node) -> Node:
        raise NotImplementedError

    return Link(jacobian, through, (jacobian, jacobian), (jacobian, jacobian))
