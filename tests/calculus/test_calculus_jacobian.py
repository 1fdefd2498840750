"""Jacobians and Hessians: what is derived is proved, and a slip in it refuted."""

from __future__ import annotations

import pytest

import derive as dv
from derive import IllTyped, NoRule, Proved, Refuted, Unreadable, define, diag, kron, vec

n, m, k, q = dv.sizes("n m k q")
x, y, b = dv.vector("x", n), dv.vector("y", m), dv.vector("b", k)
X, A, B, C = dv.matrix("X", n, m), dv.matrix("A", k, n), dv.matrix("B", m, q), dv.matrix("C", n, n)
c = dv.scalar("c")
W, g = dv.matrix("W", k, n), dv.function("g")
Z = define("Z", W * X)
F = define("F", g(Z))
p = define("p", dv.softmax(x))
P = define("P", dv.softmax(X))
r = define("r", A * x - b)
s = define("s", dv.sigmoid(X.T * x))
L = define("L", -y.T * dv.log(s) - (1 - y).T * dv.log(1 - s))

JACOBIANS = {
    "linear": (A * x, x, "A"),
    "quadratic form": (x.T * C * x, x, "xᵀ Cᵀ + xᵀ C"),
    "two sides": (A * X * B, X, "Bᵀ ⊗ A"),
    "transpose": (X.T, X, "K[n, m]"),
    "Gram matrix": (X * X.T, X, "(I[n] ⊗ X) K[n, m] + X ⊗ I[n]"),
    "activation": (g(W * X), W, "diag(vec(g'(W X))) (Xᵀ ⊗ I[k])"),
    "chain over names": (F, W, "diag(vec(g'(Z))) (Xᵀ ⊗ I[k])"),
    "by a name": (F, Z, "diag(vec(g'(Z)))"),
    "inverse": (dv.inverse(C), C, None),
    "softmax": (p, x, "diag(p) - p pᵀ"),
    "softmax of columns": (P, X, None),
    "softmax of rows": (dv.softmax(X, axis=1), X, None),
    "vec": (vec(X), X, "I[m] ⊗ I[n]"),
    "a vector by a matrix": (X.T * x, X, "(xᵀ ⊗ I[m]) K[n, m]"),
    "squares": (dv.hadamard(X, X), X, "2 diag(vec(X))"),
    "scaled rows": (diag(x) * X, x, "diag(vec(X)) (1[m] ⊗ I[n])"),
    "a scalar by a matrix": (dv.tr(X.T * X), X, "2 vec(X)ᵀ"),
    "unit vector": (x / dv.norm(x), x, None),
    "cube": (C**3, C, None),
    "constant": (y, x, "0 1[m] 1[n]ᵀ"),
}
HESSIANS = {
    "quadratic form": (x.T * C * x, x, "C + Cᵀ"),
    "log-sum-exp": (dv.logsumexp(x), x, None),
    "trace": (dv.tr(X.T * C * X), X, None),
    "least squares": (r.T * r, x, "2 Aᵀ A"),
    "logistic": (L, x, None),
    "log-determinant": (dv.logdet(C), C, None),
    "norm": (dv.norm(x), x, None),
    "scalar": (c**3, c, "6 c"),
    "constant slope": (c * c, c, "2"),
}


@pytest.mark.parametrize("name", JACOBIANS)
def test_a_jacobian_and_its_false_twin(name: str) -> None:
    expr, by, shown = JACOBIANS[name]
    found = dv.jacobian(expr, by)
    assert shown is None or str(found) == shown
    assert isinstance(dv.judge(dv.jacobian_matrix(expr, by), found), Proved)
    false = found + kron(dv.ones(*expr.shape[::-1]).T, dv.ones(*by.shape)) if name == "constant" else 2 * found
    assert not isinstance(dv.judge(dv.jacobian_matrix(expr, by), false), Proved)


@pytest.mark.parametrize("name", HESSIANS)
def test_a_hessian_and_its_false_twin(name: str) -> None:
    loss, by, shown = HESSIANS[name]
    found = dv.hessian(loss, by)
    assert shown is None or str(found) == shown
    assert isinstance(dv.judge(dv.hessian_matrix(loss, by), found), Proved)
    assert isinstance(dv.judge(dv.hessian_matrix(loss, by), -found), Refuted)
    assert isinstance(dv.judge(dv.hessian_matrix(loss, by), dv.hessian_matrix(loss, by).T), Proved)


def test_the_slips_that_people_make() -> None:
    jacobian = dv.jacobian_matrix
    assert isinstance(dv.judge(jacobian(A * X * B, X), kron(A, B.T)), Refuted)
    assert isinstance(dv.judge(jacobian(X * X.T, X), 2 * kron(X, dv.identity(n))), Refuted)
    assert isinstance(dv.judge(jacobian(p, x), diag(p)), Refuted)
    assert isinstance(dv.judge(jacobian(dv.inverse(C), C), -kron(dv.inverse(C), dv.inverse(C).T)), Refuted)
    assert isinstance(dv.judge(dv.hessian_matrix(x.T * C * x, x), 2 * C), Refuted)
    assert isinstance(dv.judge(dv.hessian_matrix(x.T * C * x, x), 2 * C, where={C: "symmetric"}), Proved)


def test_the_chain_rule_of_jacobians() -> None:
    jacobian = dv.jacobian_matrix
    assert isinstance(dv.judge(jacobian(F, W), jacobian(F, Z) * jacobian(Z, W)), Proved)
    assert isinstance(dv.judge(jacobian(F, W), jacobian(Z, W)), Refuted)
    assert isinstance(dv.judge(vec(dv.d(Z)), jacobian(Z, W) * vec(dv.d(W)), varying=W), Proved)
    assert isinstance(dv.judge(vec(dv.d(Z)), jacobian(Z, W) * vec(dv.d(W)), varying=(W, X)), Refuted)


def test_the_two_layouts() -> None:
    assert str(dv.jacobian(A * x, x, layout="denominator")) == "Aᵀ"
    with pytest.raises(Unreadable, match="a layout is `numerator` or `denominator`, not `rows`"):
        dv.jacobian(A * x, x, layout="rows")


def test_second_differentials() -> None:
    d = dv.d
    assert isinstance(dv.judge(d(d(x.T * C * x)), 2 * d(x).T * C * d(x), varying=x), Proved)
    assert isinstance(dv.judge(d(d(x.T * C * x)), d(x).T * C * d(x), varying=x), Refuted)
    inverse = dv.inverse(C)
    assert isinstance(dv.judge(d(d(inverse)), 2 * inverse * d(C) * inverse * d(C) * inverse), Proved)
    assert isinstance(dv.judge(d(d(dv.logdet(C))), dv.tr(inverse * d(C) * inverse * d(C))), Refuted)


def test_what_has_no_second_derivative_here() -> None:
    assert "relu" not in str(dv.judge(dv.hessian_matrix(dv.relu(x.T * x), x), 2 * dv.step(x.T * x) * dv.identity(n)))
    with pytest.raises(NoRule, match="second derivatives by `Z`, which is a name for something, have no rule"):
        dv.hessian(dv.tr(F.T * F), Z)
    with pytest.raises(IllTyped, match="the Hessian of `X` does not exist: it is n × m, not a scalar"):
        dv.hessian(X, X)
    at_the_edge = dv.judge(dv.hessian_matrix(dv.absolute(x.T * x), x), 2 * dv.sign(x.T * x) * dv.identity(n))
    assert isinstance(at_the_edge, Proved) and at_the_edge.uses == ("xᵀ x ≠ 0",)
