"""Entries, samples and sums over indices: how they are read, of which kind they are, and what has no meaning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.check.judge import judge
from derive.check.verdict import IllFormed, Refuted
from derive.claims import read_document
from derive.core.text import text

NAMES = r"""
```derive
X : n × m
A, B : n × n
x, w : n × 1
y : m × 1
r : 1 × m
b_1 : scalar
W : 3 × 4
v : 20 × 1
```
$u = w^T x + r y$, $J = x^T A x$, $s_i = \sum_j A_{ij} x_j$
"""
READ = [
    ("w_i = x_i", "value", "w[i] = x[i]", "for all i = 1, ..., n"),
    ("r_i = y_i", "value", "r[i] = y[i]", "for all i = 1, ..., m"),
    ("w_2 = x_1", "value", "w[2] = x[1]", ""),
    ("v_{12} = 1", "value", "v[12] = 1", ""),
    ("W_{12} = W_{1,2}", "value", "W[1,2] = W[1,2]", ""),
    ("W_{ij} = W_{i j}", "value", "W[i,j] = W[i,j]", "for all i = 1, ..., 3, j = 1, ..., 4"),
    ("a_{ij} = b_{ij}", "value", "A[i,j] = B[i,j]", "for all i = 1, ..., n, j = 1, ..., n"),
    ("(A x)_i = [A w]_i", "value", "(A x)[i] = (A w)[i]", "for all i = 1, ..., n"),
    ("A^T_{ij} = A_{ij}^2", "value", "Aᵀ[i,j] = A[i,j] A[i,j]", "for all i = 1, ..., n, j = 1, ..., n"),
    ("X_{i,:} y = X_{i\\cdot} y", "value", "X[i,:] y = X[i,:] y", "for all i = 1, ..., n"),
    ("X_{:,j} = x", "value", "X[:,j] = x", "for all j = 1, ..., m"),
    ("y^{(i)} = r^{(i)}", "value", "y[i] = r[i]", "for all i = 1, ..., m"),
    (r"\sum_{i=1}^m x^{(i)} = X y", "value", "Σ_i X[:,i] = X y", ""),
    (r"\sum_{i=1}^m x^{(i)}_k = x_k", "value", "Σ_i X[k,i] = x[k]", "for all k = 1, ..., n"),
    (r"\sum x_i w_i = J", "value", "Σ_i x[i] w[i] = J", ""),
    (r"\sum^n_{i=2} x_i = J", "value", "Σ_i=2..n x[i] = J", ""),
    (r"\sum_{k=1}^{3} v_k = J", "value", "Σ_k=1..3 v[k] = J", ""),
    (r"\sum_i x_i + J = 0", "value", "Σ_i x[i] + J = 0", ""),
    (r"\sum_i \sum_{j \ne i} A_{ij} = J", "value", "Σ_i (Σ_j (1 - δ[j,i]) A[i,j]) = J", ""),
    (r"\delta_{ij} x_j = w_i", "value", "δ[i,j] x[j] = w[i]", "for all i = 1, ..., n, j = 1, ..., n"),
    (r"1\{i = j\} x_j = w_i", "value", "δ[i,j] x[j] = w[i]", "for all i = 1, ..., n, j = 1, ..., n"),
    (r"\mathbf 1(x_i > w_i) = 1", "value", "step(x[i] - w[i]) = 1", "an indicator of a sign is read as `step`"),
    (r"\frac{\partial J}{\partial x_i} = x_i", "gradient", "(∂J/∂x)[i] = x[i]", "for all i = 1, ..., n"),
    (r"\nabla_{x_i} J = x_i", "gradient", "(∂J/∂x)[i] = x[i]", "for all i = 1, ..., n"),
    (r"dx_i = x_i", "gradient", "(∂J/∂x)[i] = x[i]", "`dx_i` is read as the gradient of `J` by `x_i`"),
    (r"\frac{\partial s_i}{\partial x_j} = A_{ij}", "jacobian", "(∂s[i]/∂x)[j] = A[i,j]", "for all i = 1, ..., n"),
    (r"\frac{\partial s}{\partial x_j} = A_{:,j}", "jacobian", "(∂s/∂xᵀ)[:,j] = A[:,j]", "for all j = 1, ..., n"),
    (r"\frac{\partial^2 J}{\partial x_i \partial x_j} = A_{ij}", "hessian", "(∂²J/∂x∂xᵀ)[i,j] = A[i,j]", "for all"),
    (r"b_1 = 2 b_1", "value", "b_1 = 2 b_1", ""),
]


@pytest.mark.parametrize(("formula", "kind", "words", "remark"), READ, ids=[case[0] for case in READ])
def test_how_it_is_read(formula: str, kind: str, words: str, remark: str) -> None:
    draft = read_document(f"{NAMES}\n${formula}$\n", "text")
    assert draft.not_understood == ()
    stated = draft.claims[-1]
    lhs, rhs = (text(stated.session.read(side)) for side in (stated.claim.lhs, stated.claim.rhs))
    assert (stated.claim.kind, f"{lhs} = {rhs}") == (kind, words)
    assert stated.reading.startswith(remark) if remark else stated.reading == ""


CONTRADICTED = [
    ("x_i = y_i", "the index `i` goes up to m in one place but to n in another"),
    (r"\sum_{i=1}^m x_i = J", "in `x[i]`, the index `i` goes up to m but `x` has n rows"),
    (r"\sum_{i=1}^5 W_{i1} = J", "in `W[i,1]`, the index `i` goes up to 5 but `W` has 3 rows"),
    ("x_i y_i = J", "in `y[i]`, the index `i` goes up to n but `y` has m rows"),
    ("W_{53} = 1", "`W` has no entry 5: it has 3 rows"),
    ("X_{i,:} x = 1", "in `X[i,:] x`, `X[i,:]` has m columns but `x` has n rows"),
]


@pytest.mark.parametrize(("formula", "sentence"), CONTRADICTED, ids=[case[0] for case in CONTRADICTED])
def test_lengths_that_contradict_each_other(formula: str, sentence: str) -> None:
    draft = read_document(f"{NAMES}\n${formula}$\n", "text")
    assert draft.not_understood == ()
    verdict = judge(draft.claims[-1].session, draft.claims[-1].claim)
    assert isinstance(verdict, IllFormed) and verdict.reason == sentence


def test_a_witness_names_the_place() -> None:
    draft = read_document(f"{NAMES}\n$(A x)_i = \\sum_j A_{{ji}} x_j$\n", "text")
    verdict = judge(draft.claims[-1].session, draft.claims[-1].claim)
    assert isinstance(verdict, Refuted)
    assert set(verdict.witness.sizes) == {"n", "i"}


def test_a_small_letter_is_a_name_of_its_own_where_the_matrix_is_a_variable_in_use() -> None:
    body = r"$a^{(i)} = A X_{:,i}$, $a = A X$, $a = X$, $A x = s$"
    draft = read_document(f"{NAMES}\n{body}\n", "text")
    found = [(stated.claim.kind, judge(stated.session, stated.claim).name) for stated in draft.claims[-4:]]
    assert found == [("definition", "proved"), ("value", "proved"), ("value", "refuted"), ("value", "proved")]


CLAIMS = [
    (r"(A B)_{ik} = \sum_j A_{ij} B_{jk}", r"(A B)_{ik} = \sum_j A_{ij} B_{kj}"),
    (r"\frac{\partial s_i}{\partial x_j} = A_{ij}", r"\frac{\partial s_i}{\partial x_j} = A_{ji}"),
    (r"J = \sum_{i,j} A_{ij} x_i x_j", r"J = \sum_{i,j} A_{ij} x_i w_j"),
    (r"\sum_k \delta_{ik} x_k = x_i", r"\sum_k \delta_{ik} x_i = 2 x_i"),
    (r"\sum_{j \neq k} x_j + x_k = \sum_i x_i", r"\sum_{j \neq k} x_j + x_k = \sum_i x_i + x_k"),
]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CLAIMS), st.permutations("ijkpqtlhcgdez"))
def test_letters_of_indices_change_no_verdict(claim: tuple[str, str], letters: list[str]) -> None:
    table = str.maketrans("ijk", "".join(letters[:3]))
    for formula, wanted in zip(claim, ("proved", "refuted"), strict=True):
        kept = formula.replace(r"\partial", "\x01").replace(r"\frac", "\x02").replace(r"\delta", "\x03")
        written = (
            kept.translate(table).replace("\x01", r"\partial").replace("\x02", r"\frac").replace("\x03", r"\delta")
        )
        draft = read_document(f"{NAMES}\n${written}$\n", "text")
        assert draft.not_understood == ()
        assert judge(draft.claims[-1].session, draft.claims[-1].claim).name == wanted
