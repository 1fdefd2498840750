"""The table of the suite in README.md is what comes out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from benchmarks.suite import MARKS, PAGE, table, written
from derive import api
from derive.check.document import Document


@pytest.mark.xdist_group("suite")
def test_the_table_is_what_comes_out(suite: Mapping[str, Document]) -> None:
    """`python -m benchmarks.suite` writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, table(suite.values())) == page


def test_lines_of_notes_are_given_as_ranges() -> None:
    rows = table([api.verify("logistic_regression")]).splitlines()
    assert len(rows) == 4
    assert rows[2].endswith("| note 000, 52–67 | 25 | 16 | 4 |")
    assert rows[3] == "| all | | 25 | 16 | 4 |"


def test_a_page_without_marks() -> None:
    assert written("a\n" + "".join(MARKS) + "b\n", "new\n") == f"a\n{MARKS[0]}\nnew\n\n{MARKS[1]}b\n"
    with pytest.raises(ValueError, match="^there are no lines <!-- "):
        written("a\n" + MARKS[0], "new\n")
