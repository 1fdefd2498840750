"""More attempts: what sums over indices, names, declared properties and second derivatives can be made to say."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

import pytest
from sympy import Matrix, Rational, eye

import derive as dv
from derive import (
    IllFormed,
    Proved,
    Refuted,
    Undecided,
    d,
    det,
    functional,
    hadamard,
    hessian_matrix,
    inverse,
    norm,
    partial,
)
from derive.check.declared import having
from derive.check.indexed import statement
from derive.check.recheck import Rechecked, recheck
from derive.core.condition import Rejected
from derive.core.environment import NUMBER_OF
from derive.core.function import WHOLE
from derive.core.property import PROPERTIES, Terms
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


EVERYWHERE = {
    "bound after free": (dv.summed(y[i], i) * y[i], dv.summed(y[i] * y[j], j), y[i] * y[i] * n),
    "free before bound": (y[i] * dv.summed(y[i] * y[i], i), dv.summed(y[i] * y[j] * y[j], j), dv.summed(y[i], i)),
    "of a matrix": (
        dv.summed(A[i, j], j) * dv.summed(A[i, j], i) * A[i, j],
        A[i, j] * dv.column_sums(A)[1, j] * dv.row_sums(A)[i],
        A[i, j] * A[i, j] * A[i, j] * n * n,
    ),
    "of differentials": (
        dv.summed(y[i] * d(y[i]), i), d(dv.summed(y[i] * y[i], i)) / 2, d(dv.summed(y[i] * y[i], i)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EVERYWHERE)
def test_an_index_that_is_free_and_bound_has_two_values(name: str) -> None:
    """The second opinion once kept the entry at the free index for the sum."""
    lhs, rhs, other = EVERYWHERE[name]
    assert isinstance(dv.judge(lhs, rhs), Proved)
    assert isinstance(dv.judge(lhs, other), Refuted)


def test_a_free_index_is_not_that_of_a_sum() -> None:
    v = dv.vector("v", n)
    assert isinstance(dv.judge(y[i] * dv.summed(v[i], i), dv.summed(v[i] * y[i], i)), Refuted)


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
    assert isinstance(dv.judge(dv.absolute(D), dv.absolute(turned.T)), Proved | Undecided)
    assert isinstance(dv.judge(dv.sigmoid(D), dv.sigmoid(turned.T)), Proved | Undecided)
    assert isinstance(dv.judge(dv.sigmoid(D), dv.sigmoid(2 * turned.T)), Refuted)


def test_a_witness_that_is_a_whole_number_is_shown_as_one() -> None:
    verdict = dv.judge(dv.exp(dv.diag(y)), dv.diag(dv.exp(y)))
    assert isinstance(verdict, Refuted)
    assert (verdict.witness.entry, verdict.witness.lhs, verdict.witness.rhs) == ((1, 2), "1", "0")


# --- declared properties ---------------------------------------------------------------------------------------------

PERMUTATION = "one-hot columns, one-hot rows"
TOGETHER = {
    "symmetric and orthogonal": (A * A, dv.identity(n), A * A * A, dv.identity(n), "symmetric, orthogonal"),
    "a permutation": (A.T * A, dv.identity(n), A * A, dv.identity(n), PERMUTATION),
    "0, 1 and orthogonal": (hadamard(A, A), A, A * A, A, "entries 0 or 1, orthogonal"),
    "columns of a permutation": (dv.column_sums(A), dv.ones(1, n), A, A.T, PERMUTATION),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_properties_that_are_declared_together_hold_together(name: str) -> None:
    lhs, rhs, false_lhs, false_rhs, words = TOGETHER[name]
    assert isinstance(dv.judge(lhs, rhs, where={A: words}), Proved)
    verdict = dv.judge(false_lhs, false_rhs, where={A: words})
    assert isinstance(verdict, Refuted)
    found = Matrix([[Rational(x) for x in row] for row in verdict.witness.values["A"]])
    assert found.T * found == eye(found.rows)


@pytest.mark.parametrize("words", ["entries 0 or 1, entries -1 or 1", "entries 0 or 1, positive"])
def test_what_follows_from_two_properties_is_not_refuted(words: str) -> None:
    assert isinstance(dv.judge(A, dv.ones(n, n), where={A: words}), Proved | Undecided)
    assert isinstance(dv.judge(A, 2 * dv.ones(n, n), where={A: words}), Refuted)


def test_a_contradiction_proves_nothing() -> None:
    words = {y: "one-hot, entries -1 or 1"}  # of more than one entry there is no such vector
    assert isinstance(dv.judge(hadamard(y, y), dv.ones(n), where=words), Undecided)
    assert isinstance(dv.judge(hadamard(y, y), 2 * y, where=words), Undecided)


KEPT = {
    "orthogonal": (d(A.T * A), dv.zeros(n, n), d(A), dv.zeros(n, n)),
    "symmetric": (d(A), d(A).T, d(A), dv.zeros(n, n)),
    "entries 0 or 1": (d(hadamard(A, A)), d(A), d(A) + A, dv.zeros(n, n)),
}


@pytest.mark.parametrize("words", KEPT)
def test_differentials_keep_what_is_declared(words: str) -> None:
    true, same, false, other = KEPT[words]
    assert not isinstance(dv.judge(true, same, varying=A, where={A: words}), Refuted)
    assert isinstance(dv.judge(false, other, varying=A, where={A: words}), Refuted)


ENTRIES = [[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]]


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_points_have_the_properties_alone_and_in_pairs(name: str) -> None:
    """What `having` hands over is held against the laws of the kernel's table, which it does not read."""
    for other in sorted(PROPERTIES):
        if PROPERTIES[name].indices in (None, PROPERTIES[other].indices) and PROPERTIES[other].indices in (None, 2):
            found = having(sorted({name, other}), tuple(map(tuple, ENTRIES)), Random(7))
            for word in {name, other} if found is not None else ():
                assert all(_vanishes(terms, free, found) for free, terms in PROPERTIES[word].laws), (word, found)


