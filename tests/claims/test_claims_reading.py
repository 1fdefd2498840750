"""LaTeX -> the expression that is read, in the words of `text`."""

from __future__ import annotations

import pytest

from derive.check.judge import judge
from derive.claims import Draft, read_document
from derive.core.text import text

NAMES = r"""
```derive
X, V : n × m
S, T_1 : n × n
W^{[1]} : n × m
x, u, w : n × 1
\beta : m × 1
r : 1 × m
a, b, c, \alpha, \hat y, t : scalar
g, h^{[2]} : activation
```
$J(w, b) = a w^T x + b c$ and $Q = X + V$
"""
SAME = [
    # sums, products, fractions
    (r"a + b - c", "a + b - c"),
    (r"-a b", "-a b"),
    (r"2 a \cdot b * c \times t", "2 a b c t"),
    (r"2 \times 3 a", "2 · 3 a"),
    (r"X \times r^T", "X rᵀ"),
    (r"\frac{a}{b}", "a/b"),
    (r"\frac12 a", "(1/2) a"),
    (r"a/b c", "(a/b) c"),
    (r"0.5 a", "1/2 a"),
    (r"\frac{1}{n} a", "(1/n) a"),
    (r"a(b + c)", "a (b + c)"),
    (r"a[b + c]", "a (b + c)"),
    (r"a\{b + c\}", "a (b + c)"),
    (r"a \left( b + c \right)", "a (b + c)"),
    (r"a \Big( b + c \Big)", "a (b + c)"),
    (r"{{a}} {b}", "a b"),
    # transposes and powers
    (r"w^T x", "wᵀ x"),
    (r"w^{T} x", "wᵀ x"),
    (r"w^\top x", "wᵀ x"),
    (r"w^\intercal x", "wᵀ x"),
    (r"w^\mathsf{T} x", "wᵀ x"),
    (r"w'x", None),
    (r"x^T (w)", "xᵀ w"),
    (r"(X V^T)^T", "(X Vᵀ)ᵀ"),
    (r"W^{[1]T} x", "W1ᵀ x"),
    (r"W^{[1]^{T}} x", "W1ᵀ x"),
    (r"a^2", "a a"),
    (r"a^{-1}", "1/a"),
    (r"a^{-2}", "1/(a a)"),
    (r"x^2", "x ∘ x"),
    (r"X^{\odot 2}", "X ∘ X"),
    (r"W^{[1]2}", "W1 ∘ W1"),
    # functions
    (r"\log a", "log(a)"),
    (r"\log{a}", "log(a)"),
    (r"\ln(a)", "log(a)"),
    (r"log(a) + exp(b)", "log(a) + exp(b)"),
    (r"a\log\frac{1 - a}{a}", "a log((1 - a)/a)"),
    (r"\log \exp(-a)", "log(exp(-a))"),
    (r"e^{-a}", "exp(-a)"),
    (r"\sigma(X)", "σ(X)"),
    (r"\sigma'(a)", "σ(a) - (σ(a) ∘ σ(a))"),
    (r"\text{sigmoid}(X)", "σ(X)"),
    (r"\operatorname{tanh} a", "tanh(a)"),
    (r"g(X)", "g(X)"),
    (r"g'(X)^T", "g'(X)ᵀ"),
    (r"h^{[2]}(X)", "h2(X)"),
    (r"g\left(X\right)", "g(X)"),
    (r"g(a(b + c))", "g(a (b + c))"),
    (r"\sqrt{a} b", "sqrt(a) b"),
    (r"\log{a} b", "log(a) b"),
    (r"{W^{[1]}}^T x", "W1ᵀ x"),
    (r"\frac{\partial{J}}{\partial{w}}", "∂J/∂w"),
    (r"a \odot b", "a b"),
    (r"\sqrt{a}", "sqrt(a)"),
    (r"|a|", "abs(a)"),
    (r"\max(0, X)", "relu(X)"),
    (r"tr(S)", "tr(S)"),
    (r"\operatorname{softplus}(X)", "log(1 + exp(X))"),
    (r"\text{softplus}'(a)", "σ(a)"),
    (r"\operatorname{tr}(S) \text{tr}(S) \mathrm{tr} S", "tr(S) tr(S) tr(S)"),
    (r"\|x\|^2", "tr(xᵀ x)"),
    (r"\lVert X \rVert_F^2", "tr(Xᵀ X)"),
    (r"\left\| x \right\|_2^2", "tr(xᵀ x)"),
    (r"\|x\|", "‖x‖"),
    (r"||x||^3", "‖x‖ ‖x‖ ‖x‖"),
    (r"\|X\|_F b", "‖X‖ b"),
    (r"\|x\|_1", "sum(abs(x))"),
    (r"b |x| + |a| |w|", "b abs(x) + abs(a) abs(w)"),
    # inverses, determinants, diagonals
    (r"S^{-1} x", "S⁻¹ x"),
    (r"S^{-T}", "S⁻ᵀ"),
    (r"(S T_1)^{-1}", "(S T_1)⁻¹"),
    (r"S^{-2}", "S⁻¹ S⁻¹"),
    (r"\det S", "det(S)"),
    (r"|S|", "det(S)"),
    (r"\log|S|", "log(det(S))"),
    (r"\ln\det(S) + \operatorname{logdet} S", "log(det(S)) + log(det(S))"),
    (r"\frac12 |S|^{-1}", "(1/2) (1/det(S))"),
    (r"a^{1/2}", "sqrt(a)"),
    (r"a^{-\frac12}", "1/sqrt(a)"),
    (r"a^{1.5}", "sqrt(a) sqrt(a) sqrt(a)"),
    (r"x^{\circ 2} + x^{\circ -1}", None),
    (r"\operatorname{diag}(x) w", "diag(x) w"),
    (r"\operatorname{Diag}(r)", "diag(r)"),
    (r"x + \operatorname{diag}(S)", "x + diagonal(S)"),
    (r"S + \operatorname{diag}(S)", "S + diag(diagonal(S))"),
    (r"\operatorname{diagvec}(S)", "diagonal(S)"),
    # softmax, and the larger of two
    (r"\operatorname{softmax}(x)", "softmax(x)"),
    (r"\operatorname{softmax}(r)", "softmax(r, axis=1)"),
    (r"\text{softmax}(X)", "softmax(X)"),
    (r"\operatorname{softmax}_{\text{rows}}(X)", "softmax(X, axis=1)"),
    (r"\operatorname{logsumexp}(x)", "logsumexp(x)"),
    (r"r + \operatorname{logsumexp}(X)", "r + logsumexp(X)"),
    (r"x + \operatorname{logsumexp}(X)", "x + logsumexp(X, axis=1)"),
    (r"\max(x, w)", "w + relu(x - w)"),
    (r"\min(a, 1)", "a - relu(a - 1)"),
    (r"\max(X, 0)", "relu(X)"),
    # Kronecker products
    (r"\operatorname{vec}(X)", "vec(X)"),
    (r"\mathrm{vec} X", "vec(X)"),
    (r"\operatorname{vec}(X)^T", "vec(X)ᵀ"),
    (r"S \otimes X", "S ⊗ X"),
    (r"x \otimes w \otimes u", "x ⊗ w ⊗ u"),
    (r"2 S \otimes X", "2 (S ⊗ X)"),
    (r"S x \otimes T_1 w", "S x ⊗ T_1 w"),
    (r"(r \otimes S) \operatorname{vec} X", "(r ⊗ S) vec(X)"),
    (r"K_{n,m} \operatorname{vec}(X)", "K[n, m] vec(X)"),
    (r"K_{nm} \operatorname{vec}(X)", "K[n, m] vec(X)"),
    (r"I_{mn} \operatorname{vec}(X)", "(I[m] ⊗ I[n]) vec(X)"),
    (r"(I \otimes S) \operatorname{vec}(X)", "(I[m] ⊗ S) vec(X)"),
    (r"\operatorname{vec}(X) + \mathbf{1}", "vec(X) + 1[m] ⊗ 1[n]"),
    # constant matrices
    (r"x + \mathbf{1}", "x + 1[n]"),
    (r"x + \bm1 a", "x + 1[n] a"),
    (r"1^T x", "1[n]ᵀ x"),
    (r"X \mathbf 1", "X 1[m]"),
    (r"\mathbb{1}^T X", "1[n]ᵀ X"),
    (r"\mathbf 1_n", "1[n]"),
    (r"\mathbf{1}_{n \times m}", "1[n × m]"),
    (r"0_{n \times m} + X", "0[n × m] + X"),
    (r"(S + I) x", "(S + I[n]) x"),
    (r"I_{n} x", "I[n] x"),
    (r"1 - X", "1 - X"),
    # products that the shapes decide
    (r"X * V", "X ∘ V"),
    (r"X \circ V", "X ∘ V"),
    (r"S * x", "S x"),
    (r"S \cdot x", "S x"),
    (r"X r^T * x", "X rᵀ ∘ x"),
    (r"x * X r^T", "x ∘ X rᵀ"),
    (r"a * X r^T * x", "a (X rᵀ ∘ x)"),
    (r"X * V r^T", "(X ∘ V) rᵀ"),
    (r"X r^T \odot u", "X rᵀ ∘ u"),
    (r"X \oslash V", "X/V"),
    (r"X w^T x", "X (wᵀ x)"),
    (r"(\mathbf{1} * x)^T u", "(1[n] ∘ x)ᵀ u"),
    # derivatives
    (r"dX", "dX"),
    (r"\mathrm{d}X^T", "dXᵀ"),
    (r"adb", "a db"),
    (r"d(X r^T)", "d(X rᵀ)"),
    (r"d\log(1 + a)", "dlog(1 + a)"),
    (r"d_w J", "dJ"),
    (r"\frac{\partial J}{\partial w}", "∂J/∂w"),
    (r"\frac{\partial J(w, b)}{\partial w}", "∂J/∂w"),
    (r"\frac{dJ}{db}", "∂J/∂b"),
    (r"\partial J / \partial w", "∂J/∂w"),
    (r"dJ/dw", "∂J/∂w"),
    (r"\nabla_w J", "∂J/∂w"),
    (r"\frac{\partial}{\partial a} (a b)", "∂(a b)/∂a"),
    (r"\frac{\partial w^T S w}{\partial w}", "∂(wᵀ S w)/∂w"),
    (r"\frac{\partial a \log b}{\partial b} c", "∂(a log(b))/∂b c"),
    (r"\frac{d w^T x}{dw}", "∂(wᵀ x)/∂w"),
    (r"d^2 J", "d(dJ)"),
    (r"\mathrm{d}^2(a b)", "d(d(a b))"),
    (r"\frac{\partial X \beta}{\partial \beta}", "∂(X beta)/∂betaᵀ"),
    (r"\frac{\partial X \beta}{\partial \beta^T}", "∂(X beta)/∂betaᵀ"),
    (r"\frac{\partial J}{\partial w^T}", "(∂J/∂w)ᵀ"),
    (r"\frac{\partial x^T}{\partial w}", "(∂vec xᵀ/∂(vec w)ᵀ)ᵀ"),
    (r"\frac{\partial \operatorname{vec}(X r^T)}{\partial (\operatorname{vec} X)^T}", "∂vec (X rᵀ)/∂(vec X)ᵀ"),
    (r"\frac{\partial tr(S)}{\partial \operatorname{vec} S}", "vec(∂tr(S)/∂S)"),
    (r"\frac{\partial a x}{\partial a}", "∂(a x)/∂aᵀ"),
    (r"\nabla^2_w J", "∂²J/∂w∂wᵀ"),
    (r"\nabla_w^2 J", "∂²J/∂w∂wᵀ"),
    (r"\frac{\partial^2 J}{\partial w \partial w^T}", "∂²J/∂w∂wᵀ"),
    (r"\frac{\partial^2 J}{\partial w^T \partial x}", "∂²J/∂x∂wᵀ"),
    (r"\frac{\partial^2 J}{\partial x \partial w^T}", "∂²J/∂x∂wᵀ"),
    (r"\frac{\partial^2 J}{\partial w^2}", "∂²J/∂w∂wᵀ"),
    (r"\frac{\partial^2}{\partial a^2} (a b)", "∂²(a b)/∂a∂aᵀ"),
    (r"\partial^2 J / \partial b^2", "∂²J/∂b∂bᵀ"),
    (r"\frac{\partial^2 J}{\partial(\operatorname{vec} X) \partial(\operatorname{vec} X)^T}", "∂²J/∂vec X∂(vec X)ᵀ"),
    (r"\frac{\partial^2 J}{\partial \operatorname{vec} X \partial (\operatorname{vec} X)^T}", "∂²J/∂vec X∂(vec X)ᵀ"),
    (r"\nabla_w J^T x", "(∂J/∂w)ᵀ x"),
    # sums over entries
    (r"\sum_i |x_i|", "Σ_i abs(x[i])"),
    (r"\sum_i x_i^{-1}", "Σ_i (1/x[i])"),
    (r"\sum_i \max(x_i, w_i)", "Σ_i (w[i] + relu(x[i] - w[i]))"),
    (r"\sum_{i=1}^{n} x_i w_i", "Σ_i x[i] w[i]"),
    (r"\sum\limits_{i = 1}^m r_i", "Σ_i r[i]"),
    (r"\sum_i g(x_i) a", "Σ_i g(x[i]) a"),
    (r"\Sigma_{i=1}^m r^{(i)}", "Σ_i r[i]"),
    # names, spacing, decoration
    (r"\boldsymbol{X} \mathbf{r}^T", "X rᵀ"),
    (r"\alpha \hat{y} \, \hat y \; \quad \widehat{y}", "alpha yhat yhat yhat"),
    (r"W^{[1]} + {W^{[1]}_{}}", "W1 + W1"),
    (r"a \tag{1}", "a"),
    (r"a \label{eq:first} + b", "a + b"),
    (r"\displaystyle a + b", "a + b"),
]


