"""What was judged, as plain data: for the command line, the JSON writer and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.check.verdict import Verdict
from derive.core.op import Node


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
    gradients: Mapping[str, Node] = field(default_factory=dict)
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


TOLERANCE = 1e-11  # of double precision against 200 bits; no verdict depends on it
