"""Comments behind formulas: what comes out, and where a formula is taken from."""

from __future__ import annotations

import pytest

from derive.claims import Draft, read_document
from derive.core.errors import Unreadable

NAMES = "```derive\na, b : scalar\n```\n"


def read(body: str) -> Draft:
    return read_document(NAMES + body, "notes.md")


@pytest.mark.parametrize(
    ("comment", "expected", "ids"),
    [
        ("", ["proved", "proved"], ["notes.md:4.1", "notes.md:4.2"]),
        ("<!-- a remark -->", ["proved", "proved"], ["notes.md:4.1", "notes.md:4.2"]),
        ("<!-- refuted proved -->", ["refuted", "proved"], ["notes.md:4.1", "notes.md:4.2"]),
        ("<!--ill-formed  undecided-->", ["ill-formed", "undecided"], ["notes.md:4.1", "notes.md:4.2"]),
        ("<!-- book, p. 3:17 refuted proved -->", ["refuted", "proved"], ["book, p. 3:17.1", "book, p. 3:17.2"]),
        ("<!-- book:17.3 refuted proved -->", ["refuted", "proved"], ["book:17.3", "book:17.4"]),
        ("<!-- proved proved --> <!-- refuted -->", ["proved", "proved"], ["notes.md:4.1", "notes.md:4.2"]),
    ],
)
def test_what_a_comment_says(comment: str, expected: list[str], ids: list[str]) -> None:
    draft = read(f"$a = b = a b$ {comment}")
    assert [stated.claim.expected for stated in draft.claims] == expected
    assert [stated.claim.id for stated in draft.claims] == ids
    assert draft.expecting == ("proved" in comment or "undecided" in comment)
    for stated in draft.claims:
        assert str(stated.claim.place) == "notes.md:4"
        assert (stated.claim.source is None) == (":17" not in comment)


def test_each_line_has_its_own_comment() -> None:
    draft = read(
        "$$\n\\begin{aligned}\na &= b \\\\ <!-- refuted -->\n&= b + 0\n\\end{aligned}\n$$\n$(a = b$ <!-- ill-formed -->"
    )
    assert [stated.claim.expected for stated in draft.claims] == ["refuted", "proved"]
    assert [verdict.claim.expected for verdict in draft.ill_formed] == ["ill-formed"]


@pytest.mark.parametrize("body", ["`$a = b$ <!-- refuted -->`", "```\n$a = b$ <!-- refuted -->\n```", "$a \\le b$"])
def test_a_comment_in_code_says_nothing(body: str) -> None:
    assert not read(body).expecting


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("$a = b$ <!-- proved refuted -->", "4:9: the comment has 2 verdicts for 1 equality sign on this line"),
        ("$a = b = a$ <!-- refuted -->", "4:13: the comment has 1 verdict for 2 equality signs on this line"),
        ("$a + b$ <!-- note:3 refuted -->", "4:9: the comment has 1 verdict for no equality signs on this line"),
    ],
)
def test_a_comment_on_other_signs_than_there_are(body: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as error:
        read(body)
    assert str(error.value) == f"notes.md:{sentence}"


def test_after_a_side_without_a_shape_the_same_variables_vary() -> None:
    """The head dJ is read once more for the second sign, and is still no reason for everything to vary."""
    names = "```derive\nx, w, y : n × 1\nb : scalar\n```\n"
    draft = read_document(names + "$J = w^T x + y^T x$\n$dJ = x dw$\n$= x^T dw$\n$d J = x^T dw$", "notes.md")
    assert [[symbol.name for symbol in stated.claim.varying] for stated in draft.claims[1:]] == [["w"]] * 3
