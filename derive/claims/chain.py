"""Tokens -> chains a = b = c: what stands on which side of which sign, and which parentheses are not balanced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lark import Token

from derive.claims.tokens import TooMuch

DEEPEST = 60  # parentheses and braces inside each other
SIGNS = {"EQ": "=", "UPDATE": "update", "REL": "relation"}
INEQUALITIES = {
    "geq": "≥", "ge": "≥", "geqslant": "≥", "≥": "≥", ">=": "≥", "gt": ">", ">": ">",
    "leq": "≤", "le": "≤", "leqslant": "≤", "≤": "≤", "<=": "≤", "lt": "<", "<": "<",
}  # fmt: skip
ABOUT = frozenset({"approx", "simeq", "cong", "propto", "sim"})
OPERATORS = frozenset({"PLUS", "MINUS", "CDOT", "STAR", "TIMES", "SLASH", "CIRC", "ODOT"})
COMPARED = frozenset({"NAME", "NUMBER", "UNDER", "CARET", "LBRACE", "RBRACE", "LP", "RP", "EQ"})
ENDS = frozenset({"COMMA", "STOP", "PROSE"})
NAMES = {"P": "parenthesis", "B": "bracket", "C": "brace", "BRACE": "brace", "N": "norm", "A": "bar"}


@dataclass
class Side:
    """What stands between two signs; `problem` is an unbalanced parenthesis, where there is one."""

    tokens: list[Token]
    start: int
    end: int = 0
    problem: tuple[int, str] | None = None


@dataclass
class Link:
    """A sign: "=", "update", "relation" or "inequality", where it stands, what number it has on its line, and the
    condition behind its row: (i, "≠", j)."""

    kind: str
    at: int
    sign: str
    step: int = 0
    condition: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        """What the sign says of its sides."""
        return INEQUALITIES[self.sign.removeprefix("\\")] if self.kind == "inequality" else "="


@dataclass
class Chain:
    """Sides with signs between them.

    Where `open`, the first sign continues the chain before; a `range` is i = 1, ..., m.
    """

    sides: list[Side]
    links: list[Link] = field(default_factory=list)
    open: bool = False
    range: bool = False


def chains(tokens: Sequence[Token], start: int, end: int) -> list[Chain]:
    """The chains in one piece of mathematics that reaches from `start` to `end` in the document."""
    splitter = _Splitter(tokens, start, end)
    return splitter.split()


class _Splitter:
    def __init__(self, tokens: Sequence[Token], start: int, end: int) -> None:
        self.tokens, self.end = tokens, end
        self.closing = _matches(tokens)
        self.balanced = self.closing is not None
        self.found: list[Chain] = []
        self.chain = Chain([Side([], start)])
        self.stack: list[int] = []
        self.ignored: set[int] = set()
        self.row_start = 0  # the number of the row's first sign in the chain
        self.dead = False  # after a sign such as \in nothing is claimed

    def split(self) -> list[Chain]:
        for here, token in enumerate(self.tokens):
            kind = token.type
            if kind == "ROW":
                self.row(here)
            elif kind in SIGNS and self.separates(here):
                self.sign(token)
            elif kind == "CONDITION" and not self.stack:
                for link in self.chain.links[self.row_start :]:
                    link.condition = tuple(token.split())
            elif kind in ENDS and not self.stack:
                following = self.tokens[here + 1] if here + 1 < len(self.tokens) else None
                # i = 1, ..., m
                self.chain.range = token.type == "COMMA" and following is not None and following.type == "DOTS"
                self.finish(_at(token), _at(following) if following is not None else self.end)
            else:
                self.balance(here, token)
                self.chain.sides[-1].tokens.append(token)
        self.finish(self.end, self.end)
        return self.found

    def balance(self, here: int, token: Token) -> None:
        kind = token.type
        if kind in ("LBRACE", "LP", "LB", "LC", "LN", "LA"):
            self.stack.append(here)
        elif kind in ("RBRACE", "RP", "RB", "RC", "RN", "RA") and here not in self.ignored:
            if self.stack and self.tokens[self.stack[-1]].type[1:] == kind[1:]:
                self.stack.pop()
            elif self.stack:
                opening = self.tokens[self.stack.pop()]
                self.problem(_at(token), f"`{token}` closes the `{opening}` that was opened at {{{_at(opening)}}}")
            else:
                self.problem(_at(token), f"`{token}` closes a {NAMES[kind[1:]]} that was never opened")

    def problem(self, at: int, words: str) -> None:
        side = self.chain.sides[-1]
        side.problem = side.problem or (at, words)

    def separates(self, here: int) -> bool:
        """Whether a sign stands between two sides, and not inside a subscript or in a remark in parentheses."""
        if not self.stack:
            return True
        if self.tokens[here].type == "REL" or any(self.tokens[i].type == "LBRACE" for i in self.stack):
            return False
        outer = self.stack[0]
        first = self.stack[-1]
        before = self.tokens[outer - 1].type if outer else ""
        if self.balanced and (before in ("NAME", "ONES", "FUNC", "") or here - first <= 2 or self.compares(first)):
            return False
        words = f"the {NAMES[self.tokens[first].type[1:]]} that is opened at {{{_at(self.tokens[first])}}} "
        words += "is not closed before the `=`"
        self.problem(_at(self.tokens[first]), words)
        for opening in self.stack:
            if self.closing is not None:
                self.ignored.add(self.closing[opening])
        self.stack = []
        return True

    def compares(self, opening: int) -> bool:
        """Whether nothing but two names stands in these parentheses: [y_i = k]."""
        close = (self.closing or {}).get(opening, opening)
        return {token.type for token in self.tokens[opening + 1 : close]} <= COMPARED

    def sign(self, token: Token) -> None:
        name = str(token).removeprefix("\\")
        kind = SIGNS[token.type]
        if name in INEQUALITIES and self.asserts():
            kind = "inequality"
        elif kind == "relation" and name not in ABOUT and str(token) != "≈":
            self.finish(_at(token), _at(token) + len(token))
            self.dead = True
            return
        side = self.chain.sides[-1]
        side.end = _at(token)
        broken = side.problem if side.problem is not None and "not closed before" in side.problem[1] else None
        self.chain.links.append(Link(kind, _at(token), str(token)))
        self.chain.sides.append(Side([], _at(token) + len(token), 0, broken))

    def asserts(self) -> bool:
        """Whether an inequality is said to hold: of something worked out before it, or of a derivative.

        Any other, z > 0 or z = w x + b > 0, may be the condition under which something is said.
        """
        if not self.chain.links:
            return any(token.type in ("PARTIAL", "NABLA") for token in self.chain.sides[0].tokens)
        equalities = all(link.kind in ("EQ", "=", "inequality") for link in self.chain.links)
        return equalities and not _is_name(self.chain.sides[0].tokens)

    def row(self, here: int) -> None:
        """A new row continues the formula where it starts with a sign or an operator, or inside parentheses."""
        if self.stack and self.balanced:
            return
        following = self.tokens[here + 1 : here + 2]
        rest = self.tokens[here + 1 :]
        row = rest[: next((i for i, token in enumerate(rest) if token.type == "ROW"), len(rest))]
        goes_on = bool(following) and (
            following[0].type in ("EQ", "UPDATE")
            or (following[0].type in OPERATORS and not any(token.type == "EQ" for token in row))
        )
        if not goes_on or self.stack:
            place = _at(self.tokens[here])
            self.finish(place, place + 2)
        self.row_start = len(self.chain.links)

    def finish(self, end: int, start: int) -> None:
        """The chain ends here; the next one starts there."""
        if self.stack:
            opening = self.tokens[self.stack[-1]]
            self.problem(
                _at(opening), f"the {NAMES[opening.type[1:]]} that is opened at {{{_at(opening)}}} is not closed"
            )
            self.stack = []
        chain = self.chain
        chain.sides[-1].end = end
        chain.open = bool(chain.links) and not chain.sides[0].tokens
        if chain.links or (chain.sides[0].tokens and not self.dead):
            self.found.append(chain)
        self.dead, self.row_start = False, 0
        self.chain = Chain([Side([], start)])


def _is_name(tokens: Sequence[Token]) -> bool:
    """Whether nothing but one name, with what stands above and below it, or one number is written."""
    things, depth, script = 0, 0, False
    for token in tokens:
        if token.type in ("CARET", "UNDER", "PRIME"):
            script = token.type != "PRIME"
            continue
        depth += {"LBRACE": 1, "RBRACE": -1}.get(token.type, 0)
        things += not script and not depth and token.type != "RBRACE"
        script = script and depth > 0
    return 0 < things < 2


def _at(token: Token) -> int:
    return token.start_pos or 0


def _matches(tokens: Sequence[Token]) -> dict[int, int] | None:
    """Where each parenthesis closes; None where they are not balanced."""
    stack: list[int] = []
    closing: dict[int, int] = {}
    for here, token in enumerate(tokens):
        if token.type in ("LBRACE", "LP", "LB", "LC", "LN", "LA"):
            stack.append(here)
            if len(stack) > DEEPEST:
                raise TooMuch(_at(token), f"parentheses are nested more than {DEEPEST} deep")
        elif token.type in ("RBRACE", "RP", "RB", "RC", "RN", "RA"):
            if not stack or tokens[stack[-1]].type[1:] != token.type[1:]:
                return None
            closing[stack.pop()] = here
    return closing if not stack else None