def read(formula: str) -> Draft:
    return read_document(f"{NAMES}\n$q = {formula}$\n", "text")


@pytest.mark.parametrize(("formula", "words"), SAME, ids=[formula for formula, _ in SAME])
def test_what_is_read(formula: str, words: str | None) -> None:
    draft = read(formula)
    if words is None:
        assert len(draft.not_understood) == 1
        return
    assert draft.not_understood == ()
    stated = draft.claims[-1]
    node = stated.session.read(stated.claim.rhs)
    assert text(node) == words


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("2 x 3", "2 · 3"), ("2x3 a", "2 · 3 a"), ("a 3 x 10^2", "a 3 (10 · 10)"), ("2 x a", None), ("a x b", None),
        ("x 3", None), ("2 x", None), ("2 x^2 3", None), ("2 x_1 3", None),
    ],
)  # fmt: skip
def test_the_letter_x_between_numbers(formula: str, words: str | None) -> None:
    """A times sign, unless x is a name: then it is that name, defined or lost."""
    draft = read_document(f"```derive\na, b : scalar\n```\n$q = {formula}$", "text")
    if words is None:
        assert "is not declared" in draft.not_understood[0].reason
    else:
        assert [text(stated.session.read(stated.claim.rhs)) for stated in draft.claims] == [words]
    draft = read_document(f"```derive\na, b : scalar\n```\n$x = a b$, $q = {formula.replace('_1', '')}$", "text")
    assert "x" in text(draft.claims[1].session.read(draft.claims[1].claim.rhs))
    draft = read_document(f"```derive\na, b : scalar\n```\n$x = u$, $q = {formula}$", "text")
    assert len(draft.not_understood) == 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("W1", r"W^{[1]}"), ("W1", "W1"), ("W1", r"\mathbf{W}^{[1]}"), ("W_1", "W_1"), ("W_1", "W_{1}"),
        ("yhat", r"\hat y"), ("yhat", r"\hat{y}"), ("yhat", "yhat"), ("yhat1", r"\hat y^{[1]}"), ("n_x", "n_x"),
        ("alpha", r"\alpha"), ("L", r"\mathcal{L}"), ("W[l-1]", r"W^{[l-1]}"), ("cost", "cost"),
    ],
)  # fmt: skip
def test_one_name_however_it_is_written(name: str, written: str) -> None:
    draft = read_document(f"```derive\n{written} : scalar\n```\n$q = 2 {written}$\n", "text")
    assert draft.not_understood == ()
    (stated,) = draft.claims
    assert text(stated.session.read(stated.claim.rhs)) == f"2 {name}"


