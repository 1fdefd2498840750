"""A formula as plain text and as LaTeX.

Only LaTeX that this program wrote itself is ever typeset; what an author wrote is quoted, character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from derive.check.document import Judged
from derive.core.op import Node, walk
from derive.core.text import text

# no `$ # % ~ | < > * " backtick`, nothing beyond ASCII: neither TeX nor Markdown can be left from within
SAFE = re.compile(r"[A-Za-z0-9 \\{}()\[\]^_+\-=/.,'!:;&]*")


@dataclass(frozen=True, slots=True)
class Formula:
    """`latex` is empty where there is only what an author wrote."""

    text: str
    latex: str = ""

    @property
    def typesettable(self) -> bool:
        """Whether the LaTeX can stand in a report; the text is quoted where it cannot."""
        return bool(self.latex and SAFE.fullmatch(self.latex)) and balanced(self.latex)


def balanced(latex: str) -> bool:
    """Whether every brace is closed, and none before it is opened."""
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def equation(left: Node, right: Node) -> Formula:
    """left = right"""
    return Formula(f"{text(left)} = {text(right)}", f"{text(left, 'latex')} = {text(right, 'latex')}")


def claimed(judged: Judged) -> Formula:
    """lhs = rhs as generated; as its author wrote it where a side cannot be shown."""
    if judged.lhs is not None and judged.rhs is not None:
        return equation(judged.lhs, judged.rhs)
    left, right = (text(side) if side is not None else "…" for side in (judged.lhs, judged.rhs))
    return Formula(judged.verdict.claim.latex or f"{left} = {right}")


def varying(judged: Judged) -> Formula | None:
    """W, b vary: the variables that the differentials of a claim vary."""
    symbols = judged.verdict.claim.varying
    if not symbols:
        return None
    known = names(side for side in (judged.lhs, judged.rhs) if side is not None)
    words = [getattr(symbol, "name", "…") for symbol in symbols]
    verb = "varies" if len(words) == 1 else "vary"
    latex = rf"{', '.join(known[word] for word in words)} \text{{ {verb}}}" if known.keys() >= set(words) else ""
    return Formula(f"{', '.join(words)} {verb}", latex)


def names(nodes: Iterable[Node]) -> dict[str, str]:
    """The LaTeX of every name that occurs."""
    return {node.data[0]: text(node, "latex") for node in walk(nodes) if node.op.name == "symbol"}
