r"""LaTeX without \left and \right, which hold a formula together on one line and put gaps after names of functions."""

from __future__ import annotations

import re

# braces that only keep a superscript off what it belongs to: {\left( ... \right)}^T
KEPT_TOGETHER = re.compile(r"(?<![A-Za-z}]){(\\left\((?:[^{}]|{(?:[^{}]|{[^{}]*})*})*\\right\))}(?=\^)")


def plain(latex: str, size: str) -> str:
    r"""Plain parentheses, and larger ones (\big, \Big) around fractions."""
    while (loose := KEPT_TOGETHER.sub(r"\1", latex)) != latex:
        latex = loose
    parts: list[str] = []
    opened: list[int] = []
    for piece in re.split(r"(\\left\(|\\right\))", latex):
        if piece == r"\left(":
            opened.append(len(parts))
            parts.append("(")
        elif piece == r"\right)" and opened:
            start = opened.pop()
            tall = any(r"\frac" in part for part in parts[start:])
            parts[start], closing = (rf"{size}l(", rf"{size}r)") if tall else ("(", ")")
            parts.append(closing)
        else:
            parts.append(piece)
    return "".join(parts)
