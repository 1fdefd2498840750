"""Derivations line by line: every line proved, no more than a person would write, and no changed line gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import Proved, Refuted, define, exp, hadamard, log, ones, relu, sigmoid, softplus, sqrt, tanh, tr
from derive.calculus.derivation import Step
from derive.calculus.identities import (
    cyclic,
    diagonals,
    dividing,
    elementwise,
    product_turned,
    scalar_out,
    summing,
    transposing,
)
from derive.calculus.steps import steps
from derive.calculus.written import TERMS, make
from derive.check.document import Explanation
from derive.check.explain import lines
from derive.check.judge import judge
from derive.check.mutate import mutations
from derive.core.claim import Claim
from derive.core.op import SCALAR, Node
from derive.core.text import text
from derive.models import load, names
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session
from derive.ops import language

n, m, k, h = dv.sizes("n m k h")
X, T, A, B, U = (
    dv.matrix(s, *shape) for s, shape in zip("XTABU", [(n, m), (h, m), (n, n), (m, m), (n, n)], strict=True)
)
W1, W2, W3 = dv.matrix("W1", k, n), dv.matrix("W2", n, k), dv.matrix("W3", h, n)
w, x, y = dv.vector("w", n), dv.vector("x", n), dv.vector("y", m)
V = dv.matrix("V", n, n)
a, b, lam = dv.scalar("a"), dv.scalar("b"), dv.scalar("lam")
g = dv.function("g")
r = define("r", X.T * w - y)
R = define("R", W2 * (W1 * X) - X)
A1 = define("A1", tanh(W1 * X))
A2 = define("A2", sigmoid(W2 * A1))
E = define("E", W3 * A2 - T)
skip = define("S", X + relu(U * X))
P = define("P", exp(X))
q = define("q", P.T * ones(n))

K = dv.matrix("K", k, m)
Z = define("Z", W1 * X)
S = define("S", dv.softmax(Z))

# loss, variable, most lines that a person would write
LOSSES = {
    "least squares": (r.T * r, w, 6),
    "ridge": (r.T * r / m + lam * w.T * w, w, 6),
    "ridge, the weight": (r.T * r / m + lam * w.T * w, lam, 3),
    "weighted least squares": (r.T * B * r, w, 6),
    "written out": ((X.T * w - y).T * (X.T * w - y), w, 5),
    "autoencoder, encoder": (tr(R.T * R) / (2 * m), W1, 8),
    "autoencoder, data": (tr(R.T * R) / (2 * m), X, 8),
    "Frobenius": (tr(X.T * X), X, 4),
    "three layers, first": (tr(E.T * E) / 2, W1, 15),
    "three layers, last": (tr(E.T * E) / 2, W3, 8),
    "residual connection, input": (tr(skip.T * skip), X, 10),
    "residual connection, weights": (tr(skip.T * skip), U, 10),
    "both sides": (tr(X.T * A * X * B), X, 4),
    "four times": (tr(X * X.T * X * X.T), X, 5),
    "quadratic form": (x.T * A * x, x, 4),
    "quadratic form, the matrix": (x.T * A * x, A, 4),
    "bilinear form": (w.T * X * y, X, 4),
    "softplus": (ones(1, m) * softplus(X.T * w), w, 7),
    "tanh": (ones(1, m) * tanh(X.T * w), w, 5),
    "relu": (ones(1, m) * relu(X.T * w), w, 5),
    "any function": (ones(1, n) * g(X) * ones(m), X, 5),
    "log-sum-exp": (ones(1, m) * log(q) - tr(X.T * X), X, 12),
    "quotient": ((w.T * x) / (w.T * w), w, 5),
    "quotient of numbers": (a / (1 + b * b), b, 4),
    "quotient entry by entry": (ones(1, n) * (X / (1 + exp(X))) * ones(m), X, 7),
    "number added to all": (ones(1, m) * sigmoid(X.T * w + b), b, 5),
    "number times matrix": (ones(1, n) * exp(a * X) * ones(m), a, 5),
    "number divided by matrix": (ones(1, n) * (b / X) * ones(m), b, 3),
    "powers entry by entry": (ones(1, n) * hadamard(X, X, X) * ones(m), X, 4),
    "length": (sqrt(w.T * w), w, 5),
    "trace": (tr(A * U), U, 3),
    "sum of all entries": (dv.total(hadamard(X, X)), X, 4),
    "mean": (dv.mean(hadamard(X, X)), X, 4),
    "sums of rows": (w.T * dv.row_sums(X), X, 4),
    "sums of columns": (dv.column_sums(X) * y, X, 4),
    "diagonal matrix": (tr(A * dv.diag(w) * U * dv.diag(w)), w, 5),
    "diagonal": (w.T * dv.diagonal(A * U), A, 4),
    "inverse": (w.T * dv.inverse(A) * x, A, 5),
    "inverse of a square": (tr(dv.inverse(A.T * A) * U), A, 5),
    "determinant": (dv.det(A), A, 2),
    "log-likelihood of a Gaussian": (dv.logdet(A) + w.T * dv.inverse(A) * w, A, 7),
    "norm": (dv.norm(A * w - x), w, 4),
    "norm squared": (dv.norm(A * w - x) ** 2, w, 5),
    "log-sum-exp of columns": (dv.total(dv.logsumexp(Z)), W1, 8),
    "log-sum-exp of rows": (dv.total(dv.logsumexp(X, axis=1)), X, 5),
    "cross entropy": (-dv.total(hadamard(K, log(S))) / m, W1, 14),
    "softmax of rows": (tr(K.T * dv.softmax(K * B, axis=1)), B, 9),
    "softmax of a column": (w.T * dv.softmax(x), x, 8),
    "centred": (dv.total(hadamard(X - dv.row_means(X) * ones(1, m), X)), X, 7),
    "trace alone": (tr(A), A, 3),
    "trace of a sum": (tr(2 * A + A.T * U), A, 5),
    "a name alone": (define("f", a * b), a, 3),
    "the variable alone": (a, a, 2),
    "a constant": (tr(A), X, 1),
    "a constant, by a number": (tr(A), a, 1),
    "steps": (ones(1, m) * dv.step(X.T * w), w, 3),
    "cancelling": (tr(A * U) - tr(U * A), U, 4),
    "an identity": (tr(hadamard(A, A)), A, 5),
}
WITH_LOSS = [name for name in names() if load(name).loss is not None]
MODELS = [(name, place) for name in WITH_LOSS for place in (0, -1)[: len(load(name).learn)]]


def check(told: Explanation, loss: object, variable: object, most: int) -> None:
    assert [line.remark for line in told.lines] == [""] * len(told.lines)
    assert told.proved
    assert all(isinstance(line.verdict, Proved) for line in told.lines)
    assert len(told.lines) <= most, str(told)
    rights = [line.right for line in told.lines]
    assert all(one is not other for one, other in zip(rights, rights[1:-1], strict=False)), "two lines are the same"
    assert text(told.lines[-1].left) == f"∂{text(told.loss)}/∂{text(told.variable)}"
    session = Session(language())
    try:
        assert isinstance(dv.judge(session.build(told.gradient), dv.gradient(loss, variable)), Proved)
    except NoMatrixForm:  # the line itself is proved to be ∂J/∂X
        pass
    if len(told.lines) > 1:
        assert {line.left.op.name for line in told.lines[:-1]} == {"d"}
        assert all(line.words or line.rules for line in told.lines)


@pytest.mark.parametrize("name", LOSSES)
def test_every_line_is_proved(name: str) -> None:
    loss, variable, most = LOSSES[name]
    check(dv.explain(loss, variable), loss, variable, most)


@pytest.mark.parametrize(("name", "place"), MODELS)
def test_every_model_by_everything_that_is_learnt(name: str, place: int) -> None:
    model = load(name)
    most = 6 + 2 * max(5, len(model.definitions))
    check(dv.explain(model.loss, model.learn[place]), model.loss, model.learn[place], most)


def test_the_network_of_the_note() -> None:
    """Lines 113 to 124 of note 000, with its slips put right."""
    model = load("two_layer_network")
    told = dv.explain(model.loss, model.learn[0])
    shown = [text(line.right) for line in told.lines]
    assert shown[-8:] == [
        "(1/m) tr((A2 - Y)ᵀ dZ2)",
        "(1/m) tr((A2 - Y)ᵀ W2 dA1)",
        "(1/m) tr((A2 - Y)ᵀ W2 (g'(Z1) ∘ dZ1))",
        "(1/m) tr((W2ᵀ (A2 - Y) ∘ g'(Z1))ᵀ dZ1)",
        "(1/m) tr((W2ᵀ (A2 - Y) ∘ g'(Z1))ᵀ dW1 X)",
        "(1/m) tr(X (W2ᵀ (A2 - Y) ∘ g'(Z1))ᵀ dW1)",
        "(1/m) tr(((W2ᵀ (A2 - Y) ∘ g'(Z1)) Xᵀ)ᵀ dW1)",
        "(1/m) (W2ᵀ (A2 - Y) ∘ g'(Z1)) Xᵀ",
    ]
    assert [line.reason for line in told.lines][-7:] == [
        "dZ2 = W2 dA1",
        "dA1 = g'(Z1) ∘ dZ1",
        "tr(Aᵀ (B ∘ C)) = tr((A ∘ B)ᵀ C)",
        "dZ1 = dW1 X",
        "tr(A B) = tr(B A)",
        "(A B)ᵀ = Bᵀ Aᵀ",
        "dJ = tr((∂J/∂W1)ᵀ dW1)",
    ]


def told_steps(loss: object, variable: object) -> tuple[Session, list[Step], Node]:
    session = Session(language())
    of, by = session.read(define("J", loss)), session.read(variable)
    return session, steps(session, of, by), by


@pytest.mark.parametrize("name", ["both sides", "residual connection, weights", "quotient", "autoencoder, encoder"])
def test_a_changed_line_is_refuted(name: str) -> None:
    """The line itself, and then the next one, which no longer follows."""
    session, told, variable = told_steps(*LOSSES[name][:2])
    for place, step in enumerate(told):
        first = max(place - 1, 0)
        doubled = replace(step, right=session.read(2 * session.build(step.right)))
        around = [*told[first:place], doubled, *told[place + 1 : place + 2]]
        judged = list(lines(session, around, variable))
        verdicts = [line.verdict.name for line in judged]
        assert verdicts[: place - first + 1] == ["proved"] * (place - first) + ["refuted"]
        assert "factor" in judged[place - first].remark
        if place + 2 < len(told):
            assert verdicts[-1] == "refuted"


def test_a_transposed_factor_is_refuted() -> None:
    session, told, variable = told_steps(*LOSSES["both sides"][:2])
    found = 0
    for place, step in enumerate(told):
        for defect, right in mutations(session.language, step.right):
            if defect == "transpose" and right.shape == step.right.shape and right.shape == SCALAR:
                (line,) = list(lines(session, [*told[:place], replace(step, right=right)], variable))[place:]
                found += isinstance(line.verdict, Refuted)  # a transpose of all that is traced changes nothing
    assert found >= 4


def test_long_factors_get_names() -> None:
    layer = X
    for place in range(1, 6):
        layer = define(f"A{place}", tanh(dv.matrix(f"V{place}", n, n) * layer))
    told = dv.explain(tr(layer.T * layer), dv.matrix("V1", n, n))
    assert told.proved
    assert len(told.lines) <= 22
    given_names = [line.rules[0][0] for line in told.lines if line.rules and line.rules[0][0].op.name == "symbol"]
    assert [text(name) for name in given_names][:1] == ["delta_A3"]
    assert max(len(text(line.right)) for line in told.lines) < 90


def test_names_far_below_are_variables_only_where_that_is_enough() -> None:
    """What holds by what they stand for is proved, what they use is known, and what is false of them is refuted."""
    E1 = define("E1", exp(X))
    E2 = define("E2", hadamard(E1, E1))
    L = define("L", tr(T.T * T) + ones(1, n) * log(E2) * ones(m))
    assert dv.explain(L, X).uses == ()
    cosine, sine = define("C", dv.cos(V)), define("S", dv.sin(V))
    both = define("B", hadamard(cosine, cosine) + hadamard(sine, sine))
    C, H = define("C2", both), define("H", hadamard(both, U))
    session = Session(language())
    loss, variable = session.read(define("J", tr(H) + tr(C))), session.read(U)
    for right, proved in ((tr(dv.d(U)), True), (2 * tr(dv.d(U)), False)):
        step = Step(make("d", loss), session.read(right), "")
        (line,) = lines(session, [step], variable)
        assert isinstance(line.verdict, Proved if proved else Refuted)


def test_a_deep_network_takes_a_line_for_each_step() -> None:
    layer = X
    for place in range(1, 7):
        layer = define(f"A{place}", relu(dv.matrix(f"V{place}", n, n) * layer))
    told = dv.explain(tr(layer.T * layer), dv.matrix("V1", n, n))
    assert told.proved
    assert len(told.lines) <= 20


def test_names_of_the_author_are_left_alone() -> None:
    J = dv.scalar("J")
    told = dv.explain(J * J, J)
    assert [f"{text(line.left)} = {text(line.right)}" for line in told.lines] == [
        "dJ' = 2 dJ J",
        "dJ' = 2 J dJ",
        "∂J'/∂J = 2 J",
    ]
    assert told.proved


def test_a_defined_name_can_be_the_variable() -> None:
    told = dv.explain(tr(E.T * E), A2)
    assert text(told.gradient) == "2 W3ᵀ E"
    assert [text(name) for name in told.definitions] == ["E", "J"]
    assert told.proved


def test_what_it_takes_is_said() -> None:
    assert dv.explain(ones(1, n) * log(X) * ones(m), X).uses == ("X > 0",)
    assert dv.explain(ones(1, m) * relu(X.T * w), w).uses == ("Xᵀ w ≠ 0",)
    assert dv.explain(tr(X.T * X), X).uses == ()


def test_printed() -> None:
    assert str(dv.explain(x.T * A * x, x)) == (
        "   dJ = (dx)ᵀ A x + xᵀ A dx  definition of J; only x varies\n"
        "      = xᵀ Aᵀ dx + xᵀ A dx   aᵀ b = bᵀ a\n"
        "      = (A x + Aᵀ x)ᵀ dx     collecting terms\n"
        "∂J/∂x = A x + Aᵀ x           dJ = (∂J/∂x)ᵀ dx"
    )


def test_the_slope_of_a_root() -> None:
    told = dv.explain(ones(1, n) * sqrt(X) * ones(m), X)
    assert text(told.lines[1].rules[0][1]) == "(1/2) (dU/sqrt(U))"
    assert text(told.gradient) == "(1/2) (1/sqrt(X))"
    assert told.uses == ("X > 0", "sqrt(X) ≠ 0")


@pytest.mark.parametrize("traced", [True, False])
def test_the_rules_hold(traced: bool) -> None:
    session = Session(language())
    row, column = session.read(dv.matrix("c", 1, n)), session.read(x)
    rules = [
        cyclic(traced),
        elementwise(traced),
        dividing(traced),
        transposing(traced, row),
        transposing(traced, column),
    ]
    rules += [summing(operation) for operation in ("total", "row_sums", "column_sums")]
    for left, right in [*rules, scalar_out(), diagonals(), product_turned()]:
        verdict = judge(Session(language()), Claim("", session.build(left), session.build(right)))
        assert isinstance(verdict, Proved), f"{left} = {right}"


@pytest.mark.parametrize("f", [log, exp, sigmoid, tanh, relu, sqrt, dv.sin, dv.cos, dv.absolute, g])
def test_rules_for_functions_hold(f: dv.core.symbols.Applier) -> None:
    for argument in (X, a):
        told = dv.explain(ones(1, n) * f(X) * ones(m) if argument is X else f(a) * b, argument)
        rules = [rule for line in told.lines for rule in line.rules if rule[0].op.name == "d"]
        assert rules
        for left, right in rules[:-1]:
            session = Session(language())
            assert isinstance(judge(session, Claim("", session.build(left), session.build(right))), Proved)


def test_errors() -> None:
    with pytest.raises(dv.IllTyped, match="the gradient of `X` does not exist: it is n × m, not a scalar"):
        dv.explain(X, X)
    with pytest.raises(dv.IllTyped, match="a derivative is taken by a symbol, and `Xᵀ` is none"):
        dv.explain(tr(X.T * X), X.T)
    with pytest.raises(dv.IllTyped, match="`tr\\(Xᵀ X\\)` is not written in terms of `r`"):
        dv.explain(tr(X.T * X), r)
    with pytest.raises(dv.NoRule, match="there is no rule to explain the differential of `d` with"):
        dv.explain(tr(X.T * dv.d(X)), X)
    many = a
    for _ in range(8):
        many = many + exp(many) * many
    with pytest.raises(dv.OutOfBudget, match=f"a line of the derivation has more than {TERMS} terms: names"):
        dv.explain(many, a)
    doubled = power = A
    for _ in range(40):
        doubled, power = doubled + doubled, power * power
    for shared in (doubled, power):
        with pytest.raises(dv.OutOfBudget, match="a line of the derivation has more than [0-9]+ (terms|factors)"):
            dv.explain(tr(shared), A)


@st.composite
def losses(draw: st.DrawFn) -> object:
    """Scalar losses built from square matrices, some of them under names."""
    Z = define("Z", A * V + U)
    H = define("H", hadamard(sigmoid(V), Z))
    atoms = [V, Z, H, A * V, sigmoid(V), exp(V - Z), hadamard(V, V), V * V.T * Z, a * V, g(V), V / (1 + exp(V)), V + a]
    expr = draw(st.sampled_from(atoms))
    for part in draw(st.lists(st.sampled_from(atoms), max_size=2)):
        expr = draw(st.sampled_from([lambda p, q: p + q, hadamard, lambda p, q: p - 2 * q, lambda p, q: p * q.T * p]))(
            expr, part
        )
    return draw(
        st.sampled_from(
            [lambda e: tr(e.T * e), lambda e: ones(1, n) * e * ones(n), lambda e: w.T * e * x, lambda e: tr(e * V.T)]
        )
    )(expr)


@settings(max_examples=10, deadline=None)
@given(losses(), st.sampled_from([V, U, A, a, w]))
def test_random_losses(loss: object, variable: object) -> None:
    told = dv.explain(loss, variable)
    assert [line.remark for line in told.lines] == [""] * len(told.lines), str(told)
    built = Session(language()).build(told.gradient)
    assert isinstance(dv.judge(built, dv.gradient(loss, variable)), Proved)
