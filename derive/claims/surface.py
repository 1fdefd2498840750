r"""Tokens -> surface tree: the grammar of surface.lark, and what stands in superscripts and subscripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from derive.claims.assemble import SIGNS, SyntaxProblem, term
from derive.claims.cases import by_pieces
from derive.claims.tokens import Pieces
from derive.claims.tree import (
    Braced,
    Constant,
    Dots,
    Entry,
    Fraction,
    Function,
    Group,
    Indicator,
    Norm,
    Number,
    Power,
    Sum,
    Surface,
    Symbol,
    Transposed,
    Unread,
    written_ratio,
)

SCRIPTS = 12  # superscripts and subscripts of one thing
BRACES = ("LBRACE", "RBRACE")
EMPTY = "something is missing here"


class _Handed(Lexer):
    """The tokens were found beforehand."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Sequence[Token]) -> Iterator[Token]:  # type: ignore[override]
        return iter(data)


def parse(tokens: Sequence[Token]) -> Surface:
    """One side of an equation; SyntaxProblem with a place where it is none."""
    if not tokens:
        raise SyntaxProblem(-1, EMPTY)
    try:
        found = _lark().parse(tokens)
    except UnexpectedToken as error:
        token = error.token
        if token.type == "$END":
            raise SyntaxProblem(tokens[-1].start_pos or 0, "the formula breaks off here") from None
        raise SyntaxProblem(token.start_pos or 0, f"`{token}` cannot be read here") from None
    except UnexpectedInput as error:
        raise SyntaxProblem(error.pos_in_stream or 0, "this cannot be read") from None
    assert isinstance(found, Surface)
    return found


