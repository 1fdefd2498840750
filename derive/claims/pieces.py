r"""Values by pieces as sides of claims, and as definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.line import Cell, Line
from derive.check.piecewise import line_of
from derive.claims.atoms import Atoms, NotRead
from derive.claims.readings import Choice
from derive.claims.tree import Surface
from derive.claims.typed import has
from derive.core.errors import NoRule
from derive.core.op import Node
from derive.core.text import text
from derive.normal.session import Session
from derive.ops.piecewise import Piece, pieces_of

PART = "cases are read alone on the right side of a sign, and not as a part of a formula"


def are_pieces(session: Session, one: Choice, other: Choice, surface: Surface) -> bool:
    """Whether the right side is given by pieces; NotRead where these cannot be judged."""
    if other.typed.kind != "cases" and not has(other.typed, "cases") and not has(one.typed, "cases"):
        return False
    if other.typed.kind != "cases" or has(one.typed, "cases") or any(has(arg, "cases") for arg in other.typed.args):
        raise NotRead(surface.at, PART)
    if not (one.broken or other.broken):
        try:
            line_of(session, session.read(one.expr), session.read(other.expr))
        except NoRule as error:
            raise NotRead(surface.at, str(error)) from None
    return True


def by_steps(session: Session, choice: Choice, surface: Surface, reader: Atoms) -> Choice:
    """What is defined by pieces, written with steps."""
    if choice.broken or not has(choice.typed, "cases"):
        return choice
    if choice.typed.kind != "cases" or any(has(arg, "cases") for arg in choice.typed.args):
        raise NotRead(surface.at, PART)
    try:
        node, remark = stepped(session, session.read(choice.expr))
    except NoRule as error:
        raise NotRead(surface.at, str(error)) from None
    if remark:
        reader.remark(remark)
    return replace(choice, expr=session.build(node))


def stepped(session: Session, rhs: Node) -> tuple[Node, str]:
    """What a name stands for that is defined by pieces, and what is to be said about it.

        v where u < c, w where u > c:  v + (w - v) step(u - c);      v where u = 0, w where u = 1:  (1 - u) v + u w

    At u = c nothing is said. NoRule where the pieces leave something out, or are not defined everywhere.
    """
    pieces = list(pieces_of(rhs))
    line = Line(session.language, pieces, session.kernel.given, [])
    make, u = session.language.make, line.variable
    intervals = [cell for cell in line.cells if not cell.point]
    values = [_value(cell, pieces) for cell in intervals or line.cells]
    for value in values:
        if not session.kernel.remaining(session.needs(value)) <= session.kernel.given:
            raise NoRule(
                f"a definition by pieces is read where all are defined everywhere, which `{text(value)}` is not"
            )

    def minus(one: Node, other: Node) -> Node:
        if one.op.name == other.op.name == "number":
            return line.number(one.data - other.data)
        return one if other is line.number(0) else make("add", one, make("product", line.number(-1), other))

    def times(one: Node, other: Node) -> Node:
        return other if one is line.number(1) else one if other is line.number(1) else make("product", one, other)

    if not intervals:  # one of two numbers, by its declaration
        (low, high), (before, after) = [cell.low for cell in line.cells], values
        assert low is not None and high is not None
        width = minus(high, low)
        terms = [
            make("quotient", times(part, value), width) if width is not line.number(1) else times(part, value)
            for part, value in ((minus(high, u), before), (minus(u, low), after))
        ]
        return make("add", *terms), ""
    terms, ends = [values[0]], []
    for before, after, cell in zip(values, values[1:], intervals[1:], strict=False):
        if before is not after and cell.low is not None:
            terms.append(times(minus(after, before), make("apply", minus(u, cell.low), data="step")))
            ends.append(f"{text(u)} = {text(cell.low)}")
    terms = terms[1:] if values[0] is line.number(0) and len(terms) > 1 else terms
    said = f"where {' or '.join(ends)}, nothing is said" if ends else ""
    return terms[0] if len(terms) == 1 else make("add", *terms), said


def _value(cell: Cell, pieces: Sequence[Piece]) -> Node:
    values = {pieces[k].value for k in cell.pieces}
    if not values:
        raise NoRule("a definition by pieces leaves some numbers out")
    value = values.pop()
    if values or value is None:
        raise NoRule("a definition by pieces gives some numbers two values, or none")
    return value
