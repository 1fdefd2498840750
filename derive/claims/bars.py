"""|x| and ‖x‖ are written with one sign for both sides: which bar opens, and which closes."""

from __future__ import annotations

from lark import Token

from derive.claims.vocabulary import CLOSINGS, OPENINGS, SEPARATORS


def paired(found: list[Token]) -> list[Token]:
    """a |x| + b |y|: bars after names are pairs where parentheses hold an even number of them; P(y | x) has one."""
    levels: list[list[int]] = [[]]
    for here, token in enumerate(found):
        if token.type == "BAR":
            levels[-1].append(here)
        elif token.type in OPENINGS:
            levels.append([])
        elif token.type in CLOSINGS or token.type in SEPARATORS:
            _pair(found, levels[-1])
            if token.type in CLOSINGS and len(levels) > 1:
                levels.pop()
            else:
                levels[-1] = []
    for level in levels:
        _pair(found, level)
    return found


def _pair(found: list[Token], bars: list[int]) -> None:
    for place, here in enumerate(bars if len(bars) % 2 == 0 else []):
        found[here] = Token("RA" if place % 2 else "LA", "|", start_pos=found[here].start_pos)
