"""Blocks of the Hessian of a network, which are few terms in Kronecker form; each is judged against its statement."""

from __future__ import annotations

import pytest

from derive import Proved, Refuted, hessian, hessian_matrix, judge
from derive.api import show
from derive.core.symbols import define, exp, hadamard, matrix, ones, sizes, softplus, tanh, vector
from derive.normal.path import path
from derive.ops.multilinear import total
from derive.ops.softmax import logsumexp

n, h, k, m = sizes("n h k m")
X, Y, V, W, b = matrix("X", n, m), matrix("Y", k, m), matrix("V", h, n), matrix("W", k, h), vector("b", h)
A = define("A", tanh(V * X + b * ones(1, m)))
Z = define("Z", W * A)
SIGMOID = total(softplus(Z) - hadamard(Y, Z))
SOFTMAX = total(logsumexp(Z)) - total(hadamard(Y, Z))
BLOCKS = {
    "sigmoid, V": (SIGMOID, V, V, 2),
    "sigmoid, b": (SIGMOID, b, b, 2),
    "sigmoid, V and W": (SIGMOID, V, W, 2),
    "sigmoid, W and V": (SIGMOID, W, V, 2),
    "softmax, V": (SOFTMAX, V, V, 3),
    "softmax, V and W": (SOFTMAX, V, W, 3),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    loss, one, other, terms = BLOCKS[name]
    found = hessian(loss, one, other)
    assert len(found.args) == terms, show(found)
    statement = hessian_matrix(loss, one, other)
    assert isinstance(judge(statement, found), Proved)
    assert isinstance(judge(statement, 2 * found), Refuted)


def test_powers_over_their_sum_are_softmax() -> None:
    x = vector("x", n)
    assert show(hessian(logsumexp(x), x)) == "diag(softmax(x)) - softmax(x) softmax(x)ᵀ"
    assert "exp" not in show(hessian(SOFTMAX, W))
    assert "exp" in show(hessian(total(exp(Z) / (1 + exp(Z))), W))


def test_a_path_through_other_indices() -> None:
    """A[0,2] D[2,9] B[2,1], with C[1,9] at its end and E[3] hanging on 2; a second way, or a leap, is none."""
    A, D, B, C, F = (5, 0, 2), (6, 2, 9), (7, 2, 1), (8, 1, 9), (9, 2, 3)
    found = path([A, D, B, C, F], 0, 1, 9)
    assert found is not None
    assert found.indices == [0, 2, 1]
    assert found.at == [(), (D, F), (C,)] and found.between == [(A,), (B,)]
    assert path([A, D, C], 0, 1, 9) is None
    assert path([A, B, (5, 0, 3), (5, 3, 1)], 0, 1, 9) is None
    assert path([(5, 0, 1, 9)], 0, 1, 9) is None
