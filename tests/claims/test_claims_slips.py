"""Slips of writing are named, and what was meant is the correction."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import Proved, Refuted
from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.claims.chain import chains
from derive.claims.slips import slips
from derive.claims.surface import parse
from derive.claims.tokens import Context, tokens
from derive.core.text import text
from derive.models import load

DOCUMENT = Path(__file__).parent.parent / "documents" / "slips_of_writing.md"
DEFECTS = {
    17: "scope", 19: "scope", 23: "bounds", 24: "bounds", 26: "bounds", 28: "scope",
    33: "precedence", 35: "precedence", 37: "scope", 43: "sign", 44: "shape", 45: "shape", 46: "shape", 57: "shape",
    62: "missing-factor", 63: "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_document(DOCUMENT, DOCUMENT.name, load)


def test_the_defect_is_named(draft: Draft) -> None:
    verdicts = [judge(stated.session, stated.claim) for stated in draft.claims] + list(draft.ill_formed)
    found = {v.claim.place.line: v.defect for v in verdicts if v.name in ("refuted", "ill-formed")}
    assert found == DEFECTS


def test_what_was_meant_is_the_correction(draft: Draft) -> None:
    wrong = next(stated for stated in draft.claims if stated.claim.place.line == 33)
    verdict = judge(wrong.session, wrong.claim)
    assert isinstance(verdict, Refuted)
    assert verdict.correction is not None
    assert text(verdict.correction) == "1/(1 + exp(-z))"


def test_a_loss_taken_with_its_terms_inside_the_sum_is_the_right_one(draft: Draft) -> None:
    again = next(stated for stated in draft.claims if stated.claim.place.line == 18)
    assert isinstance(judge(again.session, again.claim), Proved)
    assert again.claim.kind == "definition"


@pytest.mark.parametrize(
    ("latex", "kinds"),
    [
        (r"\sum_i a_i + b_i", ["scope"]),
        (r"\sum_i a_i + b", []),
        (r"(\sum_i a_i) + b_i", []),
        (r"c \sum_i (a_i + b_i) - d", []),
        (r"\log a + b - c", ["scope"]),
        (r"\log (a) + b", []),
        (r"1/a + b", ["precedence"]),
        (r"1/2m (a + b)", ["precedence"]),
        (r"\frac{1}{a} + b", []),
        (r"-\sum_{i=2}^n a_i", ["bounds"]),
    ],
)
def test_where_a_slip_may_have_been_made(latex: str, kinds: list[str]) -> None:
    context = Context(frozenset("abcdm"), {}, frozenset())
    (chain,) = chains(tokens(latex, 0, context), 0, len(latex))
    assert [defect for defect, _ in slips(parse(chain.sides[0].tokens))] == kinds