def kinds(body: str) -> list[tuple[str, int, int]]:
    draft = read_document(NAMES + body, "text")
    assert draft.not_understood == ()
    return [(s.claim.kind, s.claim.place.line, s.claim.place.step) for s in draft.claims[2:]]


def test_chains_continue_over_lines_and_regions() -> None:
    first = NAMES.count("\n") + 1
    body = "$p = a b = b a$\n$\\quad = 1 a b$\n\nand $= a b$\n"
    body += "$$\\begin{align}\nq &= a \\\\\n&= a + 0\\\\\n&\\quad + 0\n\\end{align}$$\n"
    assert kinds(body) == [
        ("definition", first, 1),
        ("value", first, 2),
        ("value", first + 1, 1),
        ("value", first + 3, 1),
        ("definition", first + 5, 1),
        ("value", first + 6, 1),
    ]


def test_several_statements_in_one_display() -> None:
    assert [kind for kind, _, _ in kinds(r"$$p = a, \quad q = b \Rightarrow b = q \text{ where } c = c.$$")] == [
        "definition", "definition", "value", "value",
    ]  # fmt: skip


def test_what_differentials_vary() -> None:
    body = r"""
$dJ = a (dw^T) x + a w^T dx + db c$
$dJ = a\, d(w^T x) + d(b c)$
$d_w J = a (dw)^T x$
$d_{W_1} Q = dX$
"""
    draft = read_document(NAMES + body, "text")
    names = [[symbol.name for symbol in stated.claim.varying] for stated in draft.claims[2:]]
    assert names == [["b", "w", "x"], ["b", "c", "w", "x"], ["w"], ["W1"]]
    assert "`W_1` of d is read as `W1`" in draft.claims[-1].reading


