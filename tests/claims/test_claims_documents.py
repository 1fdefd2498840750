"""Small documents, judged: each true claim is proved, and the false one beside it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.models import load

DOCUMENTS = sorted((Path(__file__).parent.parent / "documents").glob("*.md"))


def verdicts(draft: Draft) -> Iterator[tuple[int, int, str, str]]:
    """Line, step, what came out, and what the comment says."""
    for stated in draft.claims:
        place = stated.claim.place
        yield place.line, place.step, judge(stated.session, stated.claim).name, stated.claim.expected
    for verdict in draft.ill_formed:
        yield verdict.claim.place.line, verdict.claim.place.step, verdict.name, verdict.claim.expected


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_verdict_is_the_one_in_the_comment(path: Path) -> None:
    draft = read_document(path, path.name, load)
    assert not draft.not_understood
    found = list(verdicts(draft))
    assert [(line, step, name) for line, step, name, _ in found] == [(line, step, w) for line, step, _, w in found]
    assert {"proved", "refuted"} <= {wanted for _, _, _, wanted in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_claims_carry_their_place_and_their_source(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    draft = read_document(path, path.name, load)
    ids = [stated.claim.id for stated in draft.claims]
    assert len(set(ids)) == len(ids)
    for stated in draft.claims:
        place = stated.claim.place
        assert place.source == path.name
        assert lines[place.line - 1][place.column - 1 :].startswith(("=", ":=", "\\leftarrow"))
        assert "=" in stated.claim.latex or stated.claim.kind == "update"


def test_the_model_in_a_document_is_the_one_that_is_imported() -> None:
    text = """
```derive
use two_layer_network
```
$\\frac{\\partial J}{\\partial W^{[1]}} = \\frac{1}{m} (W^{[2]T} (A^{[2]} - Y) \\odot g'(Z^{[1]})) X^T$
$\\frac{\\partial J}{\\partial W^{[1]}} = \\frac{1}{m} (W^{[2]T} (A^{[2]} - Y) \\odot g(Z^{[1]})) X^T$
"""
    draft = read_document(text, "text", load)
    assert [name for _, _, name, _ in verdicts(draft)] == ["proved", "refuted"]
