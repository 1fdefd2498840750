"""Cases in LaTeX: how people write them, as claims and as definitions, and what is reported instead of guessed."""

from __future__ import annotations

import pytest

from derive.api import _judged
from derive.check.document import Judged
from derive.claims import read_document

NAMES = """```derive
z, a, b : scalar
y : scalar, entries 0 or 1
v : n × 1
```
$g(z) = \\max(0, z)$
"""


def judged(latex: str) -> Judged:
    """What becomes of the last claim."""
    draft = read_document(NAMES + f"$${latex}$$", "text")
    assert not draft.not_understood, draft.not_understood
    claims, errors = _judged(draft, lambda claim: "")
    assert not errors
    return claims[-1]


def reported(latex: str) -> str:
    (piece,) = read_document(NAMES + f"$${latex}$$", "text").not_understood
    return piece.reason


WAYS = {
    "cases": r"\begin{cases} LOW & \text{if } z < 0 \\ HIGH & \text{if } z > 0 \end{cases}",
    "an array": r"\left \{ \begin{array}{**lr**} LOW &\text{if}& z < 0\\ HIGH & \text{if} & z > 0 \end{array} \right.",
    "an aligned block": r"\left\{\begin{aligned} &LOW, &z < 0 \\ &HIGH, &z > 0 \end{aligned}\right.",
    "commas": r"\begin{cases} LOW, & z \lt 0, \\ HIGH, & 0 < z. \end{cases}",
    "one column": r"\begin{cases} LOW \quad \text{for } z < 0 \\[4pt] HIGH \quad \text{for } z > 0 \end{cases}",
    "conditions first": r"\begin{cases} z < 0: & LOW \\ z > 0: & HIGH \end{cases}",
    "otherwise": r"\begin{cases} LOW & z < 0 \\ \text{undefined} & z = 0 \\ HIGH & \text{otherwise} \end{cases}",
    "chains": r"\begin{cases} LOW & z < 0 \\ HIGH & 0 < z \leq 1 \\ HIGH & z \geqslant 1 \end{cases}",
    "and, or": r"\begin{cases} LOW & z < -1 \text{ or } -1 \le z < 0 \\ HIGH & z > 0 \text{ and } z \ne 0 \end{cases}",
    "undefined in words": r"\begin{cases} LOW & z<0 \\ \text{not defined} & z=0 \\ HIGH & z>0 \end{cases}",
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_of_writing(way: str) -> None:
    right, wrong = (WAYS[way].replace("LOW", low).replace("HIGH", high) for low, high in (("0", "1"), ("0", "2")))
    true = judged(r"\frac{dg}{dz} = " + right)
    assert true.verdict.name == "proved" and true.verdict.claim.kind == "piecewise"
    assert judged(r"g'(z) = " + right).verdict.name == "proved"
    assert judged(r"\frac{dg}{dz} = " + wrong).verdict.name == "refuted"


def test_the_sign_after_cases_goes_on_from_the_left_side() -> None:
    draft = read_document(NAMES + r"$$g(z) = \begin{cases} z & z \ge 0 \\ 0 & z < 0 \end{cases} = 2 g(z)$$", "text")
    claims, _ = _judged(draft, lambda claim: "")
    assert [each.verdict.name for each in claims] == ["proved", "proved", "refuted"]


def test_definitions() -> None:
    threshold = r"h = \begin{cases} 1 & a > 0.5 \\ 0 & \text{otherwise} \end{cases}"
    found = judged(threshold)
    assert found.verdict.claim.kind == "definition"
    assert found.reading.startswith("where a = 1/2, nothing is said; read as `step(a - (1/2))`")
    assert judged(threshold + r", \quad h = \mathbb{1}\{a > 1/2\}").verdict.name == "proved"
    assert judged(threshold + r", \quad h = \mathbb{1}\{a > 1/3\}").verdict.name == "refuted"
    label = r"h = \begin{cases} a & y = 1 \\ 1 - a & y = 0 \end{cases}"
    assert judged(label + r", \quad h = y a + (1 - y) (1 - a)").verdict.name == "proved"
    assert judged(label + r", \quad h = y a + (1 - y) a").verdict.name == "refuted"
    left_out = "a definition by pieces leaves some numbers out"
    assert reported(r"h = \begin{cases} 1 & a > 1 \\ 0 & a < 0 \end{cases}").startswith(left_out)
    twice = "a definition by pieces gives some numbers two values, or none"
    assert reported(r"h = \begin{cases} 1 & a > 0 \\ 0 & a < 1 \end{cases}").startswith(twice)
    undefined = "a definition by pieces is read where all are defined everywhere, which `log(a)` is not"
    assert reported(r"h = \begin{cases} \log a & a > 0 \\ 0 & a \le 0 \end{cases}").startswith(undefined)


def test_conditions_on_indices() -> None:
    softmax = r"p = \operatorname{softmax}(v), \quad \frac{\partial p_k}{\partial v_j} = "
    right = r"\begin{cases} p_k (1 - p_k) & k = j \\ -p_k p_j & k \neq j \end{cases}"
    assert judged(softmax + right).verdict.name == "proved"
    assert judged(softmax + right.replace(r"k \neq j", r"\text{otherwise}")).verdict.name == "proved"
    assert judged(softmax + right.replace("-p_k", "p_k")).verdict.name == "refuted"
    words = "cases of indices are read where two are equal and where they are not"
    draft = read_document(NAMES + f"$${softmax}{right.replace('neq', 'le')}$$", "text")
    assert [piece.reason.startswith(words) for piece in draft.not_understood] == [True]


PROBLEMS = {
    r"g(z) = \begin{cases} 0 & \text{如果 } z < 0 \\ z & z > 0 \end{cases}":
        "the words `如果` in a condition are not read yet (column 28)",
    r"2 \begin{cases} 0 & z < 0 \\ 1 & z > 0 \end{cases} = g(z)":
        "cases are read alone on the right side of a sign, and not as a part of a formula (column 56)",
    r"g(z) = \begin{cases} 0 & z < 0 \\ z \end{cases}": "it is not clear where a row of cases holds (column 37)",
    r"g(z) = \begin{cases} 0 & 1 & z < 0 \\ z & z > 0 \end{cases}":
        "a row of cases has more than one value (column 24)",
    r"g(z) = \begin{cases} z < 0 \\ z & z > 0 \end{cases}": "a row of cases has no value (column 24)",
    r"g(z) = \begin{cases} 0 & z \in A \\ z & z > 0 \end{cases}": r"`\in` in a condition is not read yet (column 30)",
    r"g(z) = \begin{cases} 0 & z < a \\ 0 & z < b \\ z & z > 1 \end{cases}":
        "it is not known which of `a` and `1` is larger (column 10)",
    r"g(z) = \begin{cases} 0 & z < 0 \\ 0 & a < 0 \end{cases}":
        "the conditions are not about one number that all of them compare (column 10)",
    r"g(z) = \begin{cases} 0 & z^2 < 1 \\ 0 & z^2 > 1 \end{cases}":
        "pieces are judged where a name has certain values, not where `z z` has (column 10)",
    r"v = \begin{cases} v & v > 0 \\ 0 & v < 0 \end{cases}":
        "cases of anything but numbers, or where such are compared, are not read yet (column 7)",
}  # fmt: skip


@pytest.mark.parametrize("latex", PROBLEMS)
def test_what_is_reported(latex: str) -> None:
    assert reported(latex) == PROBLEMS[latex]


def test_powers_on_the_names_of_functions() -> None:
    for written in (r"g^2(z)", r"\operatorname{relu}^2(z)", r"\operatorname{ReLU}^2 z"):
        assert judged(rf"(g(z))^2 = {written}").verdict.name == "proved"
        assert judged(rf"g(z) = {written}").verdict.name == "refuted"
    assert "this power on the name of `sin`" in reported(r"z = \sin^{-1}(z)")
