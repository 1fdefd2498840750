"""Rows, errata, agreement and counts say what the verdicts say."""

from dataclasses import replace

import pytest

from derive.check.document import Document
from derive.check.verdict import Enclosure, Exact
from derive.core.claim import Claim, Place
from derive.ops import language
from reports.formula import Formula
from reports.render import render
from reports.report import Counts, counts, place, report, section
from reports.witness import numbers
from reports.written import legible


def test_one_row_for_each_claim(document: Document) -> None:
    rows = section(document).rows
    assert [(row.place, row.verdict, row.remark) for row in rows] == [
        ("made:1", "proved", ""),
        ("made:1.3", "proved", "where A > 0 and s ≠ 0"),
        ("made:2.2", "refuted", "missing factor"),
        ("made:4", "refuted", "the two sides differ"),
        ("made:5", "ill-formed", "in `A A`, `A` has m columns but `A` has n rows"),
        ("made:6", "undecided", "no proof was found; the two sides agree at 6 points"),
    ]
    assert rows[0].formula == Formula("∂L/∂A = Bᵀ", r"\frac{\partial L}{\partial A} = B^T")


def test_errata_are_what_is_refuted_or_ill_formed(document: Document) -> None:
    first, second, third = section(document).errata
    assert first.derived is not None
    assert first.derived.text == "∂L/∂B = Aᵀ"
    assert first.witness is not None
    assert second.derived is None
    assert second.witness is not None
    assert (second.witness.left.text, second.witness.right.text) == ("3/2", "between -0.71 and -0.69")
    assert second.witness.entry == "entry (2, 1)"
    assert [value.text for value in second.witness.values] == ["s = 1/2", "g(z) = (-1/3) + (2)*z**2"]
    assert second.witness.values[1].latex == r"g(z) = -\tfrac{1}{3} + (2) z^{2}"
    assert (third.defect, third.reason) == ("", "in `A A`, `A` has m columns but `A` has n rows")


def test_what_has_no_meaning_is_still_shown(document: Document) -> None:
    ill_formed = section(legible(document, language())).rows[4]
    assert ill_formed.formula == Formula("ds = A A", r"\mathrm{d} s = A \, A")
    assert ill_formed.varying == Formula("s varies", r"s \text{ varies}")
    assert section(document).rows[4].formula == Formula("ds = …")


def test_an_authors_own_words_stand_where_nothing_can_be_shown(document: Document) -> None:
    judged = document.claims[4]
    verdict = replace(judged.verdict, claim=replace(judged.verdict.claim, lhs="ds", rhs=object(), latex=r"\d s = ?"))
    shown = legible(replace(document, claims=(replace(judged, verdict=verdict, lhs=None),)), language())
    assert section(shown).rows[0].formula == Formula(r"\d s = ?")


def test_counts(document: Document) -> None:
    assert counts(document) == Counts(2, 2, 1, 1, 1, 1)
    assert report([section(document), section(document)]).counts == Counts(4, 4, 2, 2, 2, 2)
    assert report([section(document)]).counts.sentence == (
        "6 claims: 2 proved, 2 refuted, 1 undecided, 1 ill-formed, 1 not understood, 1 lost to internal errors"
    )
    assert report([]).counts.sentence == "0 claims: 0 proved, 0 refuted, 0 undecided, 0 ill-formed"


def test_infinite_errors_do_not_agree(document: Document) -> None:
    good, bad = section(document).agreement
    assert good.agrees
    assert not bad.agrees
    assert [error.text for error in good.errors] == ["0", "1.5e-16", ""]
    assert [error.text for error in bad.errors] == ["2.0e-16", "inf", "nan"]
    assert good.errors[1].latex == r"1.5 \cdot 10^{-16}"


def test_places() -> None:
    def at(own: Place, source: Place | None = None) -> str:
        return place(Claim("", None, None, place=own, source=source), "note")

    assert at(Place("note", 3)) == "note:3"
    assert at(Place("note", 3, 1, 2)) == "note:3.2"
    assert at(Place("", 3)) == "line 3"
    assert at(Place("model.md", 3)) == "line 3"
    assert at(Place("model.md", 3, 1, 2), Place("note", 65)) == "line 3.2, note:65"
    assert at(Place("model.md", 3), Place("note", 65, 1, 2)) == "line 3, note:65.2"


NO_SLOPE = "undefined (0 from the left, 1 from the right)"


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("3/2", "-1", ("3/2", "-1")),
        (Enclosure("0.123456789012345", "0.123456789012349"), "0", ("0.1234567890…", "0")),
        (
            Enclosure("0.123456789012345", "0.123456789012349"),
            Enclosure("0.123456789055555", "0.123456789055559"),
            ("0.12345678901234…", "0.12345678905555…"),
        ),
        (f"{10**20 + 1}/{3 * 10**20}", f"-{10**22 + 1}/{3 * 10**20}", ("0.3333333333…", "-33.33333333…")),
        (
            f"{10**20 + 1}/{3 * 10**20}",
            f"{10**20 + 2}/{3 * 10**20}",
            (f"{10**20 + 1}/{3 * 10**20}", f"{10**20 + 2}/{3 * 10**20}"),
        ),
        (f"{10**40 + 1}/3", f"1/{10**40}", (f"{10**40 + 1}/3", f"1/{10**40}")),
        (NO_SLOPE, "1", (NO_SLOPE, "1")),
        (Enclosure("-1e-60", "2e-60"), "0", ("between -1e-60 and 2e-60", "0")),
        (Enclosure("-0.001", "0.001"), "0", ("between -0.001 and 0.001", "0")),
        (Enclosure("0.0001", "0.0002"), "0", ("between 0.0001 and 0.0002", "0")),
    ],
)
def test_numbers_are_short_but_told_apart(left: Exact, right: Exact, shown: tuple[str, str]) -> None:
    assert tuple(number.text for number in numbers(left, right)) == shown


def test_errata_of_several_documents_stand_in_the_order_of_their_sources(document: Document) -> None:
    def taken(name: str, *sources: Place) -> Document:
        wrong = next(judged for judged in document.claims if judged.verdict.name == "refuted")
        claims = [replace(wrong.verdict.claim, source=source) for source in sources]
        judged = [replace(wrong, verdict=replace(wrong.verdict, claim=claim)) for claim in claims]
        return replace(document, path=name, claims=(document.claims[0], wrong, *judged))

    one = taken("one", Place("note 002", 9), Place("note 001", 40, 1, 2), Place("note 001, mended", 5))
    other = taken("other", Place("note 001", 5), Place("note 001", 12), Place("note 001", 5, 1, 2))
    found = report([section(one), section(other)]).errata
    assert [(erratum.origin, name) for name, erratum in found] == [
        ("note 001:5", "other"),
        ("note 001:5.2", "other"),
        ("note 001, mended:5", "one"),
        ("note 001:12", "other"),
        ("note 001:40.2", "one"),
        ("note 002:9", "one"),
    ]
    assert report([section(one)]).errata == ()
    assert "| note 001:12 | refuted | " in render(report([section(one), section(other)]), ".md")
    assert "Errata by source" not in render(report([section(one)]), ".md")
