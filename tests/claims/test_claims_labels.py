"""Class labels, rows and columns by their letters, and claims under a condition: what is read, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.check.judge import judge
from derive.claims import read_document
from derive.core.errors import Unreadable
from derive.core.text import text

NAMES = r"""
```derive
a, b : scalar
x, w : n × 1
s : C × 1
y : label of C
z : m × 1, labels of C
S : C × m
A : C × n
v_j : row of A
u_i^T : row of S
c_i : column of S
```
"""
READ = [
    ("s_y = a", "Σ_k y[k] s[k] = a", ""),
    ("S_{z_i, i} = a", "Σ_k z[k,i] S[k,i] = a", "for all i = 1, ..., m"),
    ("S_{z_i i} = s_{z^{(i)}}", "Σ_k z[k,i] S[k,i] = Σ_k z[k,i] s[k]", "for all i = 1, ..., m"),
    ("A_{y,:} = x^T", "Σ_k y[k] A[k,:] = xᵀ", ""),
    ("v_y = x^T", "Σ_k y[k] A[k,:] = xᵀ", ""),
    ("c_i = s", "S[:,i] = s", "for all i = 1, ..., m"),
    ("u_j^T c_i = a", "S[j,:]ᵀᵀ S[:,i] = a", None),
    (r"\sum_{j \neq y} s_j = a", "Σ_j (1 - y[j]) s[j] = a", ""),
    (r"\sum_{j=1, j \ne z_i}^C s_j = a", "Σ_j (1 - z[j,i]) s[j] = a", "for all i = 1, ..., m"),
    (r"\mathbb{1}(y = k) = s_k", "y[k] = s[k]", "for all k = 1, ..., C"),
    (r"[z_i = 2] = 1\{k \neq y\}", "z[2,i] = 1 - y[k]", "for all i = 1, ..., m, k = 1, ..., C"),
    (r"\mathbf{1}_{z_i = z_1} = I(y = z_i)", "Σ_k z[k,i] z[k,1] = Σ_k y[k] z[k,i]", None),
    (r"\frac{\partial s_k}{\partial s_y} = a", "Σ_l y[l] (∂s[k]/∂s)[l] = a", "for all k = 1, ..., C"),
    (r"s_j = a \quad (j \neq y)", "(1 - y[j]) s[j] = (1 - y[j]) a", "where j ≠ y; for all j = 1, ..., C"),
    (r"s_j = s_k, \text{for all } j \ne k", "(1 - δ[j,k]) s[j] = (1 - δ[j,k]) s[k]", "where j ≠ k; for all"),
    (r"s_j = a - 1 \quad \text{if } z_i = j", "z[j,i] s[j] = z[j,i] (a - 1)", "where z_i = j; for all"),
    (r"a = b, i \neq j", "a = b", ""),
    (r"2 s_j = a - 1 (j = y)", "2 s[j] = a - y[j]", "for all j = 1, ..., C"),
]


def flat(words: str) -> str:
    return words.replace("(Σ_l z[l,1] δ[k,l])", "z[k,1]").replace("(Σ_l z[l,i] δ[k,l])", "z[k,i]")


@pytest.mark.parametrize(("formula", "words", "remark"), READ, ids=[case[0] for case in READ])
def test_how_it_is_read(formula: str, words: str, remark: str | None) -> None:
    draft = read_document(f"{NAMES}\n${formula}$\n", "text")
    if "u_j" in formula:  # a column times a column: the shapes are those of a product that has none
        assert draft.claims == () or judge(draft.claims[-1].session, draft.claims[-1].claim).name == "ill-formed"
        return
    assert draft.not_understood == ()
    stated = draft.claims[-1]
    lhs, rhs = (flat(text(stated.session.read(side))) for side in (stated.claim.lhs, stated.claim.rhs))
    assert f"{lhs} = {rhs}" == words
    if remark is not None:
        assert stated.reading.startswith(remark) if remark else stated.reading == ""


NUMBER = "is the number of a class: it is read in subscripts and indicators"
NOT_READ = [
    ("y = a", f"`y` {NUMBER} (column 2)"),
    ("z_1 = a", f"`z` {NUMBER} (column 2)"),
    ("a z^{(i)} = b", f"`z` {NUMBER} (column 4)"),
    (r"\frac{\partial s_y}{\partial y} = a", f"`y` {NUMBER} (column 31)"),
    ("s_{x_i} = a", "the subscript `x_i` is not declared: `x : m × 1, labels of C` would say that it is the number of "
     "a class (column 2)"),
    ("S_i = a", "one subscript of a matrix may be a row, X_{i,:}, or a column, X_{:,j}: `s_i : row of S`, or "
     "`column of S`, says which (column 2)"),
    ("v_{ij} = a", "`v_j` is a row of `A`: it has one subscript (column 2)"),
    (r"s_j = a \quad (j \neq j)", "`j ≠ j` is no condition (column 2)"),
    (r"\mathbb{1}(1 = 2) = a", "indicators of anything but two indices or a sign are not read yet (column 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "reason"), NOT_READ, ids=[case[0] for case in NOT_READ])
def test_what_is_not_read(formula: str, reason: str) -> None:
    draft = read_document(f"{NAMES}\n${formula}$\n", "text")
    assert draft.claims == ()
    assert [piece.reason for piece in draft.not_understood] == [reason]


DECLARATIONS = [
    ("y : n × m, labels of C", "text:2:1: labels stand in a column or a row, not in `n × m`"),
    ("y : m × 1, labels of C, nonzero", "text:2:1: of labels nothing else can be declared"),
    (
        "y : label of 2 -",
        "text:2:1: `2 -` is not a size: sizes are whole numbers from 1, names, sums and products of them",
    ),
    ("w_j : row of W", "text:2:1: `w_j : row of W` says nothing: `W` is not declared as a matrix"),
    ("w : n × 1\nw_j : row of w", "text:3:1: `w_j : row of w` says nothing: `w` is not declared as a matrix"),
    ("W, w : n × n\nw_j : row of W", "text:3:1: `w_j` cannot be a row of `W`: `w` is declared as something else"),
]


@pytest.mark.parametrize(("lines", "sentence"), DECLARATIONS)
def test_declarations_that_say_nothing(lines: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_document(f"```derive\n{lines}\n```\n", "text")
    assert str(error.value) == sentence


VERDICTS = [
    (r"\mathbb{1}(z_i = z_j) = 1 \quad (i = j)", "proved"),
    (r"\mathbb{1}(z_i = z_j) = 1", "refuted"),
    (r"\mathbb{1}(z_i = z_j) = \sum_k \mathbb{1}(z_i = k) \mathbb{1}(z_j = k)", "proved"),
    (r"\mathbb{1}(y = 2) + \mathbb{1}(y \neq 2) = 1", "proved"),
    (r"\sum_i s_{z_i} = \sum_k \sum_i \mathbb{1}(z_i = k) s_k", "proved"),
    (r"\sum_i s_{z_i} = \sum_k s_k", "refuted"),
    (r"\sum_{j \neq z_i} S_{ji} + S_{z_i i} = \sum_j S_{ji}", "proved"),
    (r"s_{z_i} = S_{z_i, i}", "refuted"),
    (r"s_j s_k = s_y^2 \quad (j = k)", "refuted"),
    (r"s_j = s_y \quad (j = y)", "proved"),
    (r"s_j = s_y \quad (j \neq y)", "refuted"),
    (r"s_j = s_y", "refuted"),
    (r"\frac{\partial s_k}{\partial s_y} = \mathbb{1}(k = y)", "proved"),
    (r"\frac{\partial s_k}{\partial s_y} = 1", "refuted"),
    (r"\sum_k s_k \frac{\partial s_k}{\partial s_y} = s_y", "proved"),
    (r"\sum_k s_k \frac{\partial s_k}{\partial s_y} = \sum_k s_k", "refuted"),
    ("S_{z_i, i} = S_{i, z_i}", "ill-formed"),
    (r"\mathbb{1}(z_i = i) = 0", "ill-formed"),
    ("x_y = w_y", "ill-formed"),
]


@pytest.mark.parametrize(("formula", "verdict"), VERDICTS, ids=[case[0] for case in VERDICTS])
def test_verdicts(formula: str, verdict: str) -> None:
    draft = read_document(f"{NAMES}\n${formula}$\n", "text")
    assert [judge(stated.session, stated.claim).name for stated in draft.claims] == [verdict]


@settings(max_examples=20, deadline=None)
@given(st.permutations("ijklpqrtvc"), st.sampled_from(VERDICTS[:3]))
def test_letters_change_no_verdict(letters: list[str], case: tuple[str, str]) -> None:
    """Whatever the indices are called, none is caught by the index that a label is written out with."""
    formula, verdict = case
    table = str.maketrans("ijk", "".join(letters[:3]))
    kept = formula.replace(r"\quad", "\x01").replace(r"\mathbb", "\x02").replace(r"\sum", "\x03").translate(table)
    written = kept.replace("\x01", r"\quad").replace("\x02", r"\mathbb").replace("\x03", r"\sum")
    draft = read_document("```derive\nz : m × 1, labels of C\n```\n" + f"${written}$\n", "text")
    assert [judge(stated.session, stated.claim).name for stated in draft.claims] == [verdict]
