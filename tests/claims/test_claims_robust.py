"""Whatever is written: a listed result or one sentence, never anything else, and never without end."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.core.errors import Unreadable

DECLARED = """```derive
X, V : n × m
S : n × n, symmetric
x, w : n × 1
a, b, y : scalar
g : activation
```
$J = a w^T x + b$
"""
PIECES = st.sampled_from(
    r"""a b x w X V J y g q \sigma \log \exp tr ( ) [ ] { } \left( \right) \left. \right| ^ _ ^T ^{-1} ^{[1]} ^{(i)} _i
    = := & \\ , . + - * / \cdot \odot \circ \otimes \frac{ }{ } \frac \partial \nabla d \mathrm{d} \sum _{i=1}^{m} \bm1
    \mathbf{1} \mathbf{ I 0 1 2 0.5 \| | \text{where} \text{ \hat \hat{y} \hat{ ' \prime \Rightarrow \in \approx \quad
    \begin{cases} \end{cases} \begin{aligned} \end{aligned} e^{ \newcommand{\q}{ \q $ $$ \( \) ` % # é 和
    \operatorname{vec} \operatorname{diag} \operatorname{softmax} \operatorname{logsumexp} \log\det K_{n,m} K_{nm} I_n I
    I_{nm} S ^{-T} ^{1/2} \partial^2 d^2 \nabla^2 \nabla^2_x \frac{\partial^2 \partial x^T} \|_1 \|_F || \min
    x_i x_{ij} X_{ij} _{ij} _{i,:} x^{(i)} x^{(i)}_j p_i z^{(i)} \delta_{ij} \sum_{j\neq{i}} \sum_{i,j} \mathbb{1}\{ i
    j \ne
    \left \right \big \Big| \limits \tag{1} \label{ \max ( 0 \det dX dJ d_w d_ ~ ! ? " < > -> :""".split()
)
FORMULAS = st.lists(PIECES, max_size=30).map(" ".join)


def results(text: str) -> Draft | None:
    try:
        return read_document(text, "text")
    except Unreadable as error:
        assert str(error).startswith("text:")
        assert "\n" not in str(error)
        return None


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMULAS)
def test_formulas_made_of_pieces(formula: str) -> None:
    draft = results(f"{DECLARED}\n$${formula}$$\n")
    for stated in draft.claims if draft else ():
        assert stated.claim.place.line >= 1
        assert stated.claim.latex


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            r"""a b x w w^T X X^T J + - = ( ) * d \frac{\partial J}{\partial w} 1 S S^{-1} \otimes | \det
            \operatorname{vec} \|x\|_2 \nabla^2_w""".split()
        ),
        max_size=9,
    )
)
def test_what_is_read_can_be_judged(pieces: list[str]) -> None:
    draft = results(f"{DECLARED}\n$$ {' '.join(pieces)} $$\n")
    for stated in draft.claims if draft else ():
        assert judge(stated.session, stated.claim).name in ("proved", "refuted", "undecided", "ill-formed")


INDEXED = r"""x_i w_j X_{ij} S_{ij} x^{(i)} v^{(i)}_j (S_{i,:}w) (Sx)_i X_{12} \delta_{ij} \mathbb{1}\{i=j\} p_i u^{(i)}
    a 2 \sum_i \sum_{i=1}^m \sum_{j=2}^n \sum_{j\neq{i}} \sum_{i,j} dx_i \frac{\partial{J}}{\partial{w_i}} e^{x_j} X
    w^T X^T \frac{\partial{p_i}}{\partial{w_j}} \frac{\partial^2{J}}{\partial{w_i}\partial{w_j}} \|x^{(i)}\| + - /
    """.split()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(INDEXED), st.lists(st.sampled_from(INDEXED), min_size=1, max_size=6))
def test_what_has_indices_can_be_judged(left: str, right: list[str]) -> None:
    draft = results(f"{DECLARED}\n$p_i = e^{{x_i}}$, $$ {left} = {' '.join(right)} $$\n")
    for stated in draft.claims if draft else ():
        assert judge(stated.session, stated.claim).name in ("proved", "refuted", "undecided", "ill-formed")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    results(text)
    results(f"${text}$")
    results(f"```derive\n{text}\n```\n")


def test_every_sign_is_accounted_for() -> None:
    """Each `=` of a formula is a claim, or it is listed."""
    for formula in ("a = b = q = b", "a = (b = b", "a = b, x = w", "f(a) = b", r"\det(X) = a = b", "= a =", "a == b"):
        draft = read_document(f"{DECLARED}\n${formula}$\n", "text")
        found = len(draft.claims) - 1 + len(draft.ill_formed) + len(draft.not_understood)
        assert found == formula.count("="), formula


def test_long_inputs_take_no_time_to_speak_of() -> None:
    for text in (
        "<!--" * 50_000, "`" * 90_000, "$" * 90_001, "\\[" * 40_000, "`a " * 30_000, "$a=b$ " * 3_000,
        "\\newcommand{\\a}{" * 5_000, "<img " * 18_000, "$a = " + "x^T" * 5_000 + "$", "$a = " + "\\log " * 9_000 + "$",
        "$a = " + "d" * 20_000 + "$", "$a = " + "x/" * 9_000 + "x$", "$a = " + "-" * 9_000 + "x$",
        "$a = " + "{" * 50 + "x" + "}" * 50 + "$", "$a = x" + "^{x" * 55 + "}" * 55 + "$",
        "$a = " + "\\frac{1}{" * 55 + "x" + "}" * 55 + "$", "$a = b" + " = b" * 3_000 + "$",
        "$p = " + "(" * 20 + "a" + ")^{12}" * 20 + "$", "$p=x" + "_{x" * 55 + "}" * 55 + "$",
        "$p = " + "\\left\\|" * 25 + "x" + "\\right\\|^2" * 25 + "$", "$p = " + "\\log a " * 15 + "$",
    ):  # fmt: skip
        results(DECLARED + text)
