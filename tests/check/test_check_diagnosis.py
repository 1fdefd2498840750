"""Slips in formulas of matrices: the one that was made is named, and what is offered instead holds."""

from __future__ import annotations

from typing import Any

import pytest

import derive as dv
from derive import (
    Proved,
    Refuted,
    commutation,
    d,
    det,
    diag,
    diagonal,
    hadamard,
    hessian_matrix,
    identity,
    inverse,
    jacobian_matrix,
    kron,
    logdet,
    logsumexp,
    norm,
    ones,
    partial,
    row_sums,
    sigmoid,
    softmax,
    total,
    tr,
    vec,
)
from derive.check.diagnose import DERIVED
from derive.check.mutate import mutations
from derive.core.errors import DeriveError
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
X, A, B, S = dv.matrix("X", n, m), dv.matrix("A", n, n), dv.matrix("B", m, m), dv.matrix("S", n, n)
x, y, v = dv.vector("x", n), dv.vector("y", n), dv.vector("v", m)
P = softmax(x)
JACOBIAN = jacobian_matrix(A * X * B, X)
H = dv.define("H", sigmoid(S * x))
RESIDUAL = norm(x + A * H - y) ** 2 / 2  # x goes on beside the layer and through it
SLOPE = "Sᵀ (H ∘ Aᵀ (A H + x - y) ∘ (1 - H)) + A H + x - y"

