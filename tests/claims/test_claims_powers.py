"""a^b with a symbol in the exponent, and the names of activations."""

from __future__ import annotations

import pytest

from derive.api import _judged
from derive.claims import read_document

NAMES = """```derive
y : scalar, entries 0 or 1
a, b, p, z : scalar
u, v : n × 1
A : n × n
```
"""


def verdict(latex: str) -> str:
    draft = read_document(f"{NAMES}${latex}$", "text")
    assert not draft.not_understood, draft.not_understood
    claims, _ = _judged(draft, lambda claim: "")
    return claims[-1].verdict.name


CLAIMS = [
    (r"\log(p^y (1 - p)^{1-y}) = y \log p + (1 - y) \log(1 - p)", r"\log(p^y (1 - p)^{1-y}) = y \log p + \log(1 - p)"),
    (r"p^y (1 - p)^{1-y} = y p + (1 - y) (1 - p)", r"p^y (1 - p)^{1-y} = y p + (1 - y) p"),
    (r"\frac{\partial a^b}{\partial a} = b a^{b-1}", r"\frac{\partial a^b}{\partial a} = a^{b-1}"),
    (r"\frac{\partial a^b}{\partial b} = a^b \log a", r"\frac{\partial a^b}{\partial b} = a^b \log b"),
    (r"\log a^b = b \log a", r"\log a^b = a \log b"),
    (r"\log(u^{\odot v}) = v \odot \log u", r"\log(u^{\odot v}) = u \odot \log v"),
    (r"a^0 + a^1 = 1 + a", r"a^0 + a^1 = a"),
    (r"\operatorname{SiLU}(z) = z \sigma(z)", r"\mathrm{swish}(z) = \sigma(z)"),
    (r"\mathrm{GELU}(z) = z \Phi(z)", r"\operatorname{GELU}(z) = \Phi(z)"),
    (r"\Phi(-z) = 1 - \Phi(z)", r"\Phi(-z) = \Phi(z)"),
    (r"\operatorname{erf}(-z) = -\operatorname{erf}(z)", r"\operatorname{erf}(z) = 2 \Phi(z) - 1"),
]


@pytest.mark.parametrize(("right", "wrong"), CLAIMS)
def test_powers_and_names(right: str, wrong: str) -> None:
    assert verdict(right) == "proved"
    assert verdict(wrong) == "refuted"


def test_what_is_no_power_of_numbers() -> None:
    (piece,) = read_document(f"{NAMES}$A^b = A$", "text").not_understood
    assert piece.reason == "powers whose exponent is no number are read of numbers, and entry by entry (column 2)"
