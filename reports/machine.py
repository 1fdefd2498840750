"""What machines go by: the JSON of `derive verify --format json`, schema 1, and what an exit status of 1 is about."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from derive.check.document import Agreement, Document, Judged
from derive.check.verdict import Enclosure, Exact, IllFormed, Proved, Refuted, Witness
from derive.core.text import text
from reports.formula import claimed
from reports.report import chosen, place

VERSION = 1


def written(entries: Iterable[dict[str, Any]], seconds: float) -> str:
    """Entries as JSON: ASCII only, so that no encoding of an output can spoil it, and never NaN."""
    return json.dumps(gathered(entries, seconds), indent=1, allow_nan=False)


def surprises(document: Document) -> list[str]:
    """A sentence for each verdict that is not the expected one or is missing, and for each formula that the code
    contradicts."""
    sentences = []
    for judged in document.claims:
        claim, verdict = judged.verdict.claim, judged.verdict.name
        if verdict != claim.expected:
            sentences.append(f"{place(claim, document.path)} is {verdict}, not {claim.expected} as expected")
    for piece in document.not_understood:
        sentences.append(f"line {piece.line}, column {piece.column} is not understood: {piece.reason}")
    wrong = [row.name for row in document.agreement if not row.agrees]
    return sentences + [f"{name} is not what the hand-written code computes" for name in wrong]


def gathered(entries: Iterable[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """The entries of documents, with a summary of all."""
    entries = list(entries)
    verdicts = Counter(claim["verdict"] for document in entries for claim in document["claims"])
    return {
        "schema": VERSION,
        "documents": entries,
        "summary": {
            "claims": verdicts.total(),
            "proved": verdicts["proved"],
            "refuted": verdicts["refuted"],
            "undecided": verdicts["undecided"],
            "ill_formed": verdicts["ill-formed"],
            "not_understood": sum(len(document["not_understood"]) for document in entries),
            "seconds": seconds,
        },
    }


def entry(document: Document) -> dict[str, Any]:
    """One document."""
    return {
        "path": document.path,
        "claims": [_claim(judged) for judged in document.claims],
        "not_understood": [asdict(piece) for piece in document.not_understood],
        "agreement": [_agreement(row) for row in document.agreement],
    }


def _claim(judged: Judged) -> dict[str, Any]:
    verdict = judged.verdict
    claim = verdict.claim
    refuted = verdict if isinstance(verdict, Refuted) else None
    correction = verdict.correction if isinstance(verdict, Refuted | IllFormed) else None
    shown = claimed(judged)
    return {
        "id": claim.id,
        "line": claim.place.line,
        "column": claim.place.column,
        "step": claim.place.step,
        "latex": claim.latex or shown.latex or shown.text,
        "kind": claim.kind,
        "verdict": verdict.name,
        "expected": claim.expected,
        "reason": "; ".join([verdict.reason, *chosen(judged)]),
        "assumptions": list(verdict.uses) if isinstance(verdict, Proved) else [],
        "defect": verdict.defect,
        # the right side that holds instead of the one that was written
        "correction": text(correction, "latex") if correction is not None else None,
        "witness": _witness(refuted.witness) if refuted else None,
        "seconds": judged.seconds,
    }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "sizes": dict(witness.sizes),
        "values": {name: [list(row) for row in rows] for name, rows in witness.values.items()},
        "functions": dict(witness.functions),
        "lhs": _exact(witness.lhs),
        "rhs": _exact(witness.rhs),
    }


def _exact(value: Exact) -> str | dict[str, str]:
    return {"lo": value.lo, "hi": value.hi} if isinstance(value, Enclosure) else value


def _agreement(row: Agreement) -> dict[str, Any]:
    step = row.numeric_vs_complex_step
    return {
        "name": row.name,
        "symbolic_vs_numeric": _finite(row.symbolic_vs_numeric),
        "lambdified_vs_numeric": _finite(row.lambdified_vs_numeric),
        "numeric_vs_complex_step": None if step is None else _finite(step),
    }


def _finite(error: float) -> float:
    """JSON has neither infinity nor NaN: the largest number says that nothing agrees."""
    return min(error, sys.float_info.max) if error == error else sys.float_info.max
