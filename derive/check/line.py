"""A line cut at places: the cells between the places and at them, and which pieces hold on each cell.

Conditions are linear in one name u: z < 0, 0 < z ≤ 1, |r| > δ. The places are numbers, or sums of what is declared to
be positive, so that it is known in which order they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from math import prod
from typing import NamedTuple

from derive.core.condition import Uses
from derive.core.errors import NoRule
from derive.core.op import SCALAR, Node, make, walk
from derive.core.read import Language
from derive.core.text import text
from derive.ops.atom import NUMBER
from derive.ops.piecewise import Piece, Relation
from derive.ops.tensor import PRODUCT_OP

Linear = dict[Node | None, Fraction]  # how often each part is taken; None is the constant
FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "=", "≠": "≠"}
DISCRETE = {"entries 0 or 1": (0, 1), "entries -1 or 1": (-1, 1)}
MOST = 40  # places


class Bound(NamedTuple):
    """u < place, or another sign."""

    sign: str
    place: Node


@dataclass(frozen=True, slots=True)
class Cell:
    """low < u < high, or u = low where both are the same; `pieces` are the numbers of those that hold here."""

    low: Node | None
    high: Node | None
    pieces: tuple[int, ...]

    @property
    def point(self) -> bool:
        return self.low is not None and self.low is self.high


class Line:
    """The values of one name, cut where a piece ends or something has a kink."""

    def __init__(
        self,
        language: Language,
        pieces: Sequence[Piece],
        given: Uses,
        sides: Sequence[Node],
        cut: bool = False,
        variable: Node | None = None,
    ) -> None:
        """The line that pieces are about which stand beside some sides, unless it is that of a given variable; with
        `cut`, cut at the kinks of functions in the sides as well, as far as it is known where they are."""
        self.language = language
        preferred = next((side.args[1] for side in sides if side.op.name == "partial"), None)
        self.positive = {name for word, name in given if word == "positive"}
        where = [[every for relations in piece.where for every in _alternatives(relations)] for piece in pieces]
        relations = [relation for piece in where for every in piece for relation in every]
        if not relations and variable is None:
            raise NoRule("no piece says where it holds")
        self.variable = variable or self._variable(relations, preferred)
        words = {word for word, name in given if name == self.variable.data[0]} if self._named() else set()
        if words - {"positive", "nonzero", *DISCRETE}:
            raise NoRule(f"pieces of a line cannot be read of what is {min(words)}")
        bounds = [[[self._bound(relation) for relation in every] for every in piece] for piece in where]
        discrete = next((DISCRETE[word] for word in sorted(words) if word in DISCRETE), ())
        places = {bound.place for piece in bounds for every in piece for bound in every}
        places |= {self.number(value) for value in (*discrete, *([0] if words else []))}
        self.places = self._sorted(places)
        for kink in self._kinks(sides) if cut else ():
            try:
                self.places = self._sorted({*self.places, kink})
            except NoRule:
                continue
        if len(self.places) > MOST:
            raise NoRule(f"the pieces end at more than {MOST} places")
        self.cells = self._cells(pieces, bounds, words, discrete)

    def _named(self) -> bool:
        return self.variable.op.name == "symbol"

    # --- the name ----------------------------------------------------------------------------------------------------

    def _variable(self, relations: Sequence[Relation], preferred: Node | None) -> Node:
        """The one part that every condition is about. Of several it is the preferred one; what is declared to be
        positive may say how far, and so may what does not always stand alone on the left."""
        parts = [{part for part in _difference(relation) if part is not None} for relation in relations]
        common = set.intersection(*parts)
        if preferred in common:
            return preferred
        if len(common) > 1:
            common = {part for part in common if not self._positive(part)}
        if len(common) > 1:
            common = {part for part in common if all(relation.left is part for relation in relations)}
        if len(common) != 1:
            raise NoRule("the conditions are not about one number that all of them compare")
        (variable,) = common
        return variable

    def _positive(self, part: Node) -> bool:
        return part.op.name == "symbol" and not part.args and part.data[0] in self.positive

    def _bound(self, relation: Relation) -> Bound:
        """u < place, from a relation that is linear in u."""
        difference = _difference(relation)
        slope = difference.pop(self.variable)
        place = self.node({part: -c / slope for part, c in difference.items()})
        if any(part is self.variable for part in walk([place])):
            raise NoRule(f"a condition is not linear in `{text(self.variable)}`")
        return Bound(relation.sign if slope > 0 else FLIPPED[relation.sign], place)

    def _kinks(self, nodes: Iterable[Node]) -> list[Node]:
        """Where the argument of a function with a kink is zero, as far as it is linear."""
        found: list[Node] = []
        for part in walk(nodes):
            record = self.language.functions.get(part.data) if part.op.name == "apply" else None
            if record is not None and record.above is not None and part.args[0].shape == SCALAR:
                difference = linear(part.args[0], self.variable)
                slope = difference.pop(self.variable, Fraction(0))
                place = self.node({part: -c / slope for part, c in difference.items()}) if slope else None
                if place is not None and not any(inner is self.variable for inner in walk([place])):
                    found.append(place)
        return found

    # --- places ------------------------------------------------------------------------------------------------------

    def number(self, value: int | Fraction) -> Node:
        return self.language.make("number", data=Fraction(value))

    def node(self, parts: Linear) -> Node:
        """The sum, the constant last; always the same node for the same sum."""
        make = self.language.make
        terms = []
        for part in sorted((part for part, c in parts.items() if part is not None and c), key=text):
            c = parts[part]
            terms.append(part if c == 1 else make("product", self.number(c), part))
        if parts.get(None) or not terms:
            terms.append(self.number(parts.get(None, 0)))
        return terms[0] if len(terms) == 1 else make("add", *terms)

    def _sorted(self, places: Iterable[Node]) -> list[Node]:
        return sorted(sorted(places, key=text), key=cmp_to_key(self._order))

    def _order(self, one: Node, other: Node) -> int:
        parts = _plus(linear(one), linear(other), Fraction(-1)).items()
        signs = {c > 0 for _, c in parts}
        known = all(part is None or self._positive(part) for part, _ in parts)
        if len(signs) > 1 or not known:
            raise NoRule(f"it is not known which of `{text(one)}` and `{text(other)}` is larger")
        return 0 if not signs else 1 if True in signs else -1

    # --- cells -------------------------------------------------------------------------------------------------------

    def _cells(
        self,
        pieces: Sequence[Piece],
        bounds: Sequence[Sequence[Sequence[Bound]]],
        words: set[str],
        discrete: Sequence[int],
    ) -> list[Cell]:
        zero = 2 * self.places.index(self.number(0)) + 1 if words else -1
        allowed = {2 * self.places.index(self.number(value)) + 1 for value in discrete}
        cells = []
        for at in range(2 * len(self.places) + 1):  # places have odd numbers
            if (words & DISCRETE.keys() and at not in allowed) or ("positive" in words and at <= zero):
                continue
            if "nonzero" in words and at == zero:
                continue
            said = [k for k, piece in enumerate(bounds) if any(self._holds(at, every) for every in piece)]
            said = said or [k for k, piece in enumerate(pieces) if piece.otherwise]
            low = self.places[at // 2 - 1 + at % 2] if at else None
            high = self.places[at // 2] if at < 2 * len(self.places) else None
            cells.append(Cell(low, high, tuple(said)))
        return cells

    def _holds(self, at: int, bounds: Sequence[Bound]) -> bool:
        for sign, place in bounds:
            end = 2 * self.places.index(place) + 1
            if not {"<": at < end, "≤": at <= end, ">": at > end, "≥": at >= end, "=": at == end, "≠": at != end}[sign]:
                return False
        return True

    def range(self, first: Cell, last: Cell) -> tuple[tuple[Relation, ...], ...]:
        """The condition that holds from one cell up to another, as a piece has it."""
        relations = []
        if first.low is not None and first.low is last.high:
            relations.append(Relation(self.variable, "=", first.low))
        else:
            if first.low is not None:
                relations.append(Relation(self.variable, "≥" if first.point else ">", first.low))
            if last.high is not None:
                relations.append(Relation(self.variable, "≤" if last.point else "<", last.high))
        return (tuple(relations),) if relations else ()

    def inside(self, cell: Cell, t: Node) -> Node:
        """All values on the cell, as t goes through all positive numbers (or all, on a line that is not cut)."""
        make = self.language.make
        if cell.point and cell.low is not None:
            return cell.low
        if cell.low is not None and cell.high is not None:
            above = make("add", cell.low, make("product", cell.high, t))
            return make("quotient", above, make("add", self.number(1), t))
        if cell.low is not None:
            return make("add", cell.low, t)
        return t if cell.high is None else make("add", cell.high, make("product", self.number(-1), t))


# --- linear sums -----------------------------------------------------------------------------------------------------


def linear(node: Node, variable: Node | None = None) -> Linear:
    """A node as a sum of multiples; of the variable, names stand for their definitions."""
    known: dict[Node, Linear] = {}
    for part in walk([node]):
        found = None if part is variable else _linear(part, [known[arg] for arg in part.args], variable is not None)
        known[part] = {part: Fraction(1)} if found is None else found
    return known[node]


def _linear(node: Node, args: Sequence[Linear], through: bool) -> Linear | None:
    name = node.op.name
    if name == "number":
        return _plus({}, {None: node.data})
    if name == "symbol" and args and through:
        return args[0]
    if name == "add":
        total: Linear = {}
        for arg in args:
            total = _plus(total, arg)
        return total
    if name in ("product", "hadamard"):
        varying = [arg for arg in args if arg.keys() - {None}]
        scale = prod(arg.get(None, Fraction(0)) for arg in args if not arg.keys() - {None})
        if len(varying) <= 1:
            return _plus({}, varying[0] if varying else {None: Fraction(1)}, Fraction(scale))
    if name == "quotient" and args[1].keys() == {None}:
        return _plus({}, args[0], 1 / args[1][None])
    return None


def _plus(one: Linear, other: Linear, times: Fraction = Fraction(1)) -> Linear:
    total = dict(one)
    for part, c in other.items():
        total[part] = total.get(part, Fraction(0)) + times * c
    return {part: c for part, c in total.items() if c}


def _difference(relation: Relation) -> Linear:
    return _plus(linear(relation.left), linear(relation.right), Fraction(-1))


# --- absolute values -------------------------------------------------------------------------------------------------


def _alternatives(relations: Sequence[Relation]) -> list[list[Relation]]:
    """|e| < c is e < c and e > -c, |e| > c is e > c or e < -c: all relations of one of the alternatives hold."""
    found: list[list[Relation]] = [[]]
    for relation in relations:
        found = [[*every, *more] for every in found for more in _expanded(relation)]
        if len(found) > MOST:
            raise NoRule("a condition has too many alternatives")
    return found


def _expanded(relation: Relation) -> list[list[Relation]]:
    left, sign, right = relation.left, relation.sign, relation.right
    if _absolute(right) and not _absolute(left):
        left, sign, right = right, FLIPPED[sign], left
    if not _absolute(left) or sign in ("=", "≠"):
        return [[relation]]
    (inside,) = left.args
    below = make(PRODUCT_OP, (make(NUMBER, data=Fraction(-1)), right))
    both = [Relation(inside, sign, right), Relation(inside, FLIPPED[sign], below)]
    return [both] if sign in ("<", "≤") else [[one] for one in both]


def _absolute(node: Node) -> bool:
    return node.op.name == "apply" and node.data == "abs"
