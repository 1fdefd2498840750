"""What somebody wrote down, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where an equality sign stands: line and column count from 1, `step` counts the signs of that line."""

    source: str = ""
    line: int = 0
    column: int = 1
    step: int = 1

    def __str__(self) -> str:
        return f"{self.source}:{self.line}" if self.source else f"line {self.line}"

    @property
    def text(self) -> str:
        """The place of a text: what stands behind a comma is said of the claim, as in `note 000, mended:58`."""
        return self.source.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Claim:
    """lhs = rhs, as SymPy expressions; or, entry by entry, one of the other relations >, ≥, < and ≤.

    `varying` are the variables that a differential varies, all of them where none is named. `expected` is what the
    author of a suite knows to come out; only the exit status and the JSON writer read it. `source` is where the claim
    is taken from, where it stands in somebody else's text. `slips` are right sides that may have been meant, each with
    the kind of slip; they only name a defect.
    """

    id: str
    lhs: Any
    rhs: Any
    kind: str = "value"
    varying: tuple[Any, ...] = ()
    place: Place = Place()
    latex: str = ""
    expected: str = "proved"
    source: Place | None = None
    relation: str = "="
    slips: tuple[tuple[str, Any], ...] = ()
