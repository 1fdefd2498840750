"""A judged document as plain data: everything that is printed of it, to be handed from one process to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive.check.document import Document
from reports.machine import entry, surprises
from reports.report import Section, section


@dataclass(frozen=True, slots=True)
class Outcome:
    """What people read (`section`), what programs read (`entry`), and what is not as its author expects."""

    section: Section
    entry: dict[str, Any]
    as_expected: bool
    expecting: bool
    surprises: tuple[str, ...]
    seconds: float
    certificates: tuple[tuple[str, str], ...] = ()  # of each proof: where its claim stands, and the content


def outcome(document: Document) -> Outcome:
    """The document with all that is to be said about it."""
    return Outcome(
        section(document),
        entry(document),
        document.as_expected,
        document.expecting,
        tuple(surprises(document)),
        document.seconds,
    )
