"""Documents with every kind of verdict in them, made by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from derive.check.document import Agreement, Document, Judged, NotUnderstood
from derive.check.judge import judge
from derive.check.verdict import Enclosure, IllFormed, Proved, Refuted, Undecided, Witness
from derive.core.claim import Claim, Place
from derive.core.symbols import d, define, matrix, partial, scalar, sizes, tr
from derive.normal.session import Session
from derive.ops import language

n, m = sizes("n m")
A, B, s = matrix("A", n, m), matrix("B", m, n), scalar("s")
L = define("L", tr(A * B))


@pytest.fixture(scope="session")
def session() -> Session:
    return Session(language())


@pytest.fixture(scope="session")
def document(session: Session) -> Document:
    """One claim of each kind, and everything else that a document can have."""
    return _document(session)


def _document(session: Session) -> Document:
    def claim(line: int, lhs: Any, rhs: Any, kind: str = "value", step: int = 1, **more: Any) -> Claim:
        return Claim(f"made:{line}.{step}", lhs, rhs, kind, place=Place("made", line, 1, step), **more)

    def judged(verdict: Any, seconds: float = 0.25) -> Judged:
        sides = []
        for side in (verdict.claim.lhs, verdict.claim.rhs):
            try:
                sides.append(session.read(side))
            except Exception:
                sides.append(None)
        return Judged(verdict, sides[0], sides[1], seconds)

    proved = judge(session, claim(1, partial(L, A), B.T, "gradient"))
    assert isinstance(proved, Proved)
    values = {"A": (("2", "3/5", "-1"), ("7", "1/3", "-1/2"))}
    found = Witness({"n": 2, "m": 3}, values, {}, (1, 1), "2", "4")
    wrong = claim(2, partial(L, B), 2 * A.T, "gradient", 2, expected="refuted")
    witness = Witness({}, {"s": (("1/2",),)}, {"g": "(-1/3) + (2)*z**2"}, (2, 1), "3/2", Enclosure("-0.71", "-0.69"))
    return Document(
        "made",
        "Made by hand",
        tuple(
            judged(verdict)
            for verdict in (
                proved,
                replace(proved, claim=claim(1, L, tr(B * A), step=3), uses=("A > 0", "s ≠ 0")),
                Refuted(wrong, found, "missing-factor", session.read(A.T)),
                Refuted(claim(4, s, -s), witness, "other", None),
                IllFormed(claim(5, d(s), A * A, varying=(s,)), "in `A A`, `A` has m columns but `A` has n rows"),
                Undecided(claim(6, s, s * s), "no proof was found; the two sides agree at 6 points", 6),
            )
        ),
        {"L": session.read(L)},
        ((session.read(partial(L, A)), session.read(B.T)),),
        (Agreement("L", 0.0, 1.5e-16, None), Agreement("dA", 2e-16, float("inf"), float("nan"))),
        (NotUnderstood(7, 3, r"\mystery{x}", "there is no `\\mystery`"),),
        ("two opinions differ",),
        1.5,
    )


@pytest.fixture(scope="session")
def hostile(document: Document) -> Callable[[str], Document]:
    """The same document with some words wherever an author can put words."""

    def spoilt(words: str) -> Document:
        claims = []
        for judged in document.claims:
            verdict = judged.verdict
            place = Place(words, 1)
            if isinstance(verdict, Proved):
                verdict = replace(verdict, claim=replace(verdict.claim, place=place), uses=(words,))
            elif isinstance(verdict, Refuted):
                names = Witness({words: 2}, {words: (("1",),)}, {words: words}, (1, 1), "1", "2")
                verdict = Refuted(replace(verdict.claim, place=place), names, words, verdict.correction)
            else:
                claim = replace(verdict.claim, place=place, latex=words)
                verdict = replace(verdict, claim=claim, reason=words)
            claims.append(replace(judged, verdict=verdict))
        return replace(
            document,
            path=words,
            title=words,
            claims=tuple(claims),
            agreement=(Agreement(words, 0.0, 0.0, 0.0),),
            not_understood=(NotUnderstood(1, 1, words, words),),
            internal_errors=(words,),
        )

    return spoilt
