"""Proved | Refuted | Undecided | IllFormed: what became of a claim, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.core.claim import Claim
from derive.core.kernel import Lemma
from derive.core.op import Node


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A real number known to lie between two decimals."""

    lo: str
    hi: str

    def __str__(self) -> str:
        return f"{self.lo}…"


Exact = str | Enclosure


def _shown(verdict: Any) -> str:
    """How a verdict shows itself in a terminal."""
    return f"{verdict.name}: {verdict.reason}"


@dataclass(frozen=True, slots=True)
class Witness:
    """A point at which both sides are defined and differ, and the entry where they do."""

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[tuple[str, ...], ...]]
    functions: Mapping[str, str]
    entry: tuple[int, int]
    lhs: Exact
    rhs: Exact


@dataclass(frozen=True, slots=True)
class Proved:
    """The kernel accepted a proof, for all sizes and all values at which `uses` hold."""

    claim: Claim
    lemma: Lemma
    uses: tuple[str, ...]
    point: Witness | None = field(repr=False)  # where both sides are defined: the proof is not vacuous

    name = "proved"
    __str__ = _shown
    defect: None = None

    def __post_init__(self) -> None:
        if type(self.lemma) is not Lemma:
            raise TypeError("only a lemma of the kernel makes a claim proved")

    @property
    def reason(self) -> str:
        return f"proved for all sizes and values{' with ' + ' and '.join(self.uses) if self.uses else ''}"


@dataclass(frozen=True, slots=True)
class Refuted:
    """The sides differ at a point; what kind of slip it looks like, and what holds instead."""

    claim: Claim
    witness: Witness
    defect: str
    correction: Node | None

    name = "refuted"
    __str__ = _shown

    @property
    def reason(self) -> str:
        sizes = ", ".join(f"{name} = {value}" for name, value in self.witness.sizes.items())
        where = f" at entry ({self.witness.entry[0]}, {self.witness.entry[1]})" if self.witness.entry != (1, 1) else ""
        return (
            f"{self.defect.replace('-', ' ')}: with {sizes or 'the values of the witness'} the left side is "
            f"{self.witness.lhs}{where} but the right side is {self.witness.rhs}"
        )


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither proved nor refuted; never read as either."""

    claim: Claim
    reason: str
    agreed_at: int = 0  # points at which the sides agreed

    name = "undecided"
    __str__ = _shown
    defect: None = None


@dataclass(frozen=True, slots=True)
class IllFormed:
    """What was written has no meaning; the sentence says where."""

    claim: Claim
    reason: str

    name = "ill-formed"
    __str__ = _shown
    defect = "shape"


Verdict = Proved | Refuted | Undecided | IllFormed