def test_the_authors_own_commands_are_expanded() -> None:
    body = "\\newcommand{\\wx}{w^T x}\n\\def\\two{2}\n$q = \\two \\wx$"
    stated = read_document(NAMES + body, "text").claims[-1]
    assert text(stated.session.read(stated.claim.rhs)) == "2 wᵀ x"


def test_a_definition_may_stand_the_other_way_round() -> None:
    names = "```derive\nb_1 : n × 1\nX : n × m\n```\n"
    draft = read_document(names + "$b_1 \\bm1_m^T = B$, $B = b_1 \\mathbf 1_m^T$, $B = 1 b_1 \\bm1^T$", "text")
    assert [stated.claim.kind for stated in draft.claims] == ["definition", "definition", "value"]


def test_what_is_declared_is_not_defined_by_a_condition() -> None:
    names = "```derive\nA, B : n × n\nx : n × 1\nc : scalar, positive\n```\n"
    draft = read_document(names + "$A^{-1} = B$, $x^T x = c$, $c = -x^T x$", "text")
    assert [stated.claim.kind for stated in draft.claims] == ["value", "value", "value"]
    assert [judge(stated.session, stated.claim).name for stated in draft.claims] == ["refuted"] * 3


REACHING = {
    r"\nabla_x x^T A x": "∂(xᵀ A x)/∂x",
    r"\frac{\partial}{\partial x} \frac12 x^T x": "∂((1/2) xᵀ x)/∂x",
    r"A \nabla_x q": "A ∂q/∂x",
}


