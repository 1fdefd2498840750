"""An unknown loss and its derivatives in numbers: those of the loss that stands for it."""

from __future__ import annotations

import numpy as np

from derive import functional, lambdify, matrix, sizes, tr, vec
from derive.calculus.losses import with_losses
from derive.normal.session import Session
from derive.ops import language

n, m = sizes("n m")
A, B = matrix("A", n, n), matrix("B", n, m)
E, F = functional("E"), functional("F")


def cubic(Z: object) -> object:
    return tr(Z.T * Z) * tr(Z.T * Z) / 4  # type: ignore[attr-defined]


def test_value_gradient_and_hessian() -> None:
    session = Session(language())
    exprs = [E(A * B) + tr(A), E.gradient(A * B), E.hessian(A * B)]
    found = with_losses(language(), [session.read(expr) for expr in exprs], {"E": cubic})
    a, b = np.random.default_rng(1).normal(size=(3, 3)), np.random.default_rng(2).normal(size=(3, 2))
    value, gradient, hessian = lambdify(dict(zip("EGH", map(session.build, found), strict=True)), [A, B])(a, b)
    z = a @ b
    square = np.sum(z * z)
    np.testing.assert_allclose(value, square**2 / 4 + np.trace(a))
    np.testing.assert_allclose(gradient, square * z)
    v = z.reshape(-1, 1, order="F")
    np.testing.assert_allclose(hessian, 2 * v @ v.T + square * np.eye(6))


def test_others_stay_unknown() -> None:
    session = Session(language())
    nodes = [session.read(E(B) + F(B)), session.read(vec(B))]
    (both, same) = with_losses(language(), nodes, {"E": cubic})
    assert str(both) == "(tr(Bᵀ B) tr(Bᵀ B))/4 + F(B)"
    assert same is nodes[1]
    assert with_losses(language(), nodes, {}) == nodes
