"""Every sentence about what cannot be read, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.judge import judge
from derive.claims import read_document
from derive.core.errors import Unreadable

NAMES = r"""
```derive
X : n × m
S, T : n × n
x, w : n × 1
a, b : scalar
g : activation
```
"""
NO_STEP = "`a` stands on both sides, and nothing before it is a loss: an update is a step on a loss"
LINE = NAMES.count("\n") + 1

NOT_UNDERSTOOD = [
    ("$a = q$", 4, "a = q", "`q` is not declared (column 6)"),
    ("$p = f(x)$", 4, "p = f(x)", "`f` is not declared: is it a function or a factor? (column 6)"),
    ("$p = g$", 4, "p = g", "the function `g` stands without an argument (column 6)"),
    ("$p = x_i$", 4, "p = x_i", "the index `i` is free in the definition of `p` (column 6)"),
    ("$p = x_n$", 4, "p = x_n", "the subscript `n` in `x_n` is a size, not an index (column 6)"),
    ("$p = x_a$", 4, "p = x_a", "the subscript `a` in `x_a` is declared, not an index (column 6)"),
    ("$p = x_0$", 4, "p = x_0", "entries are counted from 1 (column 6)"),
    ("$p = x_{i+1}$", 4, "p = x_{i+1}", "entries with the subscript `i+1` are not read yet (column 6)"),
    ("$p = a_1$", 4, "p = a_1", "a scalar has no entries (column 6)"),
    ("$p = x_{ij}$", 4, "p = x_{ij}", "a vector has one subscript (column 6)"),
    ("$p = X_{1,2,3}$", 4, "p = X_{1,2,3}", "an entry has at most two subscripts (column 6)"),
    ("$p = v^{(i)}$", 4, "p = v^{(i)}", "samples such as `v(i)` are not read yet (column 6)"),
    ("$p = (X \\otimes S)_{11}$", 4, "p = (X \\otimes S)_{11}",
     "entries along an axis that is a list of sizes are not read yet (column 6)"),
    ("$q_i = x_i w_j$", 6, "q_i = x_i w_j", "the index `j` is free on the right but not on the left (column 2)"),
    ("$q_i = \\sum_i x_i$", 6, "q_i = \\sum_i x_i",
     "the index `i` is free on the left but not on the right (column 2)"),
    ("$p = \\delta_{ij}$", 4, "p = \\delta_{ij}", "nothing says how far the index `i` goes (column 6)"),
    ("$p = \\mathbb{1}\\{x_i = 2\\}$", 4, "p = \\mathbb{1}\\{x_i = 2\\}",
     "indicators of anything but two indices or a sign are not read yet (column 6)"),
    ("$p = S^a$", 4, "p = S^a",
     "powers whose exponent is no number are read of numbers, and entry by entry (column 6)"),
    ("$p = S^{1/2}$", 4, "p = S^{1/2}", "roots of vectors and matrices are not read yet (column 6)"),
    ("$p = e^S$", 4, "p = e^S",
     r"`e` to a square matrix may go entry by entry, which `\exp` does, or be the matrix exponential (column 6)"),
    (r"$p = \|S\|$", 4, r"p = \|S\|",
     r"norms other than `\|x\|_1`, `\|x\|_2` and `\|A\|_F` are not read yet (column 6)"),
    (r"$p = \operatorname{diag}(S)$", 4, r"p = \operatorname{diag}(S)",
     "ambiguous: it can be read as `diagonal(S)` and as `diag(diagonal(S))` (column 6)"),
    (r"$p = \operatorname{logsumexp}(X)$", 4, r"p = \operatorname{logsumexp}(X)",
     "ambiguous: it can be read as `logsumexp(X)` and as `logsumexp(X, axis=1)` (column 6)"),
    (r"$p = \operatorname{softmax}_i(X)$", 4, r"p = \operatorname{softmax}_i(X)",
     "`softmax` with the subscript `i` is not read yet (column 6)"),
    (r"$p = \max(a)$", 4, r"p = \max(a)", "`max` of anything but two arguments is not read yet (column 6)"),
    ("$p = tr'(S)$", 4, "p = tr'(S)", "a prime on `tr` is not read yet (column 6)"),
    ("$p = K_{n,q} x$", 4, "p = K_{n,q} x", "`K_n,q` is not declared (column 6)"),
    (r"$p = S \otimes I$", 4, r"p = S \otimes I",
     "nothing says how long the vector of ones, or how large the identity, is (column 6)"),
    (r"$p = \sum_i \frac{\partial^2 a}{\partial x_i \partial S}$", 4,
     r"p = \sum_i \frac{\partial^2 a}{\partial x_i \partial S}",
     "second derivatives by entries are read of vectors only (column 19)"),
    (r"$p = \sum_i \frac{\partial X}{\partial x_i}$", 4, r"p = \sum_i \frac{\partial X}{\partial x_i}",
     "derivatives by entries are read of scalars, and of vectors by entries of vectors (column 19)"),
    (r"$p = \sum_i i x_i$", 4, r"p = \sum_i i x_i", "the index `i` is no number (column 13)"),
    (r"$p = \sum_{i=-1}^n x_i$", 4, r"p = \sum_{i=-1}^n x_i",
     "a sum that starts at `-1` is not read yet: places are counted from 1 (column 6)"),
    (r"$p = \sum_{i=1}^q x_i$", 4, r"p = \sum_{i=1}^q x_i",
     "`q`, up to which the sum goes, is not a declared size (column 6)"),
    (r"$p = \sum_{i<j} x_i$", 4, r"p = \sum_{i<j} x_i", "sums over `i<j` are not read yet (column 6)"),
    (r"$p = \sum_{j \ne y_i} x_j$", 4, r"p = \sum_{j \ne y_i} x_j",
     "the subscript `y_i` is not declared: `y : m × 1, labels of C` would say that it is the number of a class "
     "(column 6)"),
    (r"$p = \sum_{i \neq j} S_{ij}$", 4, r"p = \sum_{i \neq j} S_{ij}",
     r"whether the sum goes over `j` too is not clear: `\sum_j \sum_{i \neq j}` does (column 6)"),
    (r"$p = \sum S_{ij}$", 4, r"p = \sum S_{ij}", "nothing says what the sum goes over (column 6)"),
    (r"$p = \nabla a$", 4, r"p = \nabla a", r"nothing says what `\nabla` is taken by (column 6)"),
    (r"$p = \sqrt[3]{a}$", 4, r"p = \sqrt[3]{a}", r"`\sqrt` cannot be read here (column 6)"),
    (r"$p = \frac{a}{}$", 4, r"p = \frac{a}{}", "`}` cannot be read here (column 15)"),
    ("$p = a +$", 4, "p = a +", "the formula breaks off here (column 8)"),
    ("$p =$", 4, "p =", "something is missing here (column 5)"),
    ("$= a$", 2, "= a", "something is missing here (column 2)"),
    (r"$a \approx b$", 4, r"a \approx b", r"`\approx` is not an equality (column 4)"),
    (r"$a \leftarrow a - b$", 4, r"a \leftarrow a - b", f"{NO_STEP} (column 4)"),
    ("$a = a - b$", 4, "a = a - b", f"{NO_STEP} (column 4)"),
    (r"$i = 1, \dots, n$", 4, "i = 1", "a range of numbers is not an equality (column 4)"),
    ("$da = x$", 5, "da = x", "`da` is the name of a gradient, but nothing before it is the loss (column 5)"),
    ("$p = X.^2$", 4, "p = X.^2", "`.^` cannot be read here (column 7)"),
    ("$a = 1$", 4, "a = 1",
     "`a` is declared as a variable, and this gives it one value: is it a condition? (column 4)"),
    ("$p = a : b$", 4, "p = a : b", "`:` cannot be read here (column 8)"),
    ("$p = a . b$", 4, "p = a . b", "`.` cannot be read here (column 8)"),
    (r"$p = x \cdot w$", 4, r"p = x \cdot w", "ambiguous: it can be read as `xᵀ w` and as `x ∘ w` (column 6)"),
    (r"$p = \frac{\partial^3 a}{\partial b^3}$", 4, r"p = \frac{\partial^3 a}{\partial b^3}",
     "third and higher derivatives are not read yet (column 12)"),
    (r"$p = \frac{\partial^2 a}{\partial X^2}$", 4, r"p = \frac{\partial^2 a}{\partial X^2}",
     r"second derivatives by matrices are read with `\operatorname{vec}` only (column 12)"),
    (r"$p = \frac{\partial^2 x}{\partial a^2}$", 4, r"p = \frac{\partial^2 x}{\partial a^2}",
     "second derivatives of anything but a scalar are not read yet (column 12)"),
    (r"$p = \mathbf{1}$", 4, r"p = \mathbf{1}",
     "nothing says how long the vector of ones, or how large the identity, is (column 6)"),
    (r"$p = \sum_i X_i$", 4, r"p = \sum_i X_i",
     "one subscript of a matrix may be a row, X_{i,:}, or a column, X_{:,j}: `x_i : row of X`, or `column of X`, says "
     "which (column 13)"),
    (r"$p = \sum_i a$", 4, r"p = \sum_i a", "nothing says how far the index `i` goes (column 6)"),
    ("$p = (a, b)$", 4, "p = (a, b)", "a list in parentheses is not read yet (column 6)"),
    (r"$p = \frac{\partial a \partial b}{\partial b}$", 4, r"p = \frac{\partial a \partial b}{\partial b}",
     r"`\partial` outside of a fraction is not read yet (column 23)"),
    (r"$p = \prod_{i=1}^n x_i$", 4, r"p = \prod_{i=1}^n x_i", r"`\prod` is not read yet (column 6)"),
    (r"$p = \frac{\partial X}{\partial x}$", 4, r"p = \frac{\partial X}{\partial x}",
     r"derivatives of matrices, and of vectors by matrices, are read with `\operatorname{vec}` only (column 12)"),
    (r"$p = \begin{cases} a \\ b \end{cases}$", 4, r"p = cases",
     "it is not clear where a row of cases holds (column 20)"),
    ("$p = S * T$", 4, "p = S * T", "ambiguous: it can be read as `S T` and as `S ∘ T` (column 6)"),
    ("$p = S x * w$", 4, "p = S x * w", "ambiguous: it can be read as `S x ∘ w` and as `S (x ∘ w)` (column 6)"),
    (r"$p = \log a b$", 4, r"p = \log a b", "ambiguous: it can be read as `log(a) b` and as `log(a b)` (column 6)"),
    ("$p = tr S T$", 4, "p = tr S T", "ambiguous: it can be read as `tr(S) T` and as `tr(S T)` (column 6)"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "column", "latex", "reason"), NOT_UNDERSTOOD, ids=[c[0] for c in NOT_UNDERSTOOD])
def test_what_is_not_understood_is_listed(formula: str, column: int, latex: str, reason: str) -> None:
    draft = read_document(NAMES + formula, "text")
    assert (draft.claims, draft.ill_formed) == ((), ())
    (piece,) = draft.not_understood
    assert (piece.line, piece.column, piece.reason) == (LINE, column, reason)
    if "cases" not in formula:
        assert piece.latex == latex


ILL_FORMED = [
    ("$p = (a + b$", 4, "the parenthesis that is opened at column 6 is not closed"),
    ("$p = a + b)$", 4, "`)` closes a parenthesis that was never opened"),
    ("$p = (a + b]$", 4, "`]` closes the `(` that was opened at column 6"),
    ("$p = (a + b = b + a)$", 4, "the parenthesis that is opened at column 6 is not closed before the `=`"),
    (r"$p = \frac{a}{b$", 4, "the brace that is opened at column 14 is not closed"),
]


@pytest.mark.parametrize(("formula", "column", "reason"), ILL_FORMED, ids=[case[0] for case in ILL_FORMED])
def test_parentheses_that_are_not_balanced(formula: str, column: int, reason: str) -> None:
    draft = read_document(NAMES + formula, "text")
    assert draft.not_understood == ()
    verdict = draft.ill_formed[0]
    place = verdict.claim.place
    assert (place.line, place.column, place.step, verdict.reason) == (LINE, column, 1, reason)


WRONG_SHAPES = [
    ("$p = X x$", "in `X x`, `X` has m columns but `x` has n rows"),
    ("$x = X X^T$", "the left side `x` is n × 1 but the right side is n × n"),
    ("$p = X + x$", "the sum of `X` and `x` does not fit: `X` is n × m but `x` is n × 1"),
    ("$p = x * X^T$", "the elementwise product of `x` and `Xᵀ` does not fit: `x` is n × 1 but `Xᵀ` is m × n"),
    ("$p = X^{-1}$", "the inverse of `X` does not exist: it is n × m, not square"),
    ("$p = x^{-1}$", "the inverse of `x` does not exist: it is n × 1, not square"),
    (r"$p = \det X$", "the determinant of `X` does not exist: it is n × m, not square"),
    (r"$p = \operatorname{diag}(X)$", "`diag(X)` does not exist: `X` is n × m, not a column or a row"),
    (r"$p = (S \otimes X) x$", "in `(S ⊗ X) x`, `S ⊗ X` has n·m columns but `x` has n rows"),
    ("$tr(S) = S$", "the left side `tr(S)` is 1 × 1 but the right side is n × n"),
    (r"$\frac{\partial S x}{\partial x^T} = X$", "the left side `∂(S x)/∂xᵀ` is n × n but the right side is n × m"),
    ("$p = tr(X)$", "the trace of `X` does not exist: it is n × m, not square"),
]


@pytest.mark.parametrize(("formula", "reason"), WRONG_SHAPES, ids=[case[0] for case in WRONG_SHAPES])
def test_shapes_that_do_not_fit(formula: str, reason: str) -> None:
    draft = read_document(NAMES + formula, "text")
    assert draft.not_understood == ()
    (stated,) = draft.claims
    verdict = judge(stated.session, stated.claim)
    assert (verdict.name, verdict.reason) == ("ill-formed", reason)


def test_what_is_no_claim_is_no_error() -> None:
    body = (
        r"Let $X \in \mathbb{R}^{n \times m}$, $n_x$, $x \ge 0$, $g(z)$, $0 < a < 1$, \(\frac{q}{r}\), costs \$5 = x."
    )
    draft = read_document(NAMES + body, "text")
    assert (draft.claims, draft.ill_formed, draft.not_understood) == ((), (), ())


def test_code_and_comments_hold_no_mathematics() -> None:
    body = "`$a = q$` and\n\n```python\n$a = q$\n```\n\n~~~\n$a = q$\n~~~\n<!-- $a = q$\n$a = q$ -->\n``$a = `q$``"
    assert read_document(NAMES + body, "text").not_understood == ()


def test_one_bad_side_does_not_hide_the_others() -> None:
    draft = read_document(NAMES + "$p = a b = \\operatorname{rank}(S) = b a$", "text")
    assert [(s.claim.kind, s.claim.place.step) for s in draft.claims] == [("definition", 1), ("value", 3)]
    assert [piece.reason for piece in draft.not_understood] == ["`rank` is not read yet (column 12)"]


def test_a_name_whose_definition_was_not_understood() -> None:
    draft = read_document(NAMES + "$p = \\operatorname{rank}(S)$\n$q = p + 1$\n$q = p_{ij}$\n$q = z_{ij}$", "text")
    sentence = f"`p` is not known: its definition on line {LINE} was not understood (column 6)"
    assert [piece.reason for piece in draft.not_understood[1:]] == [
        sentence,
        sentence,
        "`z_ij` is not declared (column 6)",
    ]


def test_mathematics_that_is_never_closed_is_listed() -> None:
    draft = read_document(NAMES + "$$a = b\n\nand so on", "text")
    assert [piece.reason for piece in draft.not_understood] == ["the mathematics that opens with `$$` is not closed"]


DECLARATIONS = [
    ("X n × m", "1", "`X n × m` is not a declaration: they read `X : n × m`, `b : scalar` or `use MODEL`"),
    ("X : n", "1", "`n` is not a shape: they read `n × m`, `n × 1` or `scalar`"),
    ("X : n × -1", "1",
     "`-1` is not a size: sizes are whole numbers from 1, names, sums and products of them"),
    ("X : n × 0", "1", "`0` is not a size: sizes are whole numbers from 1, names, sums and products of them"),
    ("a : scalar\n X : n × m, sparse", "2",
     "`sparse` is not a property: they are entries -1 or 1, entries 0 or 1, full column rank, invertible, nonzero, "
     "one-hot, one-hot columns, one-hot rows, orthogonal, positive, positive definite, symmetric, "
     "symmetric positive definite"),
    ("X : n × m, symmetric", "1", "a variable of n × m cannot be symmetric"),
    ("a : scalar, orthogonal", "1", "a variable of 1 × 1 cannot be orthogonal"),
    ("g : activation, positive", "1", "a function cannot be positive"),
    ("a : scalar\na : scalar", "2", "`a` is declared twice"),
    ("X : n × m\nn : scalar", "2", "`n` is a size already"),
    ("n : scalar\nX : n × m", "2", "`n` is a size here but is declared as something else"),
    ("1a : scalar", "1", "`1a` is not a name"),
    ("use nothing", "1", "there is no model called `nothing`"),
    ("use ../secret", "1", "`use ../secret` names no model"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "line", "reason"), DECLARATIONS, ids=[case[0] for case in DECLARATIONS])
def test_declarations_that_cannot_be_used(block: str, line: str, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_document(f"```derive\n{block}\n```\n", "notes.md")
    place, _, words = str(error.value).partition(": ")
    assert place.split(":")[:2] == ["notes.md", str(int(line) + 1)]
    assert words == reason


@pytest.mark.parametrize(
    "block",
    [
        "X : n x m", "X : 2n × (n + 1)", "X : n_x × n^{[1]}", "X : n m × 3", "X : n*m × n \\cdot m",
        "S : n × n, symmetric positive definite", "y : n × 1, entries 0 or 1, nonzero", "X : (n, m)", "",
        "# a remark", "b : scalar  # a remark",
    ],
)  # fmt: skip
def test_declarations_that_can_be_used(block: str) -> None:
    assert read_document(f"```derive\n{block}\n```\n", "text").claims == ()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    cases = {
        "missing.md": None,
        "latin.md": "a\nné = 1".encode("latin-1"),
        "binary.md": b"a\nb\0c",
        "long.md": b"a\n" + b"x" * 200_000,
        "large.md": b"x\n" * 2_500_000,
    }
    words = {
        "missing.md": "missing.md: there is no such file",
        "latin.md": "latin.md:2:2: it is not UTF-8",
        "binary.md": "binary.md:2:1: it is not a text file",
        "long.md": "long.md:2:1: the line is longer than 100000 characters",
        "large.md": "large.md: it is larger than 4000000 bytes",
    }
    for name, data in cases.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(Unreadable) as error:
            read_document(tmp_path / name, name)
        assert str(error.value) == words[name]
    with pytest.raises(Unreadable, match="^folder: it is a directory$"):
        read_document(tmp_path, "folder")


def test_too_much_is_refused_in_one_sentence() -> None:
    with pytest.raises(Unreadable, match=r"^text:2:64: parentheses are nested more than 60 deep$"):
        read_document("\n$a=" + "(" * 10_000 + "a" + ")" * 10_000 + "$", "text")
    with pytest.raises(Unreadable, match="a formula has more than 50000 symbols"):
        read_document("$a=" + "+a" * 30_000 + "$", "text")
    with pytest.raises(Unreadable, match="nested more than 8 deep"):
        read_document("\\newcommand{\\a}{\\a \\a}\n$b = \\a$", "text")
    with pytest.raises(Unreadable, match="the block of declarations is not closed"):
        read_document("```derive\na : scalar\n", "text")
