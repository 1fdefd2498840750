r"""The rows of \begin{cases} ... \end{cases} -> pieces: which part of a row is the value, and where it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lark import Token

from derive.claims.assemble import SyntaxProblem
from derive.claims.tokens import Pieces
from derive.claims.tree import Cases, Piece, Relation, Surface, Unread
from derive.claims.vocabulary import CLOSINGS, OPENINGS

MOST = 40  # rows
IF = frozenset({"if", "for", "when", "where", "with"})
AND, OR = frozenset({"and", "\\land", "\\wedge"}), frozenset({"or", "\\lor", "\\vee"})
OTHERWISE = frozenset({"otherwise", "else"})
NOWHERE = frozenset({"undefined", "not defined", "does not exist", "is undefined", "is not defined"})
SIGNS = {
    "<": "<", "\\lt": "<", "≤": "≤", "<=": "≤", "\\le": "≤", "\\leq": "≤", "\\leqslant": "≤",
    ">": ">", "\\gt": ">", "≥": "≥", ">=": "≥", "\\ge": "≥", "\\geq": "≥", "\\geqslant": "≥",
    "=": "=", "≠": "≠", "!=": "≠", "\\ne": "≠", "\\neq": "≠",
}  # fmt: skip
Parse = Callable[[Sequence[Token]], Surface]


@dataclass
class _Row:
    """One row: its values, None for one that is said not to exist, and the alternatives of its condition."""

    at: int
    values: list[Surface | None] = field(default_factory=list)
    where: list[list[Relation]] = field(default_factory=lambda: [[]])
    otherwise: bool = False


def by_pieces(token: Pieces, parse: Parse) -> Cases | Unread:
    """The pieces; Unread with a sentence where a row is not one."""
    at = token.start_pos or 0
    try:
        rows = [_row(row, parse) for row in _parts(token.inside, {"ROW"}) if row]
        if not 0 < len(rows) <= MOST:
            raise SyntaxProblem(at, f"cases have 1 to {MOST} rows")
        return Cases(at, tuple(rows))
    except SyntaxProblem as problem:
        return Unread(problem.at if problem.at >= 0 else at, problem.words)


def _row(tokens: Sequence[Token], parse: Parse) -> Piece:
    row = _Row(tokens[0].start_pos or 0)
    part: list[Token] = []
    for token, depth in (*_depths(tokens), (Token("AMP", "&"), 0)):
        word = _word(token) if not depth else ""
        if depth or not (word or token.type in ("AMP", "COMMA", "STOP", "PROSE") or token == ":"):
            part.append(token)
            continue
        if part:
            _read(row, part, parse)
        part = []
        if word in NOWHERE:
            row.values.append(None)
        elif word in OTHERWISE:
            row.otherwise = True
        elif word in OR:
            row.where.append([])
        elif not word and token.type == "PROSE":
            raise SyntaxProblem(token.start_pos or 0, f"the words `{token}` in a condition are not read yet")
    where = tuple(tuple(relations) for relations in row.where if relations)
    if len(row.values) != 1:
        raise SyntaxProblem(row.at, f"a row of cases has {'more than one value' if row.values else 'no value'}")
    if row.otherwise == bool(where) or len(where) < len(row.where) > 1:
        raise SyntaxProblem(row.at, "it is not clear where a row of cases holds")
    return Piece(row.at, row.values[0], where)


def _word(token: Token) -> str:
    """What a word says of a row, if anything."""
    word = " ".join(token.lower().strip(" .,;:").split()) if token.type in ("PROSE", "NAME") else ""
    return word if len(word) > 1 and word in IF | AND | OR | OTHERWISE | NOWHERE else ""


def _read(row: _Row, part: Sequence[Token], parse: Parse) -> None:
    """A part of a row: a chain of relations, or the value."""
    signs = [token for token, depth in _depths(part) if not depth and token.type in ("EQ", "REL")]
    sides = [parse(side) for side in _parts(part, {"EQ", "REL"})]
    if not signs:
        row.values.append(sides[0])
    for sign, (left, right) in zip(signs, pairwise(sides), strict=True):
        if str(sign) not in SIGNS:
            raise SyntaxProblem(sign.start_pos or 0, f"`{sign}` in a condition is not read yet")
        row.where[-1].append(Relation(left.at, left, SIGNS[str(sign)], right))


def _parts(tokens: Sequence[Token], separators: set[str]) -> list[list[Token]]:
    """What stands between separators that are in no parentheses."""
    found: list[list[Token]] = [[]]
    for token, depth in _depths(tokens):
        if not depth and token.type in separators:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _depths(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Each token with the number of parentheses around it, its own included."""
    depth = 0
    for token in tokens:
        opens = token.type in OPENINGS
        depth += opens
        yield token, depth
        depth -= token.type in CLOSINGS
