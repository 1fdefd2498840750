r"""[f(x_1), f(x_2), \cdots, f(x_m)]: what the dots stand for, and where nothing says it."""

from __future__ import annotations

import pytest

from derive.check.judge import judge
from derive.claims import read_document

NAMES = """```derive
X : n × m
x : m × 1
y : 1 × m
u : n_h × 1
c : scalar
```
"""
UNCLEAR = "what the dots stand for is not clear: entries 1 and 2 and the last are to differ in the index alone"


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"x^T = [x_1, x_2, \cdots, x_m]", "proved"),
        (r"x = [x_1, x_2, x_3, \ldots, x_m]^T", "proved"),
        (r"u = (u_1, u_2, \dots, u_{n_h})^T", "proved"),
        (r"x^T = [x_1, x_2, \cdots, x_m] + 0 \cdot y", "proved"),
        (r"x^T \odot y = [x_1 y_1, x_2 y_2, \cdots, x_m y_m]", "proved"),
        (r"x^T \odot y = [x_1 y_1, x_2 y_2, \cdots, x_m y_m]^T", "ill-formed"),
        (r"x^T + y = [x_1 - y_1, x_2 - y_2, \cdots, x_m - y_m]", "refuted"),
        (r"y x = [y_1, y_2, \cdots, y_m] [x_1, x_2, \cdots, x_m]^T", "proved"),
        (r"\exp(c y) = [e^{c y_1}, e^{c y_2}, \cdots, e^{c y_m}]", "proved"),
        (r"\operatorname{diag}(x) = \operatorname{diag}(x_1, x_2, \cdots, x_m)", "proved"),
        (r"\operatorname{diag}(x) = \operatorname{diag}(x_1^2, x_2^2, \cdots, x_m^2)", "refuted"),
        (r"u^T = [u_1, u_2, \cdots, u_m]", "ill-formed"),
        (
            r"\frac{\partial \log(y x)}{\partial x^T} = [\frac{y_1}{y x}, \frac{y_2}{y x}, \cdots, \frac{y_m}{y x}]",
            "proved",
        ),
        (r"x^T X^T = [c x^{(1)}, c x^{(2)}, \cdots, c x^{(m)}] X^T", "refuted"),
    ],
)
def test_a_row_by_its_first_entries_and_its_last(latex: str, verdict: str) -> None:
    draft = read_document(f"{NAMES}\n${latex}$\n", "text")
    assert draft.not_understood == ()
    assert [judge(stated.session, stated.claim).name for stated in draft.claims] == [verdict]


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"x^T = [x_1, \cdots, x_m]", UNCLEAR),
        (r"x^T = [x_1, x_3, \cdots, x_m]", UNCLEAR),
        (r"x^T = [x_1, x_2, \cdots, x_9]", UNCLEAR),
        (r"x^T = [x_1, 2 x_2, \cdots, x_m]", UNCLEAR),
        (r"x^T = [x_1, x_2, \cdots, y_m]", UNCLEAR),
        (r"x^T = [x_1, x_2, \cdots, x_m, x_1]", UNCLEAR),
        (r"x^T = [x_1, x_2, \cdots, x_1, \cdots, x_m]", UNCLEAR),
        (r"y = [c, c, \cdots, c]", UNCLEAR),
        (r"x^T = [x_2, x_1, \cdots, x_m]", UNCLEAR),
        (r"y = [x_1 y_1, x_2 y_1, \cdots, x_m y_1] + [x_1, 1, \cdots, x_m]", UNCLEAR),
        (r"y = [x_1, x_2]", "a list in parentheses is not read yet"),
        (r"c = x_1 + x_2 + \cdots + x_m", "dots that stand for a pattern are not read yet"),
    ],
)
def test_what_has_no_pattern_is_reported(latex: str, words: str) -> None:
    draft = read_document(f"{NAMES}\n$x^T = y$, ${latex}$\n", "text")
    assert [piece.reason.rpartition(" (")[0] for piece in draft.not_understood] == [words]
