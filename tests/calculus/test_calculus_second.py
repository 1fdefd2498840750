"""Hessians of networks and products with Hessians: what is derived is proved, a slip in it refuted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import derive as dv
from derive import IllTyped, Proved, Refuted, define, hadamard, hessian_vector_product, kron, vec

n, m, h, k = dv.sizes("n m h k")
X, Y, W, u = dv.matrix("X", n, m), dv.matrix("Y", 1, m), dv.matrix("W", h, n), dv.matrix("u", 1, h)
b, w, y, a, t = dv.vector("b", h), dv.vector("w", n), dv.vector("y", m), dv.scalar("a"), dv.scalar("t")
V, v, S, D = dv.matrix("V", h, n), dv.vector("v", n), dv.matrix("S", n, n), dv.matrix("D", n, n)
g = dv.function("g")
Z = define("Z", W * X + b * dv.ones(1, m))
A = define("A", g(Z))
r = define("r", u * A - Y)
J = define("J", r * r.T / 2)
p = define("p", dv.sigmoid(X.T * w))
L = define("L", -(1 / m) * (y.T * dv.log(p) + (1 - y).T * dv.log(1 - p)))

BLOCKS = {
    ("W", "W"): "(X ⊗ I[h]) diag(vec(uᵀ r ∘ g''(Z))) (Xᵀ ⊗ I[h]) + "
    "(X ⊗ I[h]) diag(vec(g'(Z))) (I[m] ⊗ uᵀ) (I[m] ⊗ u) diag(vec(g'(Z))) (Xᵀ ⊗ I[h])",
    ("W", "b"): None,
    ("W", "u"): None,
    ("b", "W"): None,
    ("u", "W"): None,
    ("u", "u"): "A Aᵀ",
}
PRODUCTS = {
    "network": (J, W, V, "(uᵀ u (g'(Z) ∘ V X) ∘ g'(Z) + uᵀ r ∘ g''(Z) ∘ V X) Xᵀ"),
    "logistic": (L, w, v, "(1/m) X (p ∘ Xᵀ v ∘ (1 - p))"),
    "log-determinant": (dv.logdet(S), S, D, "-S⁻ᵀ Dᵀ S⁻ᵀ"),
    "scalar": (a**3, a, t, "6 a t"),
}


@pytest.mark.parametrize(("first", "second"), BLOCKS)
def test_a_block_in_which_samples_join_more_than_two_axes(first: str, second: str) -> None:
    one, other = ({"W": W, "b": b, "u": u}[name] for name in (first, second))
    found, statement = dv.hessian(J, one, other), dv.hessian_matrix(J, one, other)
    assert BLOCKS[first, second] in (None, str(found))
    assert isinstance(dv.judge(statement, found), Proved)
    assert isinstance(dv.judge(statement, 2 * found), Refuted)
    assert isinstance(dv.judge(statement.T, dv.hessian(J, other, one)), Proved)


def test_what_stands_on_a_diagonal_is_one_column() -> None:
    assert str(dv.hessian(L, w)) == "(1/m) X diag(p ∘ (1 - p)) Xᵀ"


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_with_a_hessian_and_its_false_twin(name: str) -> None:
    loss, by, direction, shown = PRODUCTS[name]
    found = hessian_vector_product(loss, by, direction)
    statement = dv.hessian_matrix(loss, by) * vec(direction)
    assert str(found) == shown
    assert isinstance(dv.judge(statement, vec(found)), Proved)
    assert isinstance(dv.judge(statement, -vec(found)), Refuted)


def test_the_function_for_a_product_forms_no_hessian() -> None:
    product, full = hessian_vector_product(L, w, v), dv.hessian(L, w)
    rng = np.random.default_rng(3)
    values: list[Any] = [rng.normal(size=shape) for shape in ((4, 6), (4, 1), (4, 1))]
    H = dv.lambdify(full, [X, w])(*values[:2])
    np.testing.assert_allclose(dv.lambdify(product, [X, w, v])(*values), H @ values[2], rtol=1e-12)


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (w, "`w` is no direction: a direction is a variable other than `w`"),
        (2 * v, "`2 v` is no direction: a direction is a variable other than `w`"),
        (y, "a direction has the shape of the variable: `y` is m × 1 but `w` is n × 1"),
    ],
)
def test_what_is_no_direction(direction: Any, words: str) -> None:
    with pytest.raises(IllTyped) as error:
        hessian_vector_product(L, w, direction)
    assert str(error.value) == words


def test_the_second_derivative_of_the_activation_is_missed() -> None:
    G, unit = dv.diag(vec(g.prime(Z))), kron(X.T, dv.identity(h))
    gauss_newton = unit.T * G * kron(dv.identity(m), u.T * u) * G * unit
    verdict = dv.judge(dv.hessian_matrix(J, W), gauss_newton)
    assert isinstance(verdict, Refuted) and verdict.defect == "missing-term"
    curved = unit.T * dv.diag(vec(hadamard(u.T * r, g.prime.prime(Z)))) * unit
    assert isinstance(dv.judge(dv.hessian_matrix(J, W), gauss_newton + curved), Proved)
