"""Expressions with shapes in which a size may still be unknown, and the way from them to SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from derive.core import symbols
from derive.core.sizes import ONE, Size


@dataclass(frozen=True, slots=True)
class Unknown:
    """A size that the surroundings decide; `long` where it cannot be 1."""

    number: int
    long: bool


Dimension = Size | Unknown
Known = Mapping[Unknown, Dimension]  # what has been decided; never changed in place


class Atom:
    """A SymPy expression that is compared by identity: SymPy's own comparison walks whole definitions."""

    __slots__ = ("expr",)

    def __init__(self, expr: Any) -> None:
        self.expr = expr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.expr is other.expr

    def __hash__(self) -> int:
        return id(self.expr)


@dataclass(frozen=True, slots=True)
class Typed:
    """One reading of a piece of mathematics.

    `kind` is "leaf" (`data` is an Atom), "ones", "zeros", "identity", "apply" (`data` is the function),
    or "product", "sum", "hadamard", "quotient", "transpose", "trace", "d", "partial".
    """

    kind: str
    args: tuple[Typed, ...]
    data: Any
    rows: Dimension
    cols: Dimension


Reading = tuple[Typed, Known]


def resolved(dimension: Dimension, known: Known) -> Dimension:
    while isinstance(dimension, Unknown) and dimension in known:
        dimension = known[dimension]
    return dimension


def unify(left: Dimension, right: Dimension, known: Known) -> Known | None:
    """What is known once the two are the same; None where they cannot be."""
    left, right = resolved(left, known), resolved(right, known)
    if left is right or left == right:
        return known
    if isinstance(left, Unknown) and (not left.long or right is not ONE):
        if isinstance(right, Unknown) and left.long and not right.long:
            return {**known, right: left}
        return {**known, left: right}
    if isinstance(right, Unknown) and (not right.long or left is not ONE):
        return {**known, right: left}
    return None


def unify_shapes(left: Typed, right: Typed, known: Known) -> Known | None:
    rows = unify(left.rows, right.rows, known)
    return None if rows is None else unify(left.cols, right.cols, rows)


def merged(one: Known, other: Known) -> Known | None:
    """Everything that either knows; None where they contradict each other."""
    if one is other or not other:
        return one
    known: Known | None = one
    for unknown, dimension in other.items():
        if known is not None:
            known = unify(unknown, dimension, known)
    return known


def is_scalar(part: Typed, known: Known) -> bool:
    return resolved(part.rows, known) is ONE and resolved(part.cols, known) is ONE


def is_plain(part: Typed, known: Known) -> bool:
    """A scalar that is not a 1 x 1 product of matrices: only such a one is added to every entry of a matrix."""
    pending = [part]
    while pending:
        part = pending.pop()
        if not is_scalar(part, known):
            return False
        if part.kind in ("sum", "product", "hadamard", "quotient", "transpose"):
            pending.extend(part.args)
    return True


def weight(part: Typed, most: int) -> int:
    """How many parts it has, counted no further than `most`."""
    found, pending = 0, [part]
    while pending and found <= most:
        found += 1
        pending.extend(pending.pop().args)
    return found


def has(part: Typed, kind: str) -> bool:
    pending = [part]
    while pending:
        part = pending.pop()
        if part.kind == kind:
            return True
        pending.extend(part.args)
    return False


def under_d(part: Typed) -> list[Typed]:
    found, pending = [], [part]
    while pending:
        part = pending.pop()
        if part.kind == "d":
            found.append(part.args[0])
        pending.extend(part.args)
    return found


def leaf(expr: Any, rows: Dimension = ONE, cols: Dimension = ONE) -> Typed:
    return Typed("leaf", (), Atom(expr), rows, cols)


def number(value: Any) -> Typed:
    return leaf(symbols.exact(value))


def softplus(part: Typed) -> Typed:
    """log(1 + e^z)"""
    power = Typed("apply", (part,), "exp", part.rows, part.cols)
    return Typed("apply", (Typed("sum", (number(1), power), None, part.rows, part.cols),), "log", part.rows, part.cols)


def negated(part: Typed) -> Typed:
    if part.kind == "product" and part.data == "chain":
        return Typed("product", (number(-1), *part.args), "chain", part.rows, part.cols)
    return Typed("product", (number(-1), part), "chain", part.rows, part.cols)


class Undetermined(Exception):
    """A size that nothing decides."""


def build(part: Typed, known: Known, guess: Size | None = None) -> Any:
    """The SymPy expression; `guess` stands for sizes that nothing decides."""
    args = [build(arg, known, guess) for arg in part.args]
    if part.kind == "leaf":
        return part.data.expr
    if part.kind in ("ones", "zeros", "identity"):
        rows, cols = (expression(dimension, known, guess) for dimension in (part.rows, part.cols))
        if part.kind == "identity":
            return symbols.identity(rows)
        return symbols.ones(rows, cols) if part.kind == "ones" else symbols.zeros(rows, cols)
    if part.kind == "apply":
        return symbols.Applied(part.data, args[0])
    return _MAKE[part.kind](*args)


_MAKE: dict[str, Any] = {
    "product": symbols.Product,
    "sum": symbols.Addition,
    "hadamard": symbols.Hadamard,
    "quotient": symbols.Quotient,
    "transpose": symbols.Transposed,
    "trace": symbols.TraceOf,
    "d": symbols.Differential,
    "partial": symbols.Partial,
}


def expression(dimension: Dimension, known: Known, guess: Size | None = None) -> Any:
    """A size as a SymPy expression."""
    found = resolved(dimension, known)
    if isinstance(found, Unknown):
        if guess is None:
            raise Undetermined
        found = guess
    return size_expression(found)


def size_expression(size: Size) -> Any:
    return sympy.Add(
        *[sympy.Mul(c, *[symbols.size(text) ** power for text, power in names]) for names, c in size.terms]
    )