@pytest.mark.parametrize("latex", [*REACHING])
def test_a_derivative_reaches_to_the_end_of_its_term(latex: str) -> None:
    names = "```derive\nA : n × n\nx : n × 1\nF : n × n\n```\n$q = x^T A x$\n\n"
    draft = read_document(names + f"$F x = {latex}$", "text")
    stated = draft.claims[-1]
    assert REACHING[latex] in text(stated.session.read(stated.claim.rhs))


def test_how_far_a_derivative_reaches_is_not_guessed() -> None:
    names = "```derive\na, x : n × 1\n```\n"
    draft = read_document(names + r"$\nabla_x (a^T x) x^T a = a x^T a$", "text")
    (piece,) = draft.not_understood
    assert piece.reason.startswith("how far the derivative reaches is not clear")


def test_d_of_a_name_before_parentheses_is_of_the_name() -> None:
    names = "```derive\nA : n × n\nx, y : n × 1\n```\n$q = x^T A (x - y)$\n\n"
    draft = read_document(names + "$dq = dx^T A (x - y) + x^T dA (x - y) + x^T A (dx - dy)$", "text")
    stated = draft.claims[-1]
    assert judge(stated.session, stated.claim).name == "proved"


def test_a_later_block_may_give_names_another_meaning() -> None:
    body = "```derive\na : 2 × 2\n```\n$J = a$, $b = b$"
    draft = read_document(NAMES + body, "text")
    assert draft.not_understood == ()
    first, *_, last, same = draft.claims
    assert (last.claim.kind, same.claim.kind) == ("definition", "value")
    assert last.session is not first.session


