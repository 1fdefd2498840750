"""A formula as plain text and as LaTeX.

Only LaTeX that this program wrote itself, with names that TeX reads as names, is ever typeset; anything else is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.check.document import Judged
from derive.core.op import Node, walk
from derive.core.sizes import Size
from derive.core.text import text, walk_shown

NAME = re.compile(r"[A-Za-z]+[0-9]*(_[A-Za-z0-9]+)?'*")  # two underscores would be two subscripts


@dataclass(frozen=True, slots=True)
class Formula:
    """`latex` is empty where there is only what an author wrote; where `quoted`, reports show the text instead."""

    text: str
    latex: str = ""
    quoted: bool = False

    @property
    def typeset(self) -> bool:
        return bool(self.latex) and not self.quoted


def equation(left: Node, right: Node, sign: str = "=") -> Formula:
    """left = right"""
    one, other = formula(left), formula(right)
    return Formula(f"{one.text} {sign} {other.text}", f"{one.latex} {sign} {other.latex}", one.quoted or other.quoted)


def formula(node: Node) -> Formula:
    """A node as generated."""
    return Formula(text(node), text(node, "latex"), not all(NAME.fullmatch(name) for name in spelled(node)))


def spelled(node: Node) -> Iterator[str]:
    """The names of variables, functions and sizes in what is shown of a node."""
    pending: list[object] = [part.data for part in walk_shown(node)]
    while pending:
        data = pending.pop()
        if isinstance(data, str):
            yield data
        elif isinstance(data, Size):
            yield from data.names()
        elif isinstance(data, tuple):
            pending.extend(data)


def claimed(judged: Judged) -> Formula:
    """lhs = rhs as generated; as its author wrote it where a side cannot be shown. An update is w := its new value."""
    if judged.verdict.claim.kind == "update" and judged.lhs is not None and judged.rhs is not None:
        return equation(judged.rhs.args[0], judged.lhs, ":=")
    if judged.lhs is not None and judged.rhs is not None:
        return equation(judged.lhs, judged.rhs, judged.verdict.claim.relation)
    left, right = (text(side) if side is not None else "…" for side in (judged.lhs, judged.rhs))
    return Formula(judged.verdict.claim.latex or f"{left} {judged.verdict.claim.relation} {right}")


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
    """The LaTeX of every variable that occurs and can be typeset."""
    symbols = [node for node in walk(nodes) if node.op.name == "symbol"]
    return {node.data[0]: text(node, "latex") for node in symbols if NAME.fullmatch(node.data[0])}
