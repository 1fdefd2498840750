"""The vec form line by line: every line proved, the last one the derived Jacobian, and no changed line gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

import derive as dv
from derive import Proved, define, diag, exp, hadamard, inverse, ones, relu, sigmoid, softmax, tanh, tr
from derive.calculus.derivation import Step
from derive.calculus.identities import diagonal_product, gathered, mixed, spread
from derive.calculus.steps import steps
from derive.check.explain import lines
from derive.check.judge import judge
from derive.core.claim import Claim
from derive.core.op import Node
from derive.core.text import text
from derive.models import load, names
from derive.normal.raise_ import NoMatrixForm
from derive.normal.session import Session
from derive.ops import language

n, m, k, q = dv.sizes("n m k q")
X, W, A, B, C = (
    dv.matrix(s, *shape) for s, shape in zip("XWABC", [(n, m), (k, n), (k, n), (m, q), (n, n)], strict=True)
)
x, y, c = dv.vector("x", n), dv.vector("y", m), dv.scalar("c")
g = dv.function("g")
Z = define("Z", W * X)
F = define("F", g(Z))
A1 = define("A1", tanh(W * X))
A2 = define("A2", sigmoid(A.T * A1))
skip = define("S", relu(C * X) + X)

# what is differentiated, the variable, the derivative that is shown
JACOBIANS = {
    "two sides": (A * X * B, X, "Bᵀ ⊗ A"),
    "transpose": (X.T, X, "K[n, m]"),
    "Gram matrix": (X * X.T, X, "X ⊗ I[n] + (I[n] ⊗ X) K[n, m]"),
    "activation": (F, W, "diag(vec(g'(Z))) (Xᵀ ⊗ I[k])"),
    "two layers": (A2 + X, W, "diag(vec(A2 ∘ (1 - A2))) (I[m] ⊗ Aᵀ) diag(vec(1 - (A1 ∘ A1))) (Xᵀ ⊗ I[k])"),
    "linear layers": (A.T * Z, W, "Xᵀ ⊗ Aᵀ"),
    "residual connection": (skip, X, "diag(vec(step(C X))) (I[m] ⊗ C) + I[m] ⊗ I[n]"),
    "inside a function": (g(exp(X)), X, "diag(vec(g'(exp(X)) ∘ exp(X)))"),
    "inverse": (inverse(C), C, "-(C⁻ᵀ ⊗ C⁻¹)"),
    "softmax": (softmax(x), x, None),
    "softmax of rows": (softmax(X, axis=1), X, None),
    "a column": (X.T * x, X, "(xᵀ ⊗ I[m]) K[n, m]"),
    "a row": (x.T * C, C, "I[n] ⊗ xᵀ"),
    "a row by a column": (x.T * C, x, None),
    "an outer product": (x * y.T, x, "y ⊗ I[n]"),
    "squares": (hadamard(X, X), X, "2 diag(vec(X))"),
    "quotient": (x / (1 + exp(x)), x, None),
    "scaled rows": (diag(x) * X, x, "diag(vec(X)) (1[m] ⊗ I[n])"),
    "diagonal": (dv.diagonal(C * C), C, None),
    "sums of rows": (dv.row_sums(X), X, "1[m]ᵀ ⊗ I[n]"),
    "sums of columns": (dv.column_sums(X), X, "I[m] ⊗ 1[n]ᵀ"),
    "number times matrix": (c * X, c, "vec(X)"),
    "unit vector": (x / dv.norm(x), x, None),
    "cube": (C**3, C, None),
    "constant": (y, x, "0 1[m] 1[n]ᵀ"),
    "cancelling": (X - X, X, None),
}
GRADIENTS = {
    "Frobenius": (tr(X.T * X), X, "2 X"),
    "quadratic form": (x.T * C * x, x, "C x + Cᵀ x"),
    "bilinear form": (x.T * X * y, X, "x yᵀ"),
    "sum": (dv.total(g(W * X)), W, "g'(W X) Xᵀ"),
    "two layers": (tr(A2.T * A2) / 2, W, None),
    "residual connection": (tr(skip.T * skip), X, "2 (Cᵀ (S ∘ step(C X)) + S)"),
    "determinant": (dv.logdet(C), C, "C⁻ᵀ"),
    "trace": (tr(C), C, "I[n]"),
    "diagonal": (x.T * dv.diagonal(C * C), C, None),
    "number in a product": (ones(1, n) * exp(c * X) * ones(m), c, None),
    "a constant": (tr(C), X, "0[n × m]"),
}
WITH_LOSS = [name for name in names() if load(name).loss is not None]
MODELS = [(name, place) for name in WITH_LOSS for place in (0, -1)[: len(load(name).learn)]]


@pytest.mark.parametrize("name", JACOBIANS)
def test_every_line_of_a_jacobian_is_proved(name: str) -> None:
    expr, variable, shown = JACOBIANS[name]
    told = dv.explain(expr, variable, form="vec")
    assert [line.remark for line in told.lines] == [""] * len(told.lines), str(told)
    assert shown is None or text(told.gradient) == shown
    assert told.lines[-1].left.op.name == "jacobian"
    try:
        assert isinstance(dv.judge(Session(language()).build(told.gradient), dv.jacobian(expr, variable)), Proved)
    except NoMatrixForm:  # the line itself is proved to be the Jacobian
        assert name == "two layers"


def gradient_is(told: dv.core.op.Node, loss: object, variable: object) -> bool:
    return isinstance(dv.judge(Session(language()).build(told), dv.gradient(loss, variable)), Proved)


@pytest.mark.parametrize("name", GRADIENTS)
def test_every_line_of_a_gradient_is_proved(name: str) -> None:
    loss, variable, shown = GRADIENTS[name]
    told = dv.explain(loss, variable, form="vec")
    assert [line.remark for line in told.lines] == [""] * len(told.lines), str(told)
    assert shown is None or text(told.gradient) == shown
    assert gradient_is(told.gradient, loss, variable)


@pytest.mark.parametrize(("name", "place"), MODELS)
def test_every_model(name: str, place: int) -> None:
    model = load(name)
    told = dv.explain(model.loss, model.learn[place], form="vec")
    assert told.proved
    assert len(told.lines) <= 4 + 3 * max(5, len(model.definitions))
    assert gradient_is(told.gradient, model.loss, model.learn[place])


def test_printed() -> None:
    assert str(dv.explain(F, W, form="vec")) == (
        "         vec(dF) = vec(g'(Z) ∘ dZ)                       definition of F; only W varies\n"
        "                 = diag(vec(g'(Z))) vec(dZ)              vec(A ∘ X) = diag(vec(A)) vec(X)\n"
        "                 = diag(vec(g'(Z))) vec(dW X)            dZ = dW X\n"
        "                 = diag(vec(g'(Z))) (Xᵀ ⊗ I[k]) vec(dW)  vec(X B) = (Bᵀ ⊗ I[n]) vec(X)\n"
        "∂vec F/∂(vec W)ᵀ = diag(vec(g'(Z))) (Xᵀ ⊗ I[k])          vec(dF) = ∂vec F/∂(vec W)ᵀ vec(dW)"
    )


def told_steps(expr: object, variable: object, name: str) -> tuple[Session, list[Step], Node]:
    session = Session(language())
    of, by = session.read(define(name, expr)), session.read(variable)
    return session, steps(session, of, by, "vec"), by


@pytest.mark.parametrize(
    ("expr", "variable"), [(X * X.T, X), (g(Z), W), (inverse(C), C), (tr(X.T * C * X), X)], ids=lambda part: str(part)
)
def test_a_changed_line_is_not_proved(expr: object, variable: object) -> None:
    session, told, by = told_steps(expr, variable, "L")
    for place, step in enumerate(told):
        doubled = replace(step, right=session.read(2 * session.build(step.right)))
        judged = list(lines(session, [*told[max(place - 1, 0) : place], doubled, *told[place + 1 : place + 2]], by))
        verdicts = [line.verdict.name for line in judged]
        at = min(place, 1)
        assert verdicts[: at + 1] == ["proved"] * at + ["refuted"]
        if place + 2 < len(told):
            assert verdicts[-1] == "refuted"


def test_the_rules_hold() -> None:
    """Those that the lines above cite, and those that take two Jacobians together."""
    told = [told_steps(*case[:2], "L")[1] for case in [*JACOBIANS.values(), *GRADIENTS.values()]]
    cited = {rule for one in told for step in one[:-1] for rule in step.rules}
    letters = {"A", "B", "C", "D", "V", "X", "a", "b", "v", "x"}
    rules = [rule for rule in cited if general(rule, letters)]
    assert len(rules) > 15
    for left, right in [*rules, mixed(), spread(), gathered(), diagonal_product()]:
        session = Session(language())
        assert isinstance(judge(session, Claim("", session.build(left), session.build(right))), Proved), (left, right)


def general(rule: tuple[Node, Node], letters: set[str]) -> bool:
    """Whether a rule is about letters, and not about the names in the derivation."""
    symbols = [node for side in rule for node in dv.core.op.walk([side]) if node.op.name == "symbol"]
    return all(s.data[0] in letters and not s.args for s in symbols) and "d" not in {
        node.op.name for side in rule for node in dv.core.op.walk([side])
    }


def test_errors() -> None:
    with pytest.raises(dv.Unreadable, match="a derivation has the form `trace` or `vec`, not `rows`"):
        dv.explain(F, W, form="rows")
    with pytest.raises(dv.IllTyped, match="the gradient of `X` does not exist: it is n × m, not a scalar"):
        dv.explain(X, X)
    with pytest.raises(dv.IllTyped, match="a derivative is taken by a symbol, and `Xᵀ` is none"):
        dv.explain(X, X.T, form="vec")
    with pytest.raises(dv.NoRule, match="there is no rule to explain the differential of `kron` with"):
        dv.explain(dv.kron(X, C), X, form="vec")