def test_what_only_the_other_side_decides() -> None:
    """x · w is a number here, and 0 a matrix there."""
    draft = read_document(NAMES + r"$x \cdot w = x^T w$, $x \cdot w = x \odot w$, $X - X = 0$, $0 = x - x$", "text")
    assert draft.not_understood == ()
    sides = [[text(s.session.read(side)) for side in (s.claim.lhs, s.claim.rhs)] for s in draft.claims[2:]]
    assert sides == [["xᵀ w", "xᵀ w"], ["x ∘ w", "x ∘ w"], ["X - X", "0[n × m]"], ["0[n]", "x - x"]]


def test_a_claim_about_a_name_and_itself_is_no_definition() -> None:
    assert kinds("$T_1 = T_1^T$, $c = c$, $\\text{cost} = c$") == [
        ("value", NAMES.count("\n") + 1, step) for step in (1, 2)
    ] + [("definition", NAMES.count("\n") + 1, 3)]


def readings(body: str) -> list[tuple[str, str]]:
    """Name of the verdict and how it was read, claim by claim."""
    draft = read_document(NAMES + body, "text")
    assert draft.not_understood == ()
    return [(judge(stated.session, stated.claim).name, stated.reading) for stated in draft.claims[2:]]


def test_the_layout_that_has_a_shape() -> None:
    """Of a Jacobian without a transpose; where both have one, it is the usual layout, and says so."""
    rows = "a matrix of derivatives has a row for each entry of what is derived"
    cols = "a matrix of derivatives has a column for each entry of what is derived here: only so has it a shape"
    found = readings(r"""
$\frac{\partial X^T x}{\partial x} = X^T$
$\frac{\partial X^T x}{\partial x} = X$
$\frac{\partial X^T x}{\partial x} = V$
$\frac{\partial S x}{\partial x} = S$
$\frac{\partial S x}{\partial x} = S^T$
$\frac{\partial x^T X}{\partial x} = X$
$\frac{\partial x^T S}{\partial x} = S^T$
""")
    assert [name for name, _ in found] == ["proved", "proved", "refuted", "proved", "refuted", "proved", "refuted"]
    assert [words.partition(";")[0] for _, words in found[:5]] == [rows, cols, cols, rows, rows]
    assert {words.partition(";")[0] for _, words in found[5:]} == {
        "a matrix of derivatives has a column for each entry of the row that is derived"
    }


def test_a_product_that_is_no_kronecker_product() -> None:
    found = readings(
        r"$x \otimes w = x w^T$, $x \otimes w = w x^T$, $S \otimes T_1 = S \odot T_1$, $S \otimes T_1 = S T_1$"
    )
    assert [name for name, _ in found] == ["proved", "refuted", "proved", "refuted"]
    assert all(words.startswith(r"`\otimes` is no Kronecker product: ") for _, words in found)
    found = readings(
        r"$x \otimes w = \operatorname{vec}(w x^T)$, $(S \otimes T_1)^T = S^T \otimes T_1^T$, "
        r"$S \otimes T_1 = T_1 \otimes S$"
    )
    assert found == [("proved", ""), ("proved", ""), ("refuted", "")]


@pytest.mark.parametrize(
    ("declared", "proved", "refuted"),
    [
        ("P : k × k, symmetric", "P = P^T", "P = P^{-1}"),
        ("P : k × k, symmetric positive definite", "P^{-1} = P^{-T}", "P = P^{-1}"),
        ("P : k × k, orthogonal", "P^T P = I", "P = P^T"),
        ("P : k × 1, entries 0 or 1", r"P \odot P = P", "P + P = P"),
        ("P : k × 1, one-hot", r"\mathbf{1}^T P = 1", r"\mathbf{1}^T P = 2"),
        ("P : k × m, one-hot columns", r"\mathbf{1}^T P = \mathbf{1}_m^T", r"P \mathbf{1} = \mathbf{1}_k"),
        ("P : k × 1, entries -1 or 1", r"P \odot P = \mathbf{1}", r"P = \mathbf{1}"),
    ],
)  # fmt: skip
def test_what_is_declared_is_used(declared: str, proved: str, refuted: str) -> None:
    """In the block in which it is declared, in a later one, and no longer once the name means something else."""
    plain = declared.partition(",")[0]
    body = f"```derive\n{declared}\n```\n${proved}$, ${refuted}$\n```derive\nq : scalar\n```\n${proved}$\n"
    assert [name for name, _ in readings(body)] == ["proved", "refuted", "proved"]
    body += f"```derive\n{plain}\n```\n${proved}$\n"
    assert [name for name, _ in readings(body)] == ["proved", "refuted", "proved", "refuted"]


