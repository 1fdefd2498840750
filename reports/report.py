"""Judged documents as plain data for people: rows, errata, agreement, counts. Every format shows the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from derive.check.document import TOLERANCE, Agreement, Document, Judged, NotUnderstood
from derive.check.verdict import IllFormed, Proved, Refuted
from derive.core.claim import Claim, Place
from reports.formula import Formula, claimed, equation, names, varying
from reports.picture import Picture
from reports.witness import Point, point

FALSE = ("refuted", "ill-formed")
SHOWN = ("read as ", "for all ")  # which the formulas show themselves


@dataclass(frozen=True, slots=True)
class Row:
    """One claim; the remark is what a proof assumes, or why there is none."""

    place: str
    verdict: str
    formula: Formula
    varying: Formula | None
    remark: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is wrong: the defect of what was refuted, or why something has no meaning. And what holds instead."""

    place: str
    verdict: str
    defect: str
    reason: str
    written: Formula
    varying: Formula | None
    derived: Formula | None
    witness: Point | None
    source: Place | None = None

    @property
    def origin(self) -> str:
        """The place in the text from which the claim is taken, if it is."""
        return at(self.source) if self.source is not None else ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One quantity worked out three ways: symbolic and numeric, lambdified and numeric, numeric and complex step."""

    name: str
    errors: tuple[Formula, Formula, Formula]
    agrees: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims came out how."""

    proved: int = 0
    refuted: int = 0
    undecided: int = 0
    ill_formed: int = 0
    not_understood: int = 0
    internal_errors: int = 0

    @property
    def claims(self) -> int:
        return self.proved + self.refuted + self.undecided + self.ill_formed

    @property
    def sentence(self) -> str:
        parts = [
            f"{self.proved} proved",
            f"{self.refuted} refuted",
            f"{self.undecided} undecided",
            f"{self.ill_formed} ill-formed",
            *([f"{self.not_understood} not understood"] if self.not_understood else []),
            *([f"{self.internal_errors} lost to internal errors"] if self.internal_errors else []),
        ]
        return f"{self.claims} {'claim' if self.claims == 1 else 'claims'}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Section:
    """One document."""

    name: str
    title: str
    counts: Counts
    definitions: tuple[Formula, ...]
    derivatives: tuple[Formula, ...]
    rows: tuple[Row, ...]
    errata: tuple[Erratum, ...]
    readings: tuple[str, ...]
    agreement: tuple[Compared, ...]
    not_understood: tuple[NotUnderstood, ...]
    internal_errors: tuple[str, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All documents; `errata` are those of texts from which several documents take claims, with the document's name."""

    counts: Counts
    sections: tuple[Section, ...]
    errata: tuple[tuple[str, Erratum], ...]


def report(sections: Iterable[Section]) -> Report:
    """The documents in the order given."""
    sections = tuple(sections)
    total = Counts(*(sum(numbers) for numbers in zip(*(astuple(s.counts) for s in sections), strict=True)))
    return Report(total, sections, _errata(sections))


def _errata(sections: Iterable[Section]) -> tuple[tuple[str, Erratum], ...]:
    """Those with a source in the order of the sources; none where they are those of one document, which has them."""
    found = [(one.name, erratum) for one in sections for erratum in one.errata if erratum.source is not None]
    if len({name for name, _ in found}) < 2:
        return ()

    def order(pair: tuple[str, Erratum]) -> tuple[str, int, str, int]:
        source = pair[1].source or Place()
        return source.text, source.line, source.source, source.step

    return tuple(sorted(found, key=order))


def section(document: Document) -> Section:
    return Section(
        document.path,
        document.title,
        counts(document),
        tuple(equation(node, node.args[0]) for node in document.definitions.values() if node.args),
        tuple(equation(statement, node) for statement, node in document.derivatives),
        tuple(_row(judged, document.path) for judged in document.claims),
        tuple(_erratum(judged, document.path) for judged in document.claims if judged.verdict.name in FALSE),
        _readings(document),
        tuple(_compared(row) for row in document.agreement),
        document.not_understood,
        document.internal_errors,
    )


def chosen(judged: Judged) -> list[str]:
    """What was chosen in reading a claim, as far as the formula as it is shown does not show it."""
    return [words for words in judged.reading.split("; ") if words and not words.startswith(SHOWN)]


def _readings(document: Document) -> tuple[str, ...]:
    """What was chosen where a formula can be read in several ways, once, with the lines."""
    lines: dict[str, list[str]] = {}
    for judged in document.claims:
        for words in chosen(judged):
            lines.setdefault(words, []).append(str(judged.verdict.claim.place.line))
    return tuple(
        f"line{'s' if len(set(at)) > 1 else ''} {', '.join(dict.fromkeys(at))}: {words}" for words, at in lines.items()
    )


def counts(document: Document) -> Counts:
    names = [judged.verdict.name for judged in document.claims]
    return Counts(
        names.count("proved"),
        names.count("refuted"),
        names.count("undecided"),
        names.count("ill-formed"),
        len(document.not_understood),
        len(document.internal_errors),
    )


def place(claim: Claim, path: str) -> str:
    """notes.md:12, or notes.md:12.2 at the second sign of that line; line 12 in a model, with its source, if any."""
    own = claim.place if claim.source is None and claim.place.source == path else replace(claim.place, source="")
    return ", ".join(at(one) for one in (own, claim.source) if one is not None)


def at(place: Place) -> str:
    """note 000:65, or note 000:65.2"""
    return f"{place}.{place.step}" if place.step > 1 else str(place)


def _row(judged: Judged, path: str) -> Row:
    verdict = judged.verdict
    if isinstance(verdict, Proved):
        remark = f"where {' and '.join(verdict.uses)}" if verdict.uses else ""
    else:
        remark = verdict.slip if isinstance(verdict, Refuted) else verdict.reason
    return Row(place(verdict.claim, path), verdict.name, claimed(judged), varying(judged), remark)


def _erratum(judged: Judged, path: str) -> Erratum:
    verdict = judged.verdict
    where, written, source = place(verdict.claim, path), claimed(judged), verdict.claim.source
    derived = None
    if isinstance(verdict, Refuted | IllFormed) and verdict.correction is not None and judged.lhs is not None:
        derived = equation(judged.lhs, verdict.correction)
    if not isinstance(verdict, Refuted):
        return Erratum(where, verdict.name, "", verdict.reason, written, varying(judged), derived, None, source)
    sides = [side for side in (judged.lhs, judged.rhs) if side is not None]
    witness = point(verdict.witness, names(sides))
    return Erratum(where, verdict.name, verdict.slip, "", written, varying(judged), derived, witness, source)


def _compared(row: Agreement) -> Compared:
    errors = (row.symbolic_vs_numeric, row.lambdified_vs_numeric, row.numeric_vs_complex_step)
    first, second, third = (_error(error) for error in errors)
    return Compared(row.name, (first, second, third), all(error is None or error <= TOLERANCE for error in errors))


def _error(value: float | None) -> Formula:
    """1.2e-16, or nothing where there is nothing to compare."""
    if value is None:
        return Formula("")
    if value == 0 or not math.isfinite(value):
        return Formula(f"{value:g}", "0" if value == 0 else "")
    digits, exponent = f"{value:.1e}".split("e")
    return Formula(f"{value:.1e}", rf"{digits} \cdot 10^{{{int(exponent)}}}")