@cache
def _lark() -> Lark:
    grammar = Path(__file__).with_name("surface.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Handed, transformer=_Build())


def _place(token: Token) -> int:
    return token.start_pos or 0


def spelled(tokens: Sequence[Token]) -> str:
    """A subscript as plain text: without braces, × for a times sign."""
    kinds = {"TIMES": "×", "DOTS": "...", "TOP": "T"}
    signs = {"\\ne": "≠", "\\neq": "≠", "!=": "≠"}
    shown = [kinds.get(token.type, signs.get(token, str(token))) for token in tokens if token.type not in BRACES]
    return "".join(shown)


def _tokens(children: Sequence[Any]) -> list[Token]:
    found: list[Token] = []
    for child in children:
        if isinstance(child, list):
            found += child
        else:
            found.append(child)
    return found


class _Build(Transformer[Token, Any]):
    """A surface tree from the bottom up, while the parser goes along."""

    def start(self, children: list[Any]) -> Any:
        return children[0]

    def sum(self, children: list[Any]) -> Surface:
        terms: list[tuple[int, Surface]] = []
        sign, place = 1, -1
        for child in children:
            if isinstance(child, Token):
                sign = -1 if child.type == "MINUS" else 1
                place = _place(child) if place < 0 else place
            else:
                terms.append((sign, child))
                place = child.at if place < 0 else place
                sign = 1
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(place, tuple(terms))

    def term(self, children: list[Any]) -> Surface:
        factors: list[tuple[str, Surface]] = []
        operator, minus = "", False
        for child in children:
            if isinstance(child, str) and not isinstance(child, Token):
                operator = child
            elif isinstance(child, Token):
                minus = True
            else:
                factors.append((operator, Sum(child.at, ((-1, child),)) if minus else child))
                operator, minus = "", False
        return term(factors)

    def operator(self, children: list[Token]) -> str:
        # not a Token, so that `term` can tell it from a minus sign
        return str.__str__(children[0].type).lower()

    def listed(self, children: list[Any]) -> Group:
        entries = tuple(child for child in children if not isinstance(child, Token))
        mixed = next((str(c) for c in children if isinstance(c, Token) and c.type not in ("COMMA", "STOP")), "")
        return Group(entries[0].at, entries, mixed)

    def group(self, children: list[Any]) -> Surface:
        inside: Group = children[1]
        if children[0].type == "LB" and inside.mixed in SIGNS and len(inside.entries) == 2:  # [y_i = k]
            return Indicator(_place(children[0]), *inside.entries, SIGNS[inside.mixed])
        return Group(_place(children[0]), inside.entries, inside.mixed)

    def braces(self, children: list[Any]) -> Surface:
        found: Surface = children[1]
        return found

    def braced(self, children: list[Any]) -> Braced:
        return Braced(_place(children[0]), (children[1],))

    def norm(self, children: list[Any]) -> Norm:
        return Norm(_place(children[0]), children[1], "", True)

    def bars(self, children: list[Any]) -> Norm:
        inside = children[1]
        if isinstance(inside, Norm) and not inside.double and not inside.sub:
            return Norm(_place(children[0]), inside.of, "", True)  # ||x|| in single bars
        return Norm(_place(children[0]), children[1], "", False)

    def fraction(self, children: list[Any]) -> Fraction:
        return Fraction(_place(children[0]), self.leaf(children[1]), self.leaf(children[2]))

    def raw(self, children: list[Any]) -> list[Token]:
        return _tokens(children)

    def nested(self, children: list[Any]) -> list[Token]:
        return _tokens(children)

    def over(self, children: list[Any]) -> tuple[str, list[Token]]:
        return "over", children[1]

    def under(self, children: list[Any]) -> tuple[str, list[Token]]:
        return "under", children[1]

    def prime(self, children: list[Any]) -> tuple[str, list[Token]]:
        return "prime", children

    def leaf(self, child: Any) -> Surface:
        if not isinstance(child, Token):
            assert isinstance(child, Surface)
            return child
        at, text = _place(child), str(child)
        if isinstance(child, Pieces):
            return by_pieces(child, parse)
        if child.type == "NAME":
            return Symbol(at, text)
        if child.type == "NUMBER":
            return Number(at, text)
        if child.type == "FUNC":
            return Function(at, text)
        if child.type in ("ONES", "ZEROS"):
            return Constant(at, child.type.lower())
        if child.type in ("D", "PARTIAL", "NABLA", "SUM"):
            return Function(at, child.type)
        if child.type == "DOTS":
            return Dots(at)
        return Unread(at, f"`{text}` is not read yet")

    def item(self, children: list[Any]) -> Surface:
        found = self.leaf(children[0])
        if isinstance(found, Braced) and isinstance(found.entries[0], Symbol) and len(children) > 1:
            kind, content = children[1]
            if kind == "under" or (content and content[1:2] and content[1].type in ("LB", "LP")):
                found = found.entries[0]  # {W}^{[1]} is W^{[1]}; but \sqrt{a}^2 is not the root of a^2
        if len(children) > SCRIPTS:
            raise SyntaxProblem(found.at, f"more than {SCRIPTS} superscripts and subscripts on one thing")
        for kind, content in children[1:]:
            if content and content[0].type == "LBRACE":
                content = content[1:-1]
            found = _SCRIPTS[kind](found, content)
        return found


# --- superscripts and subscripts -------------------------------------------------------------------------------------


def _under(of: Surface, content: list[Token]) -> Surface:
    if isinstance(of, Unread):
        return of
    words = spelled(content)
    if isinstance(of, Symbol) and not of.sub:
        return Symbol(of.at, of.base, of.layer, words, of.sample, of.primes)
    if isinstance(of, Function) and (not of.sub or of.name == "SUM"):
        return replace(of, sub=words + of.sub)
    if isinstance(of, Constant):
        compared = [n for n, token in enumerate(content) if token.type in ("EQ", "REL")]
        if of.name == "ones" and len(compared) == 1 and str(content[compared[0]]) in SIGNS:
            return _compared(of.at, content, compared[0])
        return Constant(of.at, of.name, tuple(words.replace(",", "×").split("×")))
    if isinstance(of, Number) and of.value in ("0", "1"):
        return Constant(of.at, "zeros" if of.value == "0" else "ones", tuple(words.replace(",", "×").split("×")))
    if isinstance(of, Norm) and not of.sub:
        return Norm(of.at, of.of, words, of.double)
    return Entry(of.at, of, words)


def _compared(at: int, content: list[Token], here: int) -> Surface:
    r"""\mathbf{1}_{y_i = k} and \mathbb{1}_{\{z > 0\}}"""
    sides = [content[:here], content[here + 1 :]]
    if sides[0] and sides[1] and (sides[0][0].type, sides[1][-1].type) in (("LC", "RC"), ("LP", "RP"), ("LB", "RB")):
        sides = [sides[0][1:], sides[1][:-1]]
    left, right = (_exponent(side) if side else Unread(at, EMPTY) for side in sides)
    return Indicator(at, left, right, SIGNS[str(content[here])])


def _prime(of: Surface, content: list[Token]) -> Surface:
    if isinstance(of, Symbol):
        return Symbol(of.at, of.base, of.layer, of.sub, of.sample, of.primes + 1)
    if isinstance(of, Function) and of.name not in ("D", "PARTIAL", "NABLA", "SUM"):
        return replace(of, primes=of.primes + 1)
    return Unread(of.at, "a prime on something that is not the name of a function is not read yet")


def _over(of: Surface, content: list[Token]) -> Surface:
    """Layer, sample, transpose, primes and a power, in whatever order they stand."""
    if isinstance(of, Function) and of.name == "SUM":
        return Function(of.at, "SUM", 0, f"{of.sub}^{spelled(content)}")
    if not content or isinstance(of, Unread):
        return of
    layered, here = False, 0
    named = isinstance(of, Symbol) and of.base != "e"
    while here < len(content):
        token = content[here]
        if token.type in ("LB", "LP") and isinstance(of, Symbol) and named:
            close = next((i for i in range(here, len(content)) if content[i].type == f"R{token.type[1]}"), -1)
            inside = content[here + 1 : close]
            if close < 0 or not inside:
                break
            words = spelled(inside)
            if token.type == "LB":
                layered = True
                of = Symbol(of.at, of.base, words, of.sub, of.sample, of.primes)
            else:
                of = Symbol(of.at, of.base, of.layer, of.sub, words, of.primes)
            here = close + 1
        elif token.type == "TOP" or (token.type == "NAME" and token == "T"):
            if isinstance(of, Number) and of.value in ("0", "1"):  # a number has no transpose worth writing
                of = Constant(of.at, "zeros" if of.value == "0" else "ones")
            of, here = Transposed(of.at, of), here + 1
        elif token.type == "PRIME":
            of, here = _prime(of, []), here + 1
        elif token.type in ("CARET", "LBRACE", "RBRACE") and layered:
            here += 1  # W^{[1]^T} is the transpose of W^{[1]}
        elif token.type == "NUMBER" and layered and here + 1 == len(content):
            return Power(of.at, of, Number(_place(token), str(token)), True)
        elif token.type in ("ODOT", "CIRC", "STAR") and here + 2 == len(content):
            return Power(of.at, of, _exponent(content[here + 1 :]), True)
        elif token.type == "MINUS" and here + 2 == len(content) and content[-1] in ("T", "\\top"):
            return Transposed(of.at, Power(of.at, of, Sum(_place(token), ((-1, Number(_place(token), "1")),))))
        else:
            break
    rest = content[here:]
    if not rest:
        return of
    if rest[0].type in ("STAR", "CIRC", "ODOT", "PLUS") and len(rest) == 1:
        return Unread(of.at, f"the superscript `{rest[0]}` is not read yet")
    if isinstance(of, Function) and of.name in ("D", "PARTIAL", "NABLA"):
        if of.order == 1 and len(rest) == 1 and rest[0] == "2":
            return replace(of, order=2)
        return Unread(of.at, "third and higher derivatives are not read yet")
    if isinstance(of, Function):
        power = _exponent(rest)
        ratio = written_ratio(power)
        if ratio is None or ratio < 1 or ratio.denominator > 1:  # \sin^{-1} is no quotient
            return Unread(of.at, f"this power on the name of `{of.name}` is not read yet")
        return replace(of, power=power)
    return Power(of.at, of, _exponent(rest))


def _exponent(content: list[Token]) -> Surface:
    try:
        return parse(content)
    except SyntaxProblem as problem:
        place = problem.at if problem.at >= 0 else _place(content[0])
        return Unread(place, f"the superscript `{spelled(content)}` is not read yet")


_SCRIPTS = {"over": _over, "under": _under, "prime": _prime}
