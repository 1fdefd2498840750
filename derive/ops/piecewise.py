"""A value by pieces: `cases((0, (z, "<", 0)), (None, (z, "=", 0)), (1, (z, ">", 0)))`, None where there is no value.

It is one side of a claim, which is judged piece by piece (`check/piecewise.py`); nothing is computed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sympy import Integer, Tuple
from sympy.core.symbol import Str
from sympy.matrices.expressions import MatrixExpr

from derive.core import symbols
from derive.core.errors import IllTyped, NoRule, Unreadable
from derive.core.op import SCALAR, Node, Op, Shape, make
from derive.core.symbols import Expression
from derive.core.text import SUM, text

Argument = Callable[[int, int], str]
SIGNS = {"<": "<", "≤": r"\le", ">": ">", "≥": r"\ge", "=": "=", "≠": r"\ne"}
UNDEFINED = Str("undefined")


@dataclass(frozen=True, slots=True)
class Relation:
    """left < right, or another of SIGNS."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True, slots=True)
class Piece:
    """A value, None where there is none, and where it holds: all relations of one of the alternatives, or, without
    any, where no other piece does."""

    value: Node | None
    where: tuple[tuple[Relation, ...], ...]

    @property
    def otherwise(self) -> bool:
        return not self.where


class Cases(Expression, MatrixExpr):
    """Each argument is a Tuple: the value, or UNDEFINED, and the alternatives, each a Tuple of relations."""

    shape = (Integer(1), Integer(1))


def cases(*pieces: Sequence[Any]) -> Any:
    """Each piece is (value, relation, ...), a relation (left, sign, right); without relations it holds otherwise."""
    return by_alternatives((value, [relations] if relations else []) for value, *relations in pieces)


def by_alternatives(pieces: Any) -> Any:
    """Each piece is (value, alternatives), all relations of one of which hold."""
    made = []
    for value, alternatives in pieces:
        where = [
            Tuple(*[Tuple(symbols.exact(a), Str(s), symbols.exact(b)) for a, s, b in all_]) for all_ in alternatives
        ]
        made.append(Tuple(UNDEFINED if value is None else symbols.exact(value), *where))
    return Cases(*made)


def _read(expr: Any) -> tuple[Sequence[Any], Any]:
    """The values and the sides of the relations in a row; whether there is a value, and the signs, of each piece."""
    args: list[Any] = []
    data = []
    for value, *alternatives in expr.args:
        args += [] if value is UNDEFINED or value == UNDEFINED else [value]
        args += [side for relations in alternatives for left, _, right in relations for side in (left, right)]
        signs = tuple(tuple(sign.name for _, sign, _ in relations) for relations in alternatives)
        if not {sign for relations in signs for sign in relations} <= SIGNS.keys():
            raise Unreadable(f"the signs of conditions are {' '.join(SIGNS)}")
        data.append((value != UNDEFINED, signs))
    return args, tuple(data)


def _build(args: Sequence[Any], data: Any) -> Any:
    left = iter(args)
    return by_alternatives(
        (
            next(left) if valued else None,
            [[(next(left), sign, next(left)) for sign in relations] for relations in alternatives],
        )
        for valued, alternatives in data
    )


def pieces_of(node: Node) -> Iterator[Piece]:
    """The pieces in the order in which they are written."""
    left = iter(node.args)
    for valued, alternatives in node.data:
        value = next(left) if valued else None
        where = tuple(tuple(Relation(next(left), sign, next(left)) for sign in signs) for signs in alternatives)
        yield Piece(value, where)


def made_of(pieces: Sequence[Piece]) -> Node:
    """The node of which these are the pieces."""
    args: list[Node] = []
    for piece in pieces:
        args += [] if piece.value is None else [piece.value]
        args += [
            side for relations in piece.where for relation in relations for side in (relation.left, relation.right)
        ]
    data = [(p.value is not None, tuple(tuple(r.sign for r in relations) for relations in p.where)) for p in pieces]
    return make(CASES, args, tuple(data))


def _shape(node: Node) -> Shape:
    for arg in node.args:
        if arg.shape != SCALAR:
            raise IllTyped(f"`{text(arg)}` is {arg.shape}, but pieces and their conditions are numbers")
    return SCALAR


def _refused(*args: Any) -> NoReturn:
    raise NoRule("a value by pieces is one whole side of a claim: there is no rule for more of it")


def _show(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    places = iter(range(len(node.args)))
    latex = style == "latex"
    shown = []
    for valued, alternatives in node.data:
        value = argument(next(places), 0) if valued else r"\text{undefined}" if latex else "undefined"
        where = []
        for signs in alternatives:
            parts = [(argument(next(places), SUM), sign, argument(next(places), SUM)) for sign in signs]
            words = [f"{left} {SIGNS[sign] if latex else sign} {right}" for left, sign, right in parts]
            where.append((r" \text{ and } " if latex else " and ").join(words))
        holds = (r" \text{ or } " if latex else " or ").join(where)
        if latex:
            shown.append(rf"{value} & \text{{if }} {holds}" if holds else rf"{value} & \text{{otherwise}}")
        else:
            shown.append(f"{value} if {holds}" if holds else f"{value} otherwise")
    return (r"\begin{cases} " + r" \\ ".join(shown) + r" \end{cases}" if latex else "; ".join(shown)), 0


CASES = Op(
    "cases",
    shape=_shape,
    meaning=_refused,
    evaluate=_refused,
    classes=(Cases,),
    read=_read,
    build=_build,
    show=_show,
)
OPS = (CASES,)
