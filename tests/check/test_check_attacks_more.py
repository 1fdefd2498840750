"""More attempts: what sums over indices, names, declared properties and second derivatives can be made to say."""

from __future__ import annotations

import pytest

import derive as dv
from derive import (
    IllFormed,
    Proved,
    Refuted,
    Undecided,
    det,
    functional,
    hadamard,
    hessian_matrix,
    inverse,
    norm,
    partial,
)
from derive.core.environment import NUMBER_OF
from derive.core.function import WHOLE
from derive.ops import language

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


# --- indices ---------------------------------------------------------------------------------------------------------

i, j, other = dv.index("i", n), dv.index("j", n), dv.index("i", m)
ILL = {
    "an index as a number leaves its sum": (dv.summed(i * y[i], i), i * dv.summed(y[i], i), "stands as a number"),
    "a bound that is another index": (
        dv.summed(y[j], (i, 1, n), (j, 1, i)), n * dv.summed(y[j], (j, 1, i)), "`i` is not a size",
    ),
    "one index twice": (dv.summed(y[i], i, i), dv.summed(y[i], i), "the index `i` stands twice in one sum"),
    "one name for two indices": (dv.summed(w[other], i), n * w[other], "goes through axes of different lengths"),
}  # fmt: skip


@pytest.mark.parametrize("name", ILL)
def test_indices_that_mean_nothing_are_ill_formed(name: str) -> None:
    lhs, rhs, words = ILL[name]
    verdict = dv.judge(lhs, rhs)
    assert isinstance(verdict, IllFormed)
    assert words in verdict.reason


def test_an_index_bound_twice_is_two_indices() -> None:
    whole = dv.summed(y[i], i)
    assert isinstance(dv.judge(dv.summed(y[i] * whole, i), whole * whole), Proved)
    assert isinstance(dv.judge(dv.summed(y[i] * whole, i), dv.summed(y[i] * y[i], i)), Refuted)
    assert isinstance(dv.judge(dv.summed(whole, i), n * whole), Proved)


def test_a_size_may_stand_in_a_bound_alone() -> None:
    assert isinstance(dv.judge(dv.summed(y[i], (i, 1, m)), dv.summed(y[j], (j, 1, m))), Proved)
    assert isinstance(dv.judge(dv.summed(y[i], (i, 1, m)), dv.summed(y[i], i)), Refuted)


# --- names -----------------------------------------------------------------------------------------------------------

f, J = dv.function, functional
TAKEN = {
    "an unknown loss is no determinant": (J("det")(A * B), J("det")(A) * J("det")(B)),
    "... nor its gradient": (partial(J("det")(A), A), det(A) * inverse(A).T),
    "a function of entries is no inverse": (f("inverse")(A), inverse(A)),
    "... nor its derivative": (f("inverse").prime(x) * x, 1 + 0 * x),
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_names_of_functions_of_matrices_are_taken(name: str) -> None:
    verdict = dv.judge(*TAKEN[name])
    assert isinstance(verdict, IllFormed)
    assert verdict.reason.endswith("cannot be the name of a function")


def test_no_known_function_of_matrices_can_be_redefined() -> None:
    known = {name.removeprefix(NUMBER_OF) for name in language().matrix_functions}
    assert known == set(WHOLE)


PRIMES = {
    "relu": (dv.step(x), dv.relu(x)),
    "abs": (dv.sign(x), dv.step(x)),
    "sin": (dv.cos(x), dv.sin(x)),
    "cos": (-dv.sin(x), dv.sin(x)),
    "sqrt": (1 / (2 * dv.sqrt(x)), 1 / dv.sqrt(x)),
    "tanh": (1 - dv.tanh(x) * dv.tanh(x), 1 - dv.tanh(x)),
}


@pytest.mark.parametrize("name", PRIMES)
def test_the_derivative_of_a_known_function_is_no_unknown_one(name: str) -> None:
    true, false = PRIMES[name]
    assert isinstance(dv.judge(f(name).prime(x), true), Proved)
    assert isinstance(dv.judge(partial(f(name)(x), x), f(name).prime(x)), Proved)
    assert isinstance(dv.judge(f(name).prime(x), false), Refuted)


@pytest.mark.parametrize("name", ["step", "sign", "sqrt'"])
def test_derivatives_without_a_rule_are_not_judged(name: str) -> None:
    assert isinstance(dv.judge(f(name).prime(x), 0 * x), Undecided)


def test_third_derivatives_of_an_unknown_loss_are_no_traceback() -> None:
    v = dv.matrix("v", 1, m)
    lhs = hessian_matrix(J("J").gradient(v) * w, v)
    assert isinstance(dv.judge(lhs, hessian_matrix(J("J").gradient(2 * v) * w, v)), Refuted)


# --- functions of matrices that are zero off the diagonal ------------------------------------------------------------


def test_functions_of_diagonal_matrices_are_no_traceback() -> None:
    D = dv.diag(y)
    turned = dv.define("D", D.T)
    assert isinstance(dv.judge(dv.absolute(D), dv.absolute(turned.T)), Undecided)  # 0 is a kink
    assert isinstance(dv.judge(dv.sigmoid(D), dv.sigmoid(turned.T)), Proved | Undecided)
    assert isinstance(dv.judge(dv.sigmoid(D), dv.sigmoid(2 * turned.T)), Refuted)


def test_a_witness_that_is_a_whole_number_is_shown_as_one() -> None:
    verdict = dv.judge(dv.exp(dv.diag(y)), dv.diag(dv.exp(y)))
    assert isinstance(verdict, Refuted)
    assert (verdict.witness.entry, verdict.witness.lhs, verdict.witness.rhs) == ((1, 2), "1", "0")