def _vanishes(terms: Terms, free: str, entries: tuple[tuple[Fraction, ...], ...]) -> bool:
    letters = sorted({x for _, words in terms for word in words for x in word} - {"δ", "*"})
    if "*" in free:
        flat = [x for row in entries for x in row]
        return all(sum(c * x ** len(words) for c, words in terms) == 0 for x in flat)
    bound = [x for x in letters if x not in free]
    for at in product(range(2), repeat=len(free)):
        total = Fraction(0)
        for c, words in terms:
            own = [x for x in bound if any(x in word for word in words)]
            for summed in product(range(2), repeat=len(own)):
                place = dict(zip([*free, *own], [*at, *summed], strict=True))
                total += c * prod(
                    Fraction(place[w[1]] == place[w[2]]) if w[0] == "δ" else entries[place[w[0]]][place[w[1]]]
                    for w in words
                )
        if total:
            return False
    return True


@pytest.mark.parametrize("loss", [x * x * x, J("J")(2 * x), dv.softplus(x), 2 * x], ids=str)
def test_a_hessian_by_a_number_is_no_traceback(loss: object) -> None:
    found = dv.hessian(loss, x)
    assert isinstance(dv.judge(hessian_matrix(loss, x), found), Proved)
    assert isinstance(dv.judge(hessian_matrix(loss, x), found + 1), Refuted)
    assert isinstance(dv.judge(dv.jacobian_matrix(loss, x), dv.jacobian(loss, x)), Proved)


# --- forged certificates ---------------------------------------------------------------------------------------------


def forged(sizes: str, heads: list[object], symbols: list[object], statement: list[object]) -> Rechecked:
    """Heads are counted from 1, sizes from 0; the statement is the left side, the right side and the steps."""
    lhs, rhs, steps = statement
    record = {
        "schema": 1,
        "claim": {},
        "sizes": [[[1, [[name, 1]]]] for name in sizes.split()],
        "heads": heads,
        "symbols": symbols,
        "lemmas": [],
        "established": [],
        "statement": {"lhs": lhs, "rhs": rhs, "steps": steps},
        "conditions": [],
    }
    return recheck(json.dumps(record).encode(), language().records)


UNIT: list[object] = [[], [], []]
SQUARE = [[], [[1, [], [], [[1], [1]]]]]  # the first head at no index, times itself


