r"""n + 1, 2n, n m, n^{[1]} -> sizes."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.claims.names import UNICODE, internal
from derive.core.errors import Unreadable
from derive.core.sizes import Size, add, multiply, name, number

LONGEST = 200  # characters
LARGEST = 1_000_000
PIECE = re.compile(
    r"\s*(?:(?P<number>\d+)|\\?(?P<base>[A-Za-z]+|[α-ωΑ-Ω])"
    r"(?P<scripts>(?:\s*\^\s*\{?\s*\[[^\]{}]*\]\s*\}?|\s*_\s*(?:\{[^{}]*\}|[A-Za-z0-9]+))*)(?P<layer>\d*)"
    r"|(?P<sign>\+|\*|·|\\cdot|\\times|×|\(|\)))"
)


def size_of(words: str) -> Size:
    """The size that is written; Unreadable where it is none."""
    if len(words) > LONGEST:
        raise Unreadable(f"a size has more than {LONGEST} characters")
    pieces: list[str | Size] = []
    here, text = 0, words.replace("\\,", " ").replace("{}", "").rstrip()
    while here < len(text):
        match = PIECE.match(text, here)
        if match is None:
            raise _wrong(words)
        here = match.end()
        if match["number"]:
            if int(match["number"]) > LARGEST:
                raise Unreadable(f"the size `{words.strip()}` is too large")
            pieces.append(number(int(match["number"])))
        elif match["base"]:
            pieces.append(name(size_name(match["base"], match["scripts"], match["layer"])))
        else:
            pieces.append(match["sign"].replace("\\cdot", "*").replace("\\times", "*").replace("·", "*"))
    found, rest = _sum(pieces, words, 0)
    if rest or (found.constant is not None and found.constant < 1):
        raise _wrong(words)
    return found


def size_name(base: str, scripts: str, layer: str = "") -> str:
    """n^{[1]}, n1 -> n1; n_x -> n_x"""
    bracket = re.search(r"\^\s*\{?\s*\[\s*([^\]]*?)\s*\]", scripts)
    sub = re.search(r"_\s*(?:\{\s*([^{}]*?)\s*\}|([A-Za-z0-9]+))", scripts)
    below = (sub.group(1) or sub.group(2) or "") if sub else ""
    return internal(UNICODE.get(base, base) + layer, bracket.group(1) if bracket else "", below)


def _wrong(words: str) -> Unreadable:
    return Unreadable(
        f"`{words.strip()}` is not a size: sizes are whole numbers from 1, names, sums and products of them"
    )


def _sum(pieces: list[str | Size], words: str, depth: int) -> tuple[Size, list[str | Size]]:
    terms: list[Size] = []
    while True:
        found, pieces = _product(pieces, words, depth)
        terms.append(found)
        if not pieces or pieces[0] != "+":
            return add(terms), pieces
        pieces = pieces[1:]


def _product(pieces: list[str | Size], words: str, depth: int) -> tuple[Size, list[str | Size]]:
    found: Size | None = None
    times: Callable[[Size, Size], Size] = multiply
    while pieces and pieces[0] not in ("+", ")"):
        piece, pieces = pieces[0], pieces[1:]
        if piece in ("*", "×"):
            if found is None or not pieces:
                raise _wrong(words)
            piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            if depth > 8:
                raise _wrong(words)
            piece, pieces = _sum(pieces, words, depth + 1)
            if not pieces or pieces[0] != ")":
                raise _wrong(words)
            pieces = pieces[1:]
        if not isinstance(piece, Size):
            raise _wrong(words)
        found = piece if found is None else times(found, piece)
    if found is None:
        raise _wrong(words)
    return found, pieces