def test_samples_in_rows_are_declared_so() -> None:
    body = "```derive\nY : n × m, one-hot {}\n```\n" + r"$P = \operatorname{{softmax}}(X)$"
    words = "`softmax` of a matrix is taken of each "
    assert readings(body.format("columns"))[0][1].startswith(words + "column;")
    assert readings(body.format("rows"))[0][1].startswith(words + "row, as one-hot answers stand in rows;")


def test_bars_around_a_vector_are_remarked_on() -> None:
    ((name, words), (other, silent)) = readings(r"$|x| = -x$, $|a| = a$")
    assert (name, other, silent) == ("refuted", "refuted", "")
    assert (
        words == "bars around anything but a scalar or a square matrix are read entry by entry; read as `abs(x) = -x`"
    )


def test_kinds_of_derivatives() -> None:
    body = r"$\frac{\partial S x}{\partial x^T} = S$, $\nabla^2_w J = S$, $\nabla_w J = a x$, $d^2 J = a$"
    assert [kind for kind, _, _ in kinds(body)] == ["jacobian", "hessian", "gradient", "differential"]


def test_the_argument_of_a_function_is_what_nabla_is_taken_by() -> None:
    names = "```derive\nA : n × n\nx, y : n × 1\n```\n$f(x) = x^T A x + y^T x$\n"
    draft = read_document(names + r"$\nabla f = (A + A^T) x + y$, $\nabla f(x) = 2 A x + y$", "text")
    assert draft.not_understood == ()
    assert [judge(s.session, s.claim).name for s in draft.claims] == ["proved", "proved", "refuted"]


def test_i_is_the_identity_unless_it_is_declared() -> None:
    assert [name for name, _ in readings("$I = S S$, $S^{-1} S = I$, $I x = x$, $I_n x = 2 x$")] == [
        "refuted", "proved", "proved", "refuted",
    ]  # fmt: skip
    declared = NAMES + "```derive\nI, K : n × n\n```\n"
    draft = read_document(declared + "$I x = x$", "text")
    assert [judge(s.session, s.claim).name for s in draft.claims[2:]] == ["refuted"]
    draft = read_document(declared + "$I_n x = x$, $K_{nm} x = x$", "text")
    assert [piece.reason.partition(" is")[0] for piece in draft.not_understood] == [
        "the subscript `n` in `I_n`", "the subscript `n` in `K_nm`",
    ]  # fmt: skip


def test_a_constant_before_parentheses_is_a_factor_unless_a_name_alone_stands_in_them() -> None:
    """I_n(θ) may be somebody's information."""
    names = "```derive\nA, B : n × n\nP : n_x × n\nx : n × 1\n```\n"
    body = r"$I_n (A + B) x = A x + B x$, $K_{n,n_x} (P \otimes A) K_{n,n} = A \otimes P$, $I_n (A + B) = A - B$"
    draft = read_document(names + body + ", $I_n(x) = x$", "text")
    assert [judge(s.session, s.claim).name for s in draft.claims] == ["proved", "proved", "refuted"]
    assert [piece.latex for piece in draft.not_understood] == ["I_n(x) = x"]


def test_lists_of_sizes_are_put_in_order_by_what_stands_beside_them() -> None:
    body = r"$I_2 \otimes S = I_2 \otimes S^T$, $I_2 \otimes I_n = I_{2n}$, $I_n \otimes I_2 = I_{2 n}$, "
    body += (
        r"$I_{mn} \operatorname{vec} X = \operatorname{vec} X$, $I_{nm} \operatorname{vec} X = 2 \operatorname{vec} X$"
    )
    assert [name for name, _ in readings(body)] == ["refuted", "proved", "proved", "proved", "refuted"]


def test_a_size_may_be_called_d() -> None:
    names = "```derive\nQ, K : n × d\nx : d × 1\n```\n"
    draft = read_document(names + r"$S = Q K^T / \sqrt{d}$, $q = x^T x / d$, $dq = \frac2d x^T dx$", "text")
    assert draft.not_understood == ()
    assert [judge(stated.session, stated.claim).name for stated in draft.claims] == ["proved"] * 3
    false = read_document(names + r"$q = x^T x / d$, $dq = \frac1d x^T dx$", "text").claims[-1]
    assert judge(false.session, false.claim).name == "refuted"
