"""Equations of the same tables that the language has no words or no rule for: what is tried, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sympy

from benchmarks.identities.row import cookbook, handbook, magnus
from derive import (
    DeriveError,
    Verdict,
    define,
    det,
    hadamard,
    hessian_matrix,
    identity,
    judge,
    kron,
    matrix,
    partial,
    scalar,
    sizes,
    tr,
    vector,
)

n, m, k = sizes("n m k")
A, B, X, F = matrix("A", n, n), matrix("B", m, m), matrix("X", n, n), matrix("F", n, m)
x, y, a = vector("x", n), vector("y", n), scalar("a")
Z = define("Z", F * F.T)


class Refusal(NamedTuple):
    """What is tried is built when it is asked for: building it may be refused already."""

    name: str
    source: str
    written: str
    sides: Callable[[], tuple[Any, Any]]


REFUSALS = (
    Refusal("size as an exponent", cookbook(19), "det(a A) = a**n det(A)", lambda: (det(a * A), a**n * det(A))),
    Refusal("trace of a symbolic power", cookbook(122), "∂tr(A**k)/∂A = k (A**(k-1))ᵀ",
        lambda: (partial(tr(A**k), A), k * (A ** (k - 1)).T)),
    Refusal("determinant of a Kronecker product", cookbook(516), "det(A ⊗ B) = det(A)**m det(B)**n",
        lambda: (det(kron(A, B)), det(A) ** m * det(B) ** n)),
    Refusal("one entry", cookbook(73), "∂A[0,1]/∂A = ...", lambda: (partial(A[0, 1], A), identity(n))),
    Refusal("power that is not whole", handbook(3), "a**(1/3)", lambda: (partial(a ** sympy.Rational(1, 3), a), a)),
    Refusal("exponential of a matrix", cookbook(494), "exp(A)", lambda: (sympy.exp(A), A)),
    Refusal("block matrices", cookbook("9.1"), "[A A; A A]",
        lambda: (sympy.BlockMatrix([[A, A], [A, A]]), sympy.BlockMatrix([[A, A], [A, A]]))),
    Refusal("conjugate transpose", cookbook(9), "(A B)^H = B^H A^H", lambda: ((A * X).adjoint(), X.adjoint() * A)),
    Refusal("arcus tangent", handbook(4), "d atan(a)/da", lambda: (partial(sympy.atan(a), a), 1 / (1 + a * a))),
    Refusal("error function", handbook(7), "d erf(a)/da", lambda: (partial(sympy.erf(a), a), a)),
    Refusal("hyperbolic sine", handbook(4), "sinh(a)", lambda: (sympy.sinh(a), a)),
    Refusal("gamma function", handbook(6), "gamma(a)", lambda: (sympy.gamma(a), a)),
    Refusal("comparisons", handbook(3), "max(a, 1)", lambda: (sympy.Max(a, 1), sympy.Max(1, a))),
    Refusal("symbolic powers entry by entry", magnus(3), "X ∘ ... ∘ X, k times",
        lambda: (sympy.HadamardPower(X, k), hadamard(X, X))),
    Refusal("sums over an index", cookbook(11), "Σ_i i", lambda: (sympy.Sum(k, (k, 1, n)), n * (n + 1) / 2)),
    Refusal("integrals", cookbook("8.1"), "∫ a da", lambda: (sympy.Integral(a, a), a * a / 2)),
    Refusal("axes made up differently", magnus(2), "I[n] ⊗ I[m] = I[n m]",
        lambda: (kron(identity(n), identity(m)), identity(n * m))),
    Refusal("second derivative by a name", magnus(10), "∂²tr(Zᵀ Z)/∂vec Z ∂(vec Z)ᵀ, Z = F Fᵀ",
        lambda: (hessian_matrix(tr(Z.T * Z), Z), 2 * kron(identity(n), identity(n)))),
    Refusal("derivative of an expression with a derivative in it", magnus(10), "∂(∂(xᵀ A x)/∂x)ᵀ y/∂x",
        lambda: (partial(partial(x.T * A * x, x).T * y, x), (A + A.T) * y)),
)  # fmt: skip


def answer(refusal: Refusal) -> tuple[bool, str]:
    """Whether it was proved after all, and what is said otherwise."""
    try:
        verdict: Verdict = judge(*refusal.sides())
    except DeriveError as error:
        return False, str(error)
    return verdict.name == "proved", verdict.reason
