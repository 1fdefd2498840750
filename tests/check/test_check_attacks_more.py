"""More attempts: what sums over indices, names, declared properties and second derivatives can be made to say."""

from __future__ import annotations

import derive as dv
from derive import (
    Proved,
    Refuted,
    Undecided,
    det,
    functional,
    hadamard,
    hessian_matrix,
    norm,
)

n, m = dv.sizes("n m")
A, B, X = dv.matrix("A", n, n), dv.matrix("B", n, n), dv.matrix("X", n, m)
w, y, z, x = dv.vector("w", m), dv.vector("y", n), dv.vector("z", m), dv.scalar("x")
i, j = dv.index("i", n), dv.index("j", n)


# --- what the kernel refuses is no traceback -------------------------------------------------------------------------


def test_a_determinant_of_entries_is_not_one_of_a_product() -> None:
    assert isinstance(dv.judge(det(hadamard(A, B)), det(hadamard(B.T, A.T))), Proved)
    assert isinstance(dv.judge(det(hadamard(A, B)), det(A) * det(B)), Refuted)


def test_what_holds_only_under_a_condition_is_not_differentiated_again() -> None:
    J = functional("J")
    verdict = dv.judge(hessian_matrix(J(X * w) + norm(w), X), hessian_matrix(J(X * w), X))
    assert isinstance(verdict, Undecided)
    assert "is not differentiated once more" in verdict.reason
    assert isinstance(dv.judge(hessian_matrix(J(X * w), X), 2 * hessian_matrix(J(X * w), X)), Refuted)
