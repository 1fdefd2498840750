"""What is derived is shown as a person would write it, and is what was derived."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import latex

import derive as dv
from derive import (
    Proved,
    define,
    det,
    diag,
    exp,
    hadamard,
    identity,
    inverse,
    kron,
    log,
    logdet,
    logsumexp,
    norm,
    ones,
    row_means,
    softmax,
    sqrt,
    square,
    total,
    tr,
)
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
X, Y, A, B = dv.matrix("X", n, m), dv.matrix("Y", n, m), dv.matrix("A", n, n), dv.matrix("B", n, n)
x, y, v, a, b = dv.vector("x", n), dv.vector("y", n), dv.vector("v", m), dv.scalar("a"), dv.scalar("b")
P, E = define("P", softmax(X)), define("E", exp(x))

SHOWN: dict[str, tuple[Any, Any, str]] = {
    "norm": (norm(x), x, "x/‖x‖"),
    "norm of a residual": (norm(A * x - y), x, "(Aᵀ (A x - y))/‖A x - y‖"),
    "norm of a matrix": (norm(X), X, "X/‖X‖"),
    "norm, cubed": (norm(x) ** 3, x, "3 ‖x‖ x"),
    "norm below": (1 / norm(x), x, "-(x/(‖x‖ ‖x‖ ‖x‖))"),
    "cosine": ((x.T * y) / norm(x), x, "y/‖x‖ - ((xᵀ y)/(‖x‖ ‖x‖ ‖x‖)) x"),
    "root of a quadratic form": (sqrt(x.T * A * x), x, "(Aᵀ x + A x)/(2 sqrt(xᵀ A x))"),
    "scalars in front": (a / (2 * b * b) * x.T * x, x, "(a/(b b)) x"),
    "a norm by a scalar": (a * norm(x) / b, a, "‖x‖/b"),
    "log-sum-exp": (logsumexp(x), x, "softmax(x)"),
    "log-sum-exp, written out": (log(ones(1, n) * exp(x)), x, "softmax(x)"),
    "log-sum-exp of columns": (total(logsumexp(X)), X, "softmax(X)"),
    "log-sum-exp of rows": (total(logsumexp(X, axis=1)), X, "softmax(X, axis=1)"),
    "cross entropy": (-y.T * log(softmax(x)), x, "1[n]ᵀ y softmax(x) - y"),
    "cross entropy of columns": (-total(hadamard(Y, log(softmax(X)))), X, "softmax(X) diag(1[n]ᵀ Y) - Y"),
    "cross entropy of rows": (
        -total(hadamard(Y, log(softmax(X, axis=1)))), X, "diag(Y 1[m]) softmax(X, axis=1) - Y",
    ),
    "cross entropy by a name": (-total(hadamard(Y, log(P))), X, "P diag(1[n]ᵀ Y) - Y"),
    "softmax": (y.T * softmax(x), x, "softmax(x) ∘ (y - (yᵀ softmax(x)) 1[n])"),
    "softmax of columns": (total(hadamard(Y, softmax(X))), X, "softmax(X) ∘ (Y - 1[n] 1[n]ᵀ (Y ∘ softmax(X)))"),
    "the author's name for exp(x)": (log(ones(1, n) * E), x, "E/(1[n]ᵀ E)"),
    "the wrong sum": (ones(1, n) * exp(x) / (ones(1, n) * exp(y)), x, "exp(x)/(1[n]ᵀ exp(y))"),
    "diagonal": (tr(hadamard(A, A)), A, "2 diag(diagonal(A))"),
    "columns scaled": (total(hadamard(ones(n) * v.T, hadamard(X, Y))), X, "Y diag(v)"),
    "rows scaled": (total(hadamard(y * ones(1, m), hadamard(X, Y))), X, "diag(y) Y"),
    "an outer product of two": (total(hadamard(y * v.T, hadamard(X, Y))), X, "y vᵀ ∘ Y"),
    "transposed inverse": (y.T * inverse(A) * x, A, "-A⁻ᵀ y xᵀ A⁻ᵀ"),
    "log det": (logdet(A), A, "A⁻ᵀ"),
    "det": (det(A), A, "det(A) A⁻ᵀ"),
    "a difference without a sign in front": (logdet(A) + x.T * inverse(A) * x, A, "A⁻ᵀ - A⁻ᵀ x xᵀ A⁻ᵀ"),
    "inverse of a symmetric product": (logdet(X * X.T), X, "2 (X Xᵀ)⁻¹ X"),
    "a symmetric product twice": (tr(inverse(A.T * A)), A, "-2 A (Aᵀ A)⁻¹ (Aᵀ A)⁻¹"),
    "like terms": (total(hadamard(X - row_means(X) * ones(1, m), X)), X, "2 X - (2/m) X 1[m] 1[m]ᵀ"),
    "a sum of squares": (tr(kron(A, X * X.T)), A, "tr(Xᵀ X) I[n]"),
    "a determinant above and below": (logdet(A) / 2 - x.T * inverse(A) * x / 2, A, "(1/2) (A⁻ᵀ + A⁻ᵀ x xᵀ A⁻ᵀ)"),
    "a multiple of a difference": (
        total(square(X - row_means(X) * ones(1, m))), X, "2 (X - (1/m) X 1[m] 1[m]ᵀ)",
    ),
    "a root of every entry": (total(sqrt(X)), X, "(1/2) (1/sqrt(X))"),
    "a norm, squared, in a function": (exp(-norm(x) ** 2 / 2), x, "-exp(-(1/2) ‖x‖ ‖x‖) x"),
    "the square of a norm below": (norm(A * x) ** 2 / norm(x) ** 2, A, "(2/(xᵀ x)) A x xᵀ"),
    "a term twice in a sum": (norm(x - y) ** 2 + norm(x - y) ** 2, x, "4 (x - y)"),
    "a mean": (dv.mean(square(X)), X, "(2/(n m)) X"),
    "a diagonal in a product": (y.T * diag(x) * y, x, "y ∘ y"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_a_gradient_is_written_as_people_write_it(name: str) -> None:
    loss, variable, shown = SHOWN[name]
    gradient = dv.gradient(loss, variable)
    assert str(gradient) == shown
    assert isinstance(dv.judge(dv.partial(loss, variable), gradient), Proved)
    assert not isinstance(dv.judge(dv.partial(loss, variable), 2 * gradient), Proved)


@st.composite
def losses(draw: st.DrawFn) -> Any:
    """Scalars made of softmax, norms, inverses and diagonals of X, plain or multiplied with each other."""
    scalars = [norm(X), 1 / norm(A * X), tr(inverse(B + X * X.T)), total(exp(X)), a, v.T * softmax(v)]
    matrices = [X, softmax(X), softmax(A * X, axis=1), exp(X), X / norm(X), diag(x) * X * diag(v), Y,
                exp(X) / (ones(n) * dv.column_sums(exp(X))), diag(dv.diagonal(A)) * X, inverse(B) * X]  # fmt: skip
    left, right = draw(st.sampled_from(matrices)), draw(st.sampled_from(matrices))
    loss = draw(
        st.sampled_from(
            [
                lambda p, q: total(hadamard(p, q)),
                lambda p, q: tr(p.T * A * q),
                lambda p, q: x.T * (p - q) * v,
                lambda p, q: dv.sqrt(1 + total(square(p - q))),
                lambda p, q: total(logsumexp(p + q)),
            ]
        )
    )(left, right)
    return draw(st.sampled_from([lambda s: s, lambda s: s * draw(st.sampled_from(scalars))]))(loss)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(losses(), st.sampled_from([X, A, x, v]))
def test_every_gradient_is_written(loss: Any, variable: Any) -> None:
    gradient = dv.gradient(loss, variable)
    assert isinstance(dv.judge(dv.partial(loss, variable), gradient), Proved)


def test_a_factor_that_hides_what_a_function_is_of_is_multiplied_out() -> None:
    for P in (softmax(X), X / norm(X), softmax(X, axis=1)):
        loss = total(logsumexp(P + exp(X)))
        assert isinstance(dv.judge(dv.partial(loss, X), dv.gradient(loss, X)), Proved)


LATEX = {
    "transposed inverse": r"-A^{-T} \, y \, x^T \, A^{-T}",
    "norm": r"\frac{x}{\left\|x\right\|}",
    "root of a quadratic form": r"\frac{A^T \, x + A \, x}{2 \, \sqrt{x^T \, A \, x}}",
}


@pytest.mark.parametrize("name", LATEX)
def test_latex(name: str) -> None:
    loss, variable, _ = SHOWN[name]
    assert latex(dv.gradient(loss, variable)) == LATEX[name]


def test_what_is_written_falsely_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain form stands in for one that the prover does not accept."""
    session = Session(language())
    form = session.lower(session.read(A * B - identity(n)))
    plain = session.raised(form, 1, 1)
    twice = lambda writer, node: language().make("add", node, node)  # noqa: E731
    monkeypatch.setattr("derive.normal.written.Writer.written", twice)
    assert session.raised(form, 1, 1) is plain


def test_transposed_inverses_in_latex() -> None:
    W = dv.matrix("W1", n, n)
    for expr in (inverse(A).T, inverse(A.T)):
        assert (str(expr), latex(expr)) == ("A⁻ᵀ", "A^{-T}")
    for expr in (inverse(W).T, inverse(W.T)):
        assert latex(expr) == "{W^{[1]}}^{-T}"
    assert latex(inverse((A * B).T)) == r"\left(A \, B\right)^{-T}"