# name: (left, false right, the slip, the correction)
SLIPS: dict[str, tuple[Any, Any, str, str]] = {
    "kron exchanged": (vec(A * X * B), kron(A, B.T) * vec(X), "order", "(Bᵀ ⊗ A) vec(X)"),
    "kron of a Jacobian exchanged": (JACOBIAN, kron(A, B.T), "order", "Bᵀ ⊗ A"),
    "kron exchanged, and the transpose not": (JACOBIAN, kron(A.T, B), "order", "Bᵀ ⊗ A"),
    "no transpose in kron": (JACOBIAN, kron(B, A), "transpose", "Bᵀ ⊗ A"),
    "kron transposed": (JACOBIAN, kron(B, A.T), "transpose", "Bᵀ ⊗ A"),
    "kron of a transpose reversed": (kron(A, S).T, kron(S.T, A.T), "order", "Aᵀ ⊗ Sᵀ"),
    "one of two equal factors": (jacobian_matrix(A * S * A, S), kron(A, A), "transpose", "Aᵀ ⊗ A"),
    "commutation forgotten": (jacobian_matrix(S.T, S), identity(n * n), "order", "K[n, n]"),
    "commutation the other way": (vec(X.T), commutation(m, n) * vec(X), "transpose", "K[n, m] vec(X)"),
    "inverse not transposed": (partial(logdet(A), A), inverse(A), "transpose", "A⁻ᵀ"),
    "inverse forgotten": (partial(logdet(A), A), A.T, "function", "A⁻ᵀ"),
    "one inverse forgotten": (d(inverse(A)), -inverse(A) * d(A) * A, "function", "-A⁻¹ dA A⁻¹"),
    "sign of an inverse": (d(inverse(A)), inverse(A) * d(A) * inverse(A), "sign", "-A⁻¹ dA A⁻¹"),
    "inverse of a product": (inverse(A * S), inverse(A) * inverse(S), "order", "S⁻¹ A⁻¹"),
    "determinant not transposed": (partial(det(A), A), det(A) * inverse(A), "transpose", "det(A) A⁻ᵀ"),
    "determinant forgotten": (partial(det(A), A), inverse(A).T, "missing-factor", "det(A) A⁻ᵀ"),
    "a gradient transposed": (
        partial(y.T * inverse(A) * x, A), -inverse(A) * y * x.T * inverse(A), "transpose", "-A⁻ᵀ y xᵀ A⁻ᵀ",
    ),
    "quadratic form as if symmetric": (partial(x.T * A * x, x), 2 * A * x, "transpose", "(A + Aᵀ) x"),
    "one term of a product rule": (partial(x.T * A * x, x), A * x, "missing-term", "(A + Aᵀ) x"),
    "one of two heads": (
        partial((y.T * H + v.T * X.T * H) / m, x), S.T * hadamard(X * v, hadamard(H, 1 - H)) / m, "missing-term",
        "(1/m) Sᵀ (H ∘ (X v + y) ∘ (1 - H))",
    ),
    "way beside a layer": (
        partial(RESIDUAL, x), S.T * hadamard(A.T * (x + A * H - y), hadamard(H, 1 - H)), "missing-term", SLOPE,
    ),
    "way beside a layer, and a slope": (
        partial(RESIDUAL, x), S.T * hadamard(A.T * (x + A * H - y), 1 - H), "other", SLOPE,
    ),
    "the two of a square": (partial(norm(x) ** 2, x), x, "missing-factor", "2 x"),
    "Hessian as if symmetric": (hessian_matrix(x.T * A * x, x), 2 * A, "transpose", "A + Aᵀ"),
    "half of a Hessian": (hessian_matrix(x.T * A * x, x), A, "missing-term", "A + Aᵀ"),
    "diag forgotten": (
        jacobian_matrix(sigmoid(x), x), hadamard(sigmoid(x), 1 - sigmoid(x)) * ones(1, n), "function",
        "diag(σ(x) ∘ (1 - σ(x)))",
    ),
    "diagonal forgotten": (partial(tr(hadamard(A, A)), A), 2 * A, "function", "2 diag(diagonal(A))"),
    "rows for columns": (partial(total(logsumexp(X)), X), softmax(X, axis=1), "index", "softmax(X)"),
    "sign in softmax": (jacobian_matrix(P, x), diag(P) + P * P.T, "sign", "diag(softmax(x)) - softmax(x) softmax(x)ᵀ"),
    "half of softmax": (jacobian_matrix(P, x), diag(P), "missing-term", "diag(softmax(x)) - softmax(x) softmax(x)ᵀ"),
    "rows scaled for columns": (diag(x) * A, A * diag(x), "order", "diag(x) A"),
    "product for entry by entry": (diagonal(A * S.T), row_sums(A * S), "product-kind", "row_sums(A ∘ S)"),
    "division forgotten": (partial(norm(x), x), x * 1, "other", "x/‖x‖"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_the_slip_is_named_and_corrected(name: str) -> None:
    lhs, rhs, slip, correction = SLIPS[name]
    varying = (A,) if "dA" in correction else ()
    verdict = dv.judge(lhs, rhs, varying=varying)
    assert isinstance(verdict, Refuted)
    assert (verdict.defect, str(verdict.correction)) == (slip, correction)
    corrected = Session(language()).build(verdict.correction)
    assert isinstance(dv.judge(lhs, corrected, varying=varying), Proved)


def test_a_product_for_a_kronecker_product() -> None:
    """Of matrices with one row or column each shape fits."""
    verdict = dv.judge(kron(A, x.T) * kron(S, y), tr(x * y.T) * hadamard(A, S))
    assert isinstance(verdict, Refuted)
    assert (verdict.defect, str(verdict.correction)) == ("product-kind", "tr(x yᵀ) (A S)")


def test_sides_whose_axes_are_made_up_differently_are_compared() -> None:
    """vec(Xᵀ) and vec(X) are as long as each other, and no difference of their entries can be formed."""
    verdict = dv.judge(vec(X.T), vec(2 * X))
    assert isinstance(verdict, Refuted)


@pytest.mark.parametrize("name", SLIPS)
def test_every_mutation_has_the_length_of_the_original(name: str) -> None:
    session = Session(language())
    root = session.read(SLIPS[name][1])
    count = 0
    for slip, changed in mutations(session.language, root):
        assert changed.shape.fits(root.shape) and changed is not root and slip
        count += 1
    assert 0 < count <= 400


STATEMENTS = {
    "partial": partial(tr(A), A),
    "d": d(tr(A)),
    "jacobian": dv.jacobian_matrix(A * A, A),
    "hessian": dv.hessian_matrix(tr(A * A), A),
}


def test_what_a_statement_is_about_is_derived_where_there_is_a_rule() -> None:
    session = Session(language())
    for name, rule in DERIVED.items():
        node = session.read(STATEMENTS[name])
        assert session.lower(rule(session, node, ("A",)), ("A",)).key
    assert set(DERIVED) <= set(language().ops)
    with pytest.raises(DeriveError):
        DERIVED["partial"](session, session.read(partial(tr(A ** dv.scalar("p")), A)), ())


def test_a_number_in_front_is_corrected_to_one_number() -> None:
    x = dv.vector("x", dv.size("n"))
    halved = dv.judge(partial(x.T * x, x), 4 * x)
    assert isinstance(halved, dv.Refuted) and (halved.defect, str(halved.correction)) == ("missing-factor", "2 x")
    mean, times = (dv.judge(partial(c * norm(X.T * y) ** 2, y), 2 * X * X.T * y) for c in (1 / m, m))
    assert isinstance(mean, dv.Refuted) and (mean.defect, str(mean.correction)) == ("missing-factor", "(2/m) X Xᵀ y")
    assert isinstance(times, dv.Refuted) and (times.defect, str(times.correction)) == ("missing-factor", "2 m X Xᵀ y")
