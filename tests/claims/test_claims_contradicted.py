r"""A declaration that its uses contradict is a claim of kind `shape`; a formula that is wrong is not its fault."""

from __future__ import annotations

import pytest

from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.claims.document import LONGEST

NETWORK = r"""
```derive
X : n × m
Y : 1 × m
W_1 : {shape}
b_1 : h × 1
W_2 : 1 × h
```
$Z = W_1 X + b_1 \mathbf{{1}}^T$
$A = \tanh(Z)$
$J = \frac{{1}}{{m}} \|W_2 A - Y\|_F^2 + \|W_1\|_F^2$
$\frac{{\partial J}}{{\partial W_1}} = (\frac{{2}}{{m}} W_2^T (W_2 A - Y) \odot (1 - A \odot A)) X^T + 2 W_1$
"""


def at_fault(draft: Draft) -> list[tuple[int, int, str, str, str]]:
    return [
        (v.claim.place.line, v.claim.place.column, v.claim.latex, v.defect, v.reason)
        for v in draft.ill_formed
        if v.claim.kind == "shape"
    ]


def test_a_declaration_that_its_uses_contradict() -> None:
    assert at_fault(read_document(NETWORK.format(shape="h × n"), "text")) == []
    reason = "`W_1` is declared as n × h, but the formulas on lines 9 and 12 have a shape only if it is h × n"
    draft = read_document(NETWORK.format(shape="n × h"), "text")
    assert at_fault(draft) == [(5, 1, "W_1 : n × h", "shape", reason)]
    (stated,) = draft.claims
    assert judge(stated.session, stated.claim).name == "ill-formed"  # the formula stays what it is
    assert len(draft.not_understood) == 3


NAMES = """
```derive
X : n × m
A, B : n × m
w, v : m × 1
S : k × n
```
"""
CASES = [
    # two formulas that nothing else explains
    (["$p = S w$", "$q = S^T X$"], []),
    (["$p = S^T A B^T$", r"$q = tr(S^T X)$"], []),
    (["$p = X S$", "$q = v^T S$"], []),
    (["$p = w^T A$", "$q = A^T v + w$", "$r = S A$"], []),
    # one formula alone is its own fault
    (["$p = S^T X$"], []),
    (["$p = S^T X$", r"$q = \|S\|_F^2$"], []),
    (["$p = S^T A$", "$q = S A$", "$r = S^T X$"], []),  # a formula that vouches for the shape as declared
    (["$p = S^T A$", "$r = S^T X$"], ["S : k × n"]),
    (["$p = S^T A$", "$r = S^T X$", r"$q = \|S\|_F^2$", "$t = S S^T w$"], ["S : k × n"]),
    (["$p = A B$", "$q = 2 A B$"], []),  # either of the two could be at fault
    (["$p = S^T A$", "$q = S^T X$", "$r = B v$", "$t = w^T v$"], ["S : k × n"]),
    (["$p = (S^T A$", "$q = S^T X)$"], []),  # parentheses are no matter of shapes
]


@pytest.mark.parametrize(("formulas", "found"), CASES)
def test_which_declaration_is_at_fault(formulas: list[str], found: list[str]) -> None:
    draft = read_document(NAMES + "\n".join(formulas), "text")
    assert [latex for _, _, latex, _, _ in at_fault(draft)] == found


def test_names_of_a_model_are_not_at_fault() -> None:
    from derive.models import load

    body = "```derive\nuse two_layer_network\n```\n$P = X W_2$\n$P = X W^{[2]}$\n$Q = X W^{[2]} X$"
    assert at_fault(read_document(body, "text", load)) == []


def test_it_costs_no_more_than_a_few_readings() -> None:
    """Many names and many formulas without a shape."""
    names = "".join(f"Q_{{{i}}} : n × m\n" for i in range(60))
    body = "\n".join(f"$p_{{{i}}} = Q_{{{i % 60}}} Q_{{{(i + 1) % 60}}}$" for i in range(300))
    assert len(body) < LONGEST
    draft = read_document(f"```derive\n{names}```\n{body}", "text")
    assert at_fault(draft) == []
    assert len(draft.claims) == 300
