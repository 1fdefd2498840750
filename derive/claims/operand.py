"""What stands on one side of a sign: its LaTeX, its surface, and how it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.claims.assemble import SyntaxProblem
from derive.claims.chain import Side
from derive.claims.document import Text
from derive.claims.readings import Choice
from derive.claims.surface import parse
from derive.claims.tree import Surface

DECORATION = re.compile(
    r"\\(?:quad|qquad|nonumber|displaystyle|newline)(?![A-Za-z])|(?<!\\)&|\\\\|\\(?:begin|end)\s*\{"
    r"(?:aligned|align|alignat|split|gather|gathered|eqnarray|equation|multline|flalign)\*?\}"
)


@dataclass
class Operand:
    """One side of a chain as far as it was understood; `trouble` says where and why it could not be parsed."""

    written: Side
    latex: str
    surface: Surface | None = None
    trouble: tuple[int, str] | None = None
    choice: Choice | None = None


def operand(text: Text, side: Side) -> Operand:
    """The side, parsed where its parentheses are balanced."""
    latex = " ".join(DECORATION.sub(" ", text.text[side.start : side.end]).split())
    found = Operand(side, latex)
    if side.problem is not None:
        found.trouble = (side.problem[0], _placed(text, side.problem[1]))
        return found
    try:
        found.surface = parse(side.tokens)
    except SyntaxProblem as problem:
        found.trouble = (problem.at if problem.at >= 0 else side.start, problem.words)
    return found


def _placed(text: Text, words: str) -> str:
    """{offset} as a column."""
    return re.sub(r"\{(\d+)\}", lambda m: f"column {text.place(int(m[1]))[1]}", words)
