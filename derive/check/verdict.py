"""Proved | Refuted | Undecided | IllFormed: what became of a claim, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import Any

from derive.core.claim import Claim
from derive.core.condition import Uses
from derive.core.kernel import Kernel
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.core.text import text


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A real number known to lie between two decimals."""

    lo: str
    hi: str

    def __str__(self) -> str:
        same = commonprefix([self.lo, self.hi])
        return f"{same[:14]}…" if len(same) > 3 else f"{self.lo} … {self.hi}"


Exact = str | Enclosure


def _shown(verdict: Any) -> str:
    """How a verdict shows itself in a terminal: for a refuted claim with what holds instead, and where it fails."""
    lines = [verdict.reason if verdict.reason.startswith(verdict.name) else f"{verdict.name}: {verdict.reason}"]
    if isinstance(verdict, Refuted | IllFormed) and verdict.correction is not None:
        lines.append(f"  derived: {text(verdict.correction)}")
    if isinstance(verdict, Refuted):
        values = {**verdict.witness.values, **verdict.witness.functions}
        shown = [f"{name} = {value}" for name, value in verdict.witness.sizes.items()]
        shown += [f"{name} = {_entries(value)}" for name, value in values.items()]
        lines.append(f"  witness: {', '.join(shown)}")
    return "\n".join(lines)


def _entries(value: Any) -> str:
    if isinstance(value, str):
        return value
    return value[0][0] if len(value) == len(value[0]) == 1 else "[" + "; ".join(map(" ".join, value)) + "]"


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
    kernel: Kernel = field(repr=False)  # which accepted the lemma
    conditions: Uses = field(repr=False)  # what `uses` says, in the kernel's terms, and what was declared
    pieces: tuple[Proved, ...] = field(default=(), repr=False)  # of a claim by pieces, the first of which is `lemma`

    name = "proved"
    __str__ = __repr__ = _shown
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
    __str__ = __repr__ = _shown

    @property
    def reason(self) -> str:
        sizes = ", ".join(f"{name} = {value}" for name, value in self.witness.sizes.items())
        joined = "and" if self.defect == "inequality" else "but"
        where = f" at entry ({self.witness.entry[0]}, {self.witness.entry[1]})" if self.witness.entry != (1, 1) else ""
        return (
            f"{self.slip}: at the witness{f' ({sizes})' if sizes else ''} the left side is "
            f"{self.witness.lhs}{where} {joined} the right side is {self.witness.rhs}"
        )

    @property
    def slip(self) -> str:
        """The defect in words: missing factor, wrong sign, ..."""
        if self.defect == "other":
            return "the two sides differ"
        if self.defect == "inequality":
            return "the inequality does not hold"
        words = self.defect.replace("-", " ")
        return words if words.startswith(("missing", "extra")) else f"wrong {words}"


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither proved nor refuted; never read as either."""

    claim: Claim
    reason: str
    agreed_at: int = 0  # points at which the sides agreed

    name = "undecided"
    __str__ = __repr__ = _shown
    defect: None = None


@dataclass(frozen=True, slots=True)
class IllFormed:
    """What was written has no meaning; the sentence says where. The correction is the right side that was meant,
    where one change leads to one that holds."""

    claim: Claim
    reason: str

    defect: str = "shape"
    correction: Node | None = None

    name = "ill-formed"
    __str__ = __repr__ = _shown


Verdict = Proved | Refuted | Undecided | IllFormed
