"""What was written, shown even where it has no meaning: an erratum quotes the formula that is wrong."""

from __future__ import annotations

from dataclasses import replace

from derive.check.document import Document, Judged
from derive.core.errors import DeriveError
from derive.core.op import Node, unchecked
from derive.core.read import Language, read


def legible(document: Document, language: Language) -> Document:
    """The same document, in which sides that could not be read are at least shown."""
    return replace(document, claims=tuple(_legible(judged, language) for judged in document.claims))


def _legible(judged: Judged, language: Language) -> Judged:
    claim = judged.verdict.claim
    return replace(
        judged,
        lhs=judged.lhs or shown(language, claim.lhs),
        rhs=judged.rhs or shown(language, claim.rhs),
    )


def shown(language: Language, expr: object) -> Node | None:
    """A node whose shapes nobody checked, for display only; None where even the operations are unknown."""
    try:
        return read(language, expr, made=unchecked)
    except DeriveError:
        return None
