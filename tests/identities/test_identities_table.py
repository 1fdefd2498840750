"""The table of identities: nearly all proved, no false twin proved, and the page of gaps is what comes out."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.identities import SUBJECTS, TABLE
from benchmarks.identities.gaps import PAGE, page
from benchmarks.identities.judged import Judged, judged
from benchmarks.identities.refused import REFUSALS, Refusal, answer
from derive import IllFormed, Refuted

pytestmark = pytest.mark.xdist_group("identities")  # one process judges the table


@pytest.fixture(scope="module")
def rows() -> list[Judged]:
    return list(judged())


def test_the_table_is_broad() -> None:
    assert len(TABLE) >= 150
    for subject, table in SUBJECTS.items():
        assert len(table) >= 20, subject
        assert max(Counter(row.name for row in table).values()) == 1, subject
        assert all(row.source for row in table)


def test_nothing_false_is_proved_and_nothing_true_refuted(rows: list[Judged]) -> None:
    assert [row.row.name for row in rows if row.false.name == "proved"] == []
    assert [row.row.name for row in rows if isinstance(row.true, Refuted)] == []
    assert [row.row.name for row in rows if IllFormed in (type(row.true), type(row.false))] == []


def test_nearly_all_is_decided(rows: list[Judged]) -> None:
    assert sum(row.true.name == "proved" for row in rows) >= 0.98 * len(rows)
    assert sum(row.false.name == "refuted" for row in rows) >= 0.98 * len(rows)


def test_the_page_of_gaps_is_what_comes_out(rows: list[Judged]) -> None:
    """`python -m benchmarks.identities` writes it."""
    assert PAGE.read_text() == page(rows)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_what_is_proved_is_not_listed_as_refused(refusal: Refusal) -> None:
    proved, said = answer(refusal)
    assert not proved, "it belongs into the table"
    assert said
