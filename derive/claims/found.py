"""What a document has been found to say so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.check.document import NotUnderstood
from derive.check.verdict import IllFormed
from derive.claims.choices import Options
from derive.claims.contradicted import Equation
from derive.core.claim import Claim
from derive.normal.session import Session


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim, the session in which its names have their meaning, and how it was read where there was a choice."""

    claim: Claim
    session: Session
    reading: str = ""


@dataclass
class Found:
    """What has been read so far."""

    claims: list[Stated] = field(default_factory=list)
    ill_formed: list[IllFormed] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    options: Options = field(default_factory=Options)
    defined: set[str] = field(default_factory=set)
    formulas: int = 0
    parsed: int = 0
