"""Two sides on one cell of a line: as a claim of its own in which u is a name for what lies on the cell, and at points.

    u < c: u = c - t,   u > c: u = c + t,   c < u < d: u = (c + d t)/(1 + t),   u = c,   with t > 0

Derivatives by u are those by the name, everything that defines it held apart: they are taken before anything is put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from derive.check.case import FEW, MANY, Case, proved
from derive.check.evaluate import Evaluator, Point, size_names
from derive.check.line import Cell, Line
from derive.check.number import precision
from derive.check.refute import PRECISIONS, TRIED, Comparison, compare_at
from derive.check.sample import points
from derive.check.verdict import Proved
from derive.core.claim import Claim
from derive.core.errors import NoRule
from derive.core.op import Node, make, walk
from derive.core.read import Language
from derive.core.sizes import ONE
from derive.core.text import text
from derive.normal.session import Session

BETWEEN = tuple(Fraction(a, b) for a, b in ((1, 2), (1, 3), (3, 4), (1, 7), (5, 6), (2, 5)))
BEYOND = tuple(Fraction(a, b) for a, b in ((1, 2), (3, 1), (1, 5), (7, 3), (2, 1), (10, 1)))
MOVING = ("partial", "jacobian", "hessian")


class Cells:
    """The cells of a line for everything that a claim is made of."""

    def __init__(self, session: Session, claim: Claim, line: Line, sides: Sequence[Node]) -> None:
        self.session, self.language, self.claim, self.line, self.sides = session, session.language, claim, line, sides
        self.variable, self.given = line.variable, session.kernel.given
        self.name = self.variable.data[0]
        moving = set(walk(line.places))
        for part in walk(sides):
            if part.op.name == "d" or (part.op.name in MOVING and moving & set(part.args[1:])):
                raise NoRule(f"`{text(part)}` moves the places where pieces end, and is not judged by pieces")

    # --- for all values ----------------------------------------------------------------------------------------------

    def proof(self, cell: Cell, lhs: Node, rhs: Node) -> Proved | None:
        """That both are equal on the cell, by the kernel."""
        if cell.point and (everywhere := self.everywhere(lhs, rhs)) is not None:
            return everywhere
        verdict = self.case(cell, lhs, rhs).verdict()
        return verdict if isinstance(verdict, Proved) else None

    def everywhere(self, lhs: Node, rhs: Node) -> Proved | None:
        """That both are equal on the whole line, kinks included: what holds at a point as a part of more."""
        claim = replace(self.claim, lhs=self.session.build(lhs), rhs=self.session.build(rhs))
        found = proved(Session(self.language, self.given), claim)
        return found if found is not None and not found.uses else None

    def case(self, cell: Cell, lhs: Node, rhs: Node) -> Case:
        """lhs = rhs on the cell, in a session of its own."""
        fresh = self.fresh()
        inside = self.line.inside(cell, self.language.make("symbol", data=(fresh, ONE, ONE)))
        name = make(self.language.ops["symbol"], (inside,), (self.name,))
        left, right = put(lhs, self.variable, name), put(rhs, self.variable, name)
        cut = cell.low is not None or cell.high is not None
        session = Session(self.language, self.given | {("positive", fresh)} if cut else self.given)
        words = f"{self.claim.id} where {self.words(cell)}"
        claim = replace(self.claim, id=words, lhs=session.build(left), rhs=session.build(right))
        return Case(session, claim, left, right, (), (left, right))

    def fresh(self) -> str:
        """A name that nothing here has, and of which nothing is declared: it goes through all positive numbers."""
        everything = list(walk(self.sides))
        taken = {part.data[0] for part in everything if part.op.name == "symbol"} | {name for _, name in self.given}
        taken |= set().union(*(size_names(axis) for part in everything for axis in part.shape))
        taken |= {name for part in everything if part.op.name == "size" for name in part.data.names()}
        return next(t for k in range(len(taken) + 1) if (t := f"t_{k}" if k else "t") not in taken)

    def words(self, cell: Cell) -> str:
        low, high = (None if end is None else text(end) for end in (cell.low, cell.high))
        if cell.point:
            return f"{self.name} = {low}"
        if low is not None and high is not None:
            return f"{low} < {self.name} < {high}"
        return f"{self.name} > {low}" if low is not None else f"{self.name} < {high}" if high is not None else "always"

    # --- at points ---------------------------------------------------------------------------------------------------

    def points(self, cell: Cell) -> Iterator[Point]:
        """Points at which u lies on the cell."""
        found = points(self.sides, dict(self.language.functions), MANY, self.given)
        for k, point in zip(range(FEW), found, strict=False):
            yield self._on(cell, point, k)

    def _on(self, cell: Cell, point: Point, k: int) -> Point:
        """The k-th place on the cell, everything else being as it is at this point."""
        low, high = (None if end is None else self._rational(end, point) for end in (cell.low, cell.high))
        if low is not None and high is not None:
            value = low + (high - low) * BETWEEN[k]
        else:
            value = low + BEYOND[k] if low is not None else (high or 0) - BEYOND[k]
        return replace(point, values={**point.values, self.name: ((value,),)})

    def _rational(self, node: Node, point: Point) -> Fraction:
        value = value_at(self.language, node, point)  # of a sum of variables and numbers
        return Fraction(int(value.p), int(value.q))

    def value(self, cell: Cell, node: Node) -> Comparison | None:
        """A point of the cell at which something has a value, and the value."""
        found = (compare_at(self.language, node, node, (), point) for point in self.points(cell))
        return next((comparison for comparison in found if comparison is not None), None)

    def left_out(self, cell: Cell, node: Node) -> Comparison | None:
        """A value on a cell of which nothing is said; None where there is none at points that have one elsewhere on
        the line, and NoRule where no such points are found."""
        found = points(self.sides, dict(self.language.functions), TRIED * MANY, self.given)
        seen = 0
        for k, point in enumerate(found):
            here = compare_at(self.language, node, node, (), self._on(cell, point, k % FEW))
            if here is not None or seen == FEW:
                return here
            others = (self._on(other, point, k % FEW) for other in self.line.cells if other is not cell)
            seen += any(compare_at(self.language, node, node, (), other) is not None for other in others)
        if not seen:
            raise NoRule(f"no point was found at which `{text(node)}` has a value")
        return None

    def apart(self, cell: Cell, lhs: Node, rhs: Node) -> Comparison | None:
        """A point of the cell at which two sides certainly differ."""
        found = (compare_at(self.language, lhs, rhs, (), point) for point in self.points(cell))
        return next((comparison for comparison in found if comparison is not None and comparison.entry), None)


def put(root: Node, old: Node, new: Node) -> Node:
    """The same with one thing for another."""
    done = {old: new}
    for part in walk([root], done):
        done[part] = make(part.op, [done[arg] for arg in part.args], part.data) if part.args else part
    return done[root]


def value_at(language: Language, node: Node, point: Point) -> Any:
    """The number that a scalar is at a point, None where it is none."""
    with precision(PRECISIONS[0]):
        try:
            return Evaluator(language.functions, point).value(node)[0, 0].value
        except ArithmeticError:
            return None
