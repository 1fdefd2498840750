"""What was judged, as plain data: for the command line, the JSON writer and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.check.verdict import Exact, Proved, Verdict
from derive.core.op import Node
from derive.core.text import text


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the two sides where they could be read, how long it took, and which reading was chosen, if any."""

    verdict: Verdict
    lhs: Node | None
    rhs: Node | None
    seconds: float
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Largest errors, relative to max(1, |value|), between three ways of working out one quantity."""

    name: str
    symbolic_vs_numeric: float
    lambdified_vs_numeric: float
    numeric_vs_complex_step: float | None

    @property
    def agrees(self) -> bool:
        """False for nan, which is larger than nothing."""
        errors = (self.symbolic_vs_numeric, self.lambdified_vs_numeric, self.numeric_vs_complex_step or 0.0)
        return all(error <= TOLERANCE for error in errors)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A piece of mathematics that could not be read."""

    line: int
    column: int
    latex: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One model or one file, judged."""

    path: str
    title: str
    claims: tuple[Judged, ...]
    definitions: Mapping[str, Node] = field(default_factory=dict)
    derivatives: tuple[tuple[Node, Node], ...] = ()  # ∂J/∂w and what was derived for it
    agreement: tuple[Agreement, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    internal_errors: tuple[str, ...] = ()
    seconds: float = 0.0
    expecting: bool = True  # of a file without comments on its verdicts, nothing is known beforehand

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one and the three ways agree; for the exit status.

        Who knows what comes out of everything knows that everything is understood.
        """
        return (
            all(judged.verdict.name == judged.verdict.claim.expected for judged in self.claims)
            and all(row.agrees for row in self.agreement)
            and not (self.expecting and self.not_understood)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """left = right, why it follows from the line before (in words, and by rules left = right), and whether it does."""

    left: Node
    right: Node
    words: str
    rules: tuple[tuple[Node, Node], ...]
    verdict: Verdict

    @property
    def remark(self) -> str:
        """What is to be said about a line that is not proved."""
        return "" if self.verdict.name == "proved" else self.verdict.reason

    @property
    def reason(self) -> str:
        """The words and the rules, and what is to be said about a line that is not proved."""
        rules = [f"{text(left)} = {text(right)}" for left, right in self.rules]
        return "; ".join(part for part in (self.words, *rules, self.remark) if part)


@dataclass(frozen=True, slots=True)
class Explanation:
    """dJ = ... = tr(Gᵀ dX), and ∂J/∂X = G, line by line; `definitions` are those that it makes use of."""

    loss: Node
    variable: Node
    definitions: tuple[Node, ...]
    lines: tuple[Line, ...]

    @property
    def gradient(self) -> Node:
        """G, in the shape of the variable."""
        return self.lines[-1].right

    @property
    def proved(self) -> bool:
        """Whether every line is."""
        return not any(line.remark for line in self.lines)

    @property
    def uses(self) -> tuple[str, ...]:
        """What the proofs of the lines need beyond both sides being defined."""
        found = [line.verdict.uses for line in self.lines if isinstance(line.verdict, Proved)]
        all_ = dict.fromkeys(use for uses in found for use in uses)
        weaker = {use.replace(">", sign) for use in all_ if ">" in use for sign in "≠≥"}
        return tuple(use for use in all_ if use not in weaker)

    def __str__(self) -> str:
        """The lines below each other, each with its reason."""
        lefts = [text(line.left) for line in self.lines]
        shown = [left if left not in lefts[:place] else "" for place, left in enumerate(lefts)]
        rights = [text(line.right) for line in self.lines]
        wide, far = max(map(len, shown)), max(map(len, rights))
        rows = zip(shown, rights, self.lines, strict=True)
        return "\n".join(f"{left:>{wide}} = {right:<{far}}  {line.reason}".rstrip() for left, right, line in rows)


@dataclass(frozen=True, slots=True)
class Vertex:
    """A variable or a defined name, and what is known of ∂J/∂name; at a point, what the two come to.

    `uses` are the names from which it is computed.
    """

    symbol: Node
    uses: tuple[Node, ...]
    derivative: Node | None
    value: Exact | None = None
    slope: Exact | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """What is computed from what, arguments first; derivatives are those of the loss, where there is one."""

    loss: Node | None
    vertices: tuple[Vertex, ...]

    def __str__(self) -> str:
        """A line for each name: its definition, its value and the derivative by it."""
        lines = []
        for vertex in self.vertices:
            symbol = vertex.symbol
            left = " = ".join([text(symbol), *map(text, symbol.args), *([str(vertex.value)] if vertex.value else [])])
            if self.loss is None or vertex.derivative is None:
                lines.append((left, ""))
            else:
                slope = text(vertex.derivative) if vertex.slope is None else str(vertex.slope)
                lines.append((left, f"∂{text(self.loss)}/∂{text(symbol)} = {slope}"))
        wide = max(len(left) for left, _ in lines)
        return "\n".join(f"{left:<{wide}}  {right}".rstrip() for left, right in lines)


TOLERANCE = 1e-11  # of double precision against 200 bits; no verdict depends on it
