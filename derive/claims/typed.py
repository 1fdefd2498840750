"""Expressions with shapes in which a size may still be unknown, and the way from them to SymPy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from derive.claims.dimension import Dimension, Extent, Known, Unknown, decided, resolved, sizes_of, unify
from derive.core import symbols
from derive.core.sizes import ONE, Size, size_expr
from derive.ops import language


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

    `kind` is "leaf" (`data` is an Atom) or the name of an operation, and `data` then what its record is built with;
    of sums and products it says whether a "chain" of factors was joined into them.
    """

    kind: str
    args: tuple[Typed, ...]
    data: Any
    rows: Dimension
    cols: Dimension


Reading = tuple[Typed, Known]


@dataclass(frozen=True, slots=True)
class Letter:
    """An index, and the length of the axes that it goes along."""

    name: str
    length: Unknown


Place = Letter | int | None  # along an axis, counted from 1; None for the whole of it


def unify_shapes(left: Typed, right: Typed, known: Known) -> Known | None:
    rows = unify(left.rows, right.rows, known)
    return None if rows is None else unify(left.cols, right.cols, rows)


def is_scalar(part: Typed, known: Known) -> bool:
    return resolved(part.rows, known) is ONE and resolved(part.cols, known) is ONE


def is_plain(part: Typed, known: Known) -> bool:
    """A scalar that is not a 1 x 1 product of matrices: only such a one is added to every entry of a matrix."""
    pending = [part]
    while pending:
        part = pending.pop()
        if not is_scalar(part, known):
            return False
        if part.kind in ("add", "product", "hadamard", "quotient", "transpose"):
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


def letters_in(part: Typed) -> dict[str, Letter]:
    """The indices that are free in it, by name."""
    found: set[Letter] = set()
    summed: set[Letter] = set()
    pending = [part]
    while pending:
        part = pending.pop()
        if part.kind == "entry":
            found |= {place for place in part.data if isinstance(place, Letter)}
        elif part.kind == "sum_over":
            summed |= {letter for letter, _, _ in part.data}
        pending.extend(part.args)
    return {letter.name: letter for letter in sorted(found - summed, key=lambda letter: letter.name)}


def kind_of(left: Typed) -> str:
    """The kind of a claim about this, differentials aside."""
    entry = False
    while (
        left.kind in ("transpose", "vec", "entry")
        or picks(left)
        or (left.kind == "product" and left.args[-1].kind == "partial")
    ):
        entry = entry or left.kind == "entry"
        *_, left = left.args
    if entry and left.kind == "partial" and left.args[0].kind == "entry":
        return "jacobian"  # one entry of it
    return {"partial": "gradient", "jacobian": "jacobian", "hessian": "hessian"}.get(left.kind, "value")


def picks(part: Typed) -> bool:
    """Whether it is something else at the place of a label, or under a condition: the last of its parts."""
    if part.kind == "sum_over":
        (part,) = part.args
        return part.kind == "product" and part.data == "label"
    return part.kind == "product" and part.data in ("label", "under")


def leaf(expr: Any, rows: Dimension = ONE, cols: Dimension = ONE) -> Typed:
    return Typed("leaf", (), Atom(expr), rows, cols)


def number(value: Any) -> Typed:
    return leaf(symbols.exact(value))


def applied(name: str, part: Typed) -> Typed:
    """A function of every entry."""
    return Typed("apply", (part,), name, part.rows, part.cols)


def across(part: Typed) -> Typed:
    """partᵀ"""
    return Typed("transpose", (part,), None, part.cols, part.rows)


def scaled(part: Typed, size: Size | None) -> Typed:
    """size · part"""
    return part if size is None else Typed("product", (leaf(size_expr(size)), part), "chain", part.rows, part.cols)


def negated(part: Typed) -> Typed:
    if part.kind == "product" and part.data == "chain":
        return Typed("product", (number(-1), *part.args), "chain", part.rows, part.cols)
    return Typed("product", (number(-1), part), "chain", part.rows, part.cols)


def minus(one: Typed, other: Typed) -> Typed:
    """one - other of two scalars."""
    return Typed("add", (one, negated(other)), None, ONE, ONE)


class Undetermined(Exception):
    """A size that nothing decides, in a sentence."""


CONSTANTS = ("ones", "zeros", "identity")


def build(part: Typed, known: Known, guess: Extent | None = None) -> Any:
    """The SymPy expression; `guess` stands for sizes that nothing decides."""
    if part.kind == "leaf":
        return part.data.expr
    if part.kind in CONSTANTS:
        return _constant(part, known, guess)
    data = part.data
    if part.kind == "entry":
        data = tuple(_index(place, known, guess) if isinstance(place, Letter) else place for place in part.data)
    elif part.kind == "sum_over":
        ranges = [(_index(letter, known, guess), lower, upper) for letter, lower, upper in part.data]
        data = tuple((index, lower, index[1] if upper is None else upper) for index, lower, upper in ranges)
    return language().ops[part.kind].build([build(arg, known, guess) for arg in part.args], data)


def _index(letter: Letter, known: Known, guess: Extent | None) -> tuple[str, Size]:
    found = decided(letter.length, known) or guess
    if not isinstance(found, Size):
        raise Undetermined(f"nothing says how far the index `{letter.name}` goes")
    return letter.name, found


def _constant(part: Typed, known: Known, guess: Extent | None) -> Any:
    """A constant matrix; over lists of sizes, the Kronecker product of those over their parts."""
    ops, sides = language().ops, []
    for dimension in (part.rows, part.cols):
        found = decided(dimension, known) or guess
        if found is None:
            raise Undetermined("nothing says how long the vector of ones, or how large the identity, is")
        sides.append(sizes_of(found) or (ONE,))
    pairs = list(zip_longest(*sides, fillvalue=ONE))
    data = [pair[0] if part.kind == "identity" else pair for pair in pairs]
    factors = [ops[part.kind].build([], sizes) for sizes in data]
    return factors[0] if len(factors) == 1 else ops["kron"].build(factors, None)
