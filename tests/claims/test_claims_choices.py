"""What a document leaves open is chosen so that the fewest claims are false, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.models import load

DOCUMENTS = Path(__file__).parent.parent / "documents"
LOGISTIC = r"""
```derive
X : n × m
Y : 1 × m
w : n × 1
W : k × n
v : n × 1
```
$Z = w^T X$ and $A = \sigma(Z)$
"""
MEAN = r"$J = -\frac{1}{m} (Y \log A^T + (1 - Y) \log (1 - A)^T)$"
SUMMED = r"$J = -(Y \log A^T + (1 - Y) \log (1 - A)^T)$"


def names(draft: Draft) -> list[str]:
    return [judge(stated.session, stated.claim).name for stated in draft.claims]


def read(*lines: str) -> Draft:
    draft = read_document("\n\n".join([LOGISTIC, *lines]), "text", load)
    assert not draft.not_understood
    return draft


def readings(draft: Draft) -> str:
    return "\n".join(stated.reading for stated in draft.claims)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("without_the_mean", "`dZ2` is read as m times the gradient of `J` by `Z2`"),
        ("defined_twice", "`J` is taken as line 18 has it: fewer claims are false so"),
        ("gradients_across", "gradients lie across in this document: as the transposes of their variables"),
    ],
)
def test_what_was_chosen_is_said(name: str, words: str) -> None:
    path = DOCUMENTS / f"{name}.md"
    assert words in readings(read_document(path, path.name, load))


@pytest.mark.parametrize(
    ("lines", "verdicts"),
    [
        # with the 1/m, and then without it: the first definition holds where nothing speaks against it
        ([MEAN, SUMMED], ["proved", "refuted"]),
        ([SUMMED, MEAN], ["proved", "refuted"]),
        ([MEAN, SUMMED, r"$\frac{\partial J}{\partial w} = X (A - Y)^T$"], ["refuted", "proved", "proved"]),
        ([MEAN, SUMMED, r"$\frac{\partial J}{\partial w} = \frac{1}{m} X (A - Y)^T$"], ["proved", "refuted", "proved"]),
        # dZ with the 1/m, without it, and a slip
        ([MEAN, r"$dZ = \frac{1}{m} (A - Y)$", r"$dw = X dZ^T$"], ["proved"] * 3),
        ([MEAN, r"$dZ = A - Y$", r"$dw = \frac{1}{m} X dZ^T$"], ["proved"] * 3),
        ([MEAN, r"$dZ = A - Y$", r"$dw = X dZ^T$"], ["proved", "proved", "refuted"]),
        ([MEAN, r"$dZ = Y - A$", r"$dw = \frac{1}{m} X dZ^T$"], ["proved", "refuted", "proved"]),
        ([MEAN, r"$dZ = Y - A$", r"$dw = X dZ^T$"], ["proved", "refuted", "proved"]),
        # the gradient of a parameter has no such freedom
        ([MEAN, r"$dw = X (A - Y)^T$"], ["proved", "refuted"]),
        ([SUMMED, r"$dZ = \frac{1}{m} (A - Y)$"], ["proved", "refuted"]),
    ],
)
def test_the_fewest_claims_are_false(lines: list[str], verdicts: list[str]) -> None:
    assert names(read(*lines))[2:] == verdicts


def test_a_lone_gradient_that_lies_across_is_a_slip() -> None:
    lone = r"$E = v^T X Y^T$", r"$\frac{\partial E}{\partial v} = Y X^T$"
    assert names(read(*lone))[-1] == "ill-formed"
    two = *lone, r"$\frac{\partial E}{\partial Y} = X^T v$"
    assert names(read(*two))[-2:] == ["proved", "proved"]
    assert names(read(*two, r"$\nabla_v E = X Y^T$", r"$\nabla_v E = Y X^T$"))[-2:] == ["proved", "ill-formed"]


def test_as_many_claims_one_way_as_the_other_change_nothing() -> None:
    lines = [
        r"$E = v^T X Y^T$",
        r"$\frac{\partial E}{\partial v} = Y X^T$",
        r"$\frac{\partial E}{\partial v} = X Y^T$",
        r"$\frac{\partial E}{\partial Y} = X^T v$",
        r"$\frac{\partial E}{\partial Y} = v^T X$",
    ]
    assert names(read(*lines))[3:] == ["ill-formed", "proved", "ill-formed", "proved"]