@pytest.mark.parametrize("kind", ["d of", "dd of"])
def test_a_name_for_something_does_not_vary(kind: str) -> None:
    """d(v; v) = 0 for v = x x, because x does not vary."""
    variables = [{"name": "x", "sizes": []}, {"name": "v", "definition": SQUARE}]
    heads: list[object] = [["entry of", "x", []], [kind, "v", ["v"]]]
    dv_: list[object] = [[], [[1, [], [], [[2]]]]]
    steps = [[1, UNIT, ["differential", "v", ["v"]], []]] if kind == "d of" else []
    with pytest.raises(Rejected, match='"v" cannot vary, it is a name for something'):
        forged("", heads, variables, [dv_, [[], []] if steps else dv_, steps])
    heads[1] = [kind, "v", ["x"]]
    if not steps:
        assert statement(forged("", heads, variables, [dv_, dv_, []])) == "dd(v; x) = dd(v; x)"


def test_the_laws_of_square_matrices_are_for_square_matrices() -> None:
    """Two uses that cancel; with X n by m, X⁻¹ X = I would equate indices of different sizes."""
    heads: list[object] = [["inverse", "X", []]]
    over: list[object] = [[], [0, 1], []]
    steps = [[c, over, ["function", "inverse", 0, "X"], [0, 1]] for c in (1, -1)]
    for shape in ([0, 1], [0, 1, 0]):
        with pytest.raises(Rejected, match="joins indices of different sizes|do not have its sizes|does not exist"):
            forged("n m", heads, [{"name": "X", "sizes": shape}], [[[], []], [[], []], steps])


def test_a_size_is_not_taken_for_an_index() -> None:
    lhs = [[0], [[1, [], [1], [[1, 1]]]]]
    found = forged("n i", [["entry of", "y", []]], [{"name": "y", "sizes": [1]}], [lhs, lhs, []])
    assert statement(found).startswith('sum(j < "i": y[j]) = ')


# --- conditions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zero", [0 * x / x, (x - x) / x, hadamard(dv.zeros(n), 1 / (0 * y + x)) / x], ids=str)
def test_nothing_divided_by_something_needs_it_not_to_be_zero(zero: object) -> None:
    verdict = dv.judge(zero, 0 * zero)
    assert isinstance(verdict, Proved)
    assert verdict.uses == ("x ≠ 0",)
    assert isinstance(dv.judge(zero, 1 + zero), Refuted)


# --- two derivatives by different variables --------------------------------------------------------------------------

a, u = dv.scalar("a"), dv.define("u", x * x)
H = J("J").hessian(X * w)
MIXED = {
    "by two matrices": (
        hessian_matrix(det(A) * det(B), A, B),
        dv.vec(det(A) * inverse(A).T) * dv.vec(det(B) * inverse(B).T).T,
        0 * dv.kron(A, B),
    ),
    "by a vector and a matrix": (
        hessian_matrix(J("J")(X * w), w, X),
        dv.kron(w.T, X.T * H) + dv.kron(dv.identity(m), J("J").gradient(X * w).T),
        dv.kron(w.T, X.T * H),
    ),
    "of a partial derivative": (partial(partial(x * a, a), x), 1 + 0 * x, x + a),
    "by a name and what it stands for": (partial(partial(u * x, u), x), 1 + 0 * x, x + u),
    "of a differential": (partial(d(a * x), x), d(a), d(a) + d(x)),
    "of a Hessian": (
        partial(dv.tr(hessian_matrix(y.T * A * y, y)), A), 2 * dv.identity(n), dv.identity(n),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
def test_what_is_varied_twice_is_varied_in_two_directions(name: str) -> None:
    """The second opinion once took the direction of the inner derivative for that of the outer one."""
    lhs, true, false = MIXED[name]
    assert isinstance(dv.judge(lhs, true), Proved | Undecided)
    assert isinstance(dv.judge(lhs, false), Refuted)


def test_mixed_second_derivatives_are_proved() -> None:
    for name in ("by two matrices", "by a vector and a matrix"):
        assert isinstance(dv.judge(*MIXED[name][:2]), Proved)
