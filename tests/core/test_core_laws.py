"""Forged uses of the laws of whole matrices, second derivatives, reflections and declared properties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import absolute, d, define, identity, inverse, matrix, partial, relu, scalar, sizes, sqrt, step, tr, vector
from derive.core.condition import Rejected, Uses
from derive.core.environment import DERIVATIVE, DETERMINANT, DIFFERENTIAL, ENTRY, NUMBER_OF
from derive.core.errors import NoRule
from derive.core.form import DELTA, Form, Open, entry
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import Lemma
from derive.normal.session import Session
from derive.ops import language

n, m = sizes("n m")
C, D, E, A = matrix("C", n, n), matrix("D", n, n), matrix("E", n, n), matrix("A", n, m)
x, a, b = vector("x", n), scalar("a"), scalar("b")


class Forger:
    """A kernel with some true lemmas at hand."""

    def __init__(self, given: Uses = frozenset()) -> None:
        self.session = Session(language(), given)
        self.kernel: Kernel = self.session.kernel
        self.env = self.session.env

    def form(self, expr: object, *varying: str) -> Form:
        return self.session.lower(self.session.read(expr), varying)

    def lemma(self, lhs: Form, rhs: Form) -> Lemma:
        found = self.session.prover.equal(lhs, rhs)
        assert isinstance(found, Lemma)
        return found

    def true(self, lhs: object, rhs: object) -> Lemma:
        return self.lemma(self.form(lhs), self.form(rhs))

    def law(self, *name: object) -> Form:
        return self.kernel.law(name)[0]  # type: ignore[arg-type]

    def size(self) -> int:
        return self.env.sizes["C"][0]

    def square(self, *factors: tuple[str, int, int]) -> Form:
        """A product of entries with the free indices 0 and 1, the others summed over."""
        size = self.size()
        form = Form((size, size))
        bound = {i: size for factor in factors for i in factor[1:] if i > 1}
        form.add(Open(1, {}, bound, [(self.env.head(ENTRY, name), i, j) for name, i, j in factors]))
        return form


FORGERIES: dict[str, tuple[Callable[[Forger], object], str]] = {}


def forgery(sentence: str) -> Callable[[Callable[[Forger], object]], Callable[[Forger], object]]:
    def register(forge: Callable[[Forger], object]) -> Callable[[Forger], object]:
        FORGERIES[forge.__name__] = (forge, sentence)
        return forge

    return register


@forgery("the lemma for determinants must be about products of matrices in a row")
def determinant_of_an_elementwise_product(f: Forger) -> object:
    S = define("S", C * D)
    f.form(S)
    f.form(E)
    both = f.square(("C", 0, 1), ("D", 0, 1))
    return f.law("determinants", f.lemma(both, both).number)


@forgery("the lemma for determinants must be about products of matrices in a row")
def determinant_of_a_scaled_column(f: Forger) -> object:
    # C[i,j] (D E)[j,j] is no product of matrices
    f.form(C * D * E)
    product = f.square(("C", 0, 1), ("D", 1, 2), ("E", 2, 1))
    return f.law("determinants", f.lemma(product, product).number)


@forgery("the lemma for determinants must be about square matrices")
def determinant_of_a_rectangle(f: Forger) -> object:
    return f.law("determinants", f.true(A, A).number)


@forgery("the lemma for determinants must be about matrices of one size")
def determinant_through_a_rectangle(f: Forger) -> object:
    f.form(C)
    return f.law("determinants", f.true(A * A.T, A * A.T).number)


@forgery("the lemma for determinants must equate products of matrices")
def determinant_of_a_sum(f: Forger) -> object:
    return f.law("determinants", f.true(C + D, D + C).number)


@forgery("the lemma for determinants must equate products of matrices")
def determinant_of_a_multiple(f: Forger) -> object:
    return f.law("determinants", f.true(2 * C, C + C).number)


@forgery("congruence is for functions, not for `inverse`")
def inverses_of_matrices_with_one_diagonal(f: Forger) -> object:
    """s[i,i] = t[i,i] says nothing about the inverses."""
    S, T = define("S", C + D - D), define("T", C + 0 * D)
    f.form(inverse(S) * inverse(T))
    diagonal = Form((f.size(),), {((), (), ((f.env.head(ENTRY, "S"), 0, 0),)): 1})
    other = Form((f.size(),), {((), (), ((f.env.head(ENTRY, "T"), 0, 0),)): 1})
    return f.law("congruence", "inverse", f.lemma(diagonal, other).number)


@forgery("congruence is for functions, not for `|det`")
def determinants_by_congruence(f: Forger) -> object:
    return f.law("congruence", DETERMINANT, f.true(C, C).number)


@forgery("the lemma for congruence must equate two whole arrays")
def an_unknown_loss_of_a_transpose(f: Forger) -> object:
    """C[i,j] = C[i,j] with the indices exchanged is true, but J(C) is not J(Cᵀ)."""
    f.form(C)
    head = f.env.head(ENTRY, "C")
    turned = Form((f.size(), f.size()), {((), (), ((head, 1, 0),)): 1})
    return f.law("congruence", NUMBER_OF + "J", f.lemma(turned, turned).number)


@forgery("the lemma for congruence must equate two whole arrays")
def an_unknown_loss_of_a_diagonal(f: Forger) -> object:
    f.form(C)
    head = f.env.head(ENTRY, "C")
    diagonal = Form((f.size(),), {((), (), ((head, 0, 0),)): 1})
    return f.law("congruence", NUMBER_OF + "J", f.lemma(diagonal, diagonal).number)


@forgery("the lemma for a reflection must say that the sum of two entries is zero")
def reflection_of_what_is_not_opposite(f: Forger) -> object:
    f.form(relu(a) + relu(b))
    return f.law("reflection", "relu", "a", f.true(a, a).number)


@forgery("the lemma for a reflection must say that the sum of two entries is zero")
def reflection_of_a_function_without_one(f: Forger) -> object:
    S = define("S", -a)
    return f.law("reflection", "exp", "S", f.true(S + a, 0 * a).number)


@forgery("`P` is not defined as the identity plus the product of A and A")
def exchanged_with_another_sign(f: Forger) -> object:
    f.form(define("P", identity(n) - A * A.T))
    f.form(define("Q", identity(m) - A.T * A))
    return f.law("sylvester", "P", "Q", "A", "A", 2)


@forgery("`Q` is not defined as the identity plus the product of C and D")
def exchanged_on_one_side_alone(f: Forger) -> object:
    f.form(define("P", identity(n) + C * D))
    f.form(define("Q", identity(n) + C * D.T))
    return f.law("sylvester", "P", "Q", "C", "D", 0)


@forgery("A and C do not fit as they must for their determinants")
def exchanged_with_a_matrix_of_another_size(f: Forger) -> object:
    f.form(define("P", identity(n) + A * A.T))
    f.form(C)
    return f.law("sylvester", "P", "P", "A", "C", 0)


@forgery("nothing is known of `exp` above zero")
def an_exponential_is_its_argument(f: Forger) -> object:
    f.form(a)
    return f.law("above", "exp", "a")


@forgery("nothing says that C is symmetric")
def symmetry_that_nobody_declared(f: Forger) -> object:
    f.form(C)
    return f.law("assumed", "symmetric", 0, "C")


@forgery("nothing says that S is positive")
def positive_because_it_was_declared_before_it_was_defined(f: Forger) -> object:
    f.kernel.given = frozenset([("positive", "S")])
    f.form(define("S", -a * a))
    return f.law("assumed", "positive", 0, "S")


@forgery("the lemma does not say what D of J is")
def second_derivative_from_another_lemma(f: Forger) -> object:
    J = define("J", x.T * C * x)
    f.form(J)
    f.env.head(DERIVATIVE, "J", ("x",))
    return f.law("derivative", "J", "x", "x", f.true(x, x).number)


@forgery("second derivatives are taken by variables")
def second_derivative_by_a_name(f: Forger) -> object:
    z = define("z", C * x)
    J = define("J", z.T * z)
    lemma = f.true(partial(J, z), 2 * z)
    return f.law("derivative", "J", "z", "z", lemma.number)


@forgery("the lemma does not say what d of s is")
def second_differential_from_another_lemma(f: Forger) -> object:
    s = define("s", x.T * C * x)
    f.form(d(s), "x")
    return f.law("second", "s", ("x",), f.true(x, x).number)


@forgery("the right side of the lemma about a is not visibly negative")
def nonzero_without_a_reason(f: Forger) -> object:
    return f.kernel.establish(("nonzero", "a"), f.true(a, a))


@forgery("the right side of the lemma about S is not visibly negative")
def nonzero_because_no_square_is_negative(f: Forger) -> object:
    S = define("S", -(a * a))
    return f.kernel.establish(("nonzero", "S"), f.true(S, -(a * a)))


@forgery("the right side of the lemma about b is not visibly negative")
def nonzero_because_something_else_is_negative(f: Forger) -> object:
    S = define("S", -(a * a) - 1)
    f.form(b)
    return f.kernel.establish(("nonzero", "b"), f.true(S, -(a * a) - 1))


@forgery("nothing shows that something is symmetric")
def a_property_without_a_declaration(f: Forger) -> object:
    return f.kernel.establish(("symmetric", "C"), f.true(C, C))


@forgery("the lemma about A does not end in the identity")
def a_rectangle_is_invertible(f: Forger) -> object:
    f.form(C)
    return f.kernel.establish(("invertible", "A"), f.true(A * A.T, A * A.T))


@forgery("the lemma about C does not end in the identity")
def invertible_because_equal_to_itself(f: Forger) -> object:
    return f.kernel.establish(("invertible", "C"), f.true(C, C))


@forgery("the lemma about C is not about a product that starts with it")
def invertible_because_another_matrix_is(f: Forger) -> object:
    f.form(C)
    identity = Form((f.env.sizes["C"][0],) * 2)
    identity.add(Open(1, {}, {}, [(DELTA, 0, 1)]))
    return f.kernel.establish(("invertible", "C"), f.lemma(f.form(inverse(D) * D), identity))


@forgery("the right side of the lemma about S is not visibly nonnegative")
def a_difference_of_squares_is_not_negative(f: Forger) -> object:
    S = define("S", a * a - b * b)
    return f.kernel.establish(("nonnegative", "S"), f.true(S, a * a - b * b))


@forgery("the right side of the lemma about S is not visibly positive")
def a_square_is_positive(f: Forger) -> object:
    S = define("S", a * a)
    return f.kernel.establish(("positive", "S"), f.true(S, a * a))


@forgery("the right side of the lemma about S is not visibly positive")
def an_absolute_value_is_positive(f: Forger) -> object:
    S = define("S", absolute(a))
    return f.kernel.establish(("positive", "S"), f.true(S, absolute(a)))


@forgery("that a is positive rests on itself")
def positive_because_it_is_assumed(f: Forger) -> object:
    return f.kernel.establish(("positive", "a"), f.true(a, a), frozenset([("positive", "a")]))


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_rejected_with_its_sentence(name: str) -> None:
    forge, sentence = FORGERIES[name]
    with pytest.raises(Rejected) as rejected:
        forge(Forger())
    assert str(rejected.value) == sentence


def test_what_the_same_laws_do_show() -> None:
    """The twins of the forgeries: true uses of each law."""
    f = Forger(frozenset([("symmetric", "C")]))
    S = define("S", C * D)
    lemma = f.true(S, C * D)
    assert f.env.heads[next(iter(f.law("determinants", lemma.number).heads()))].fn == DETERMINANT
    assert len(f.law("assumed", "symmetric", 0, "C").terms) == 2
    opposite = define("o", -a)
    assert len(f.law("reflection", "relu", "o", f.true(opposite + a, 0 * a).number).terms) == 3
    J = define("J", tr(D.T * D))
    first = f.true(partial(J, D), 2 * D)
    assert f.law("derivative", "J", "D", "D", first.number).terms
    positive = define("p", a * a + 1)
    f.kernel.establish(("positive", "p"), f.true(positive, a * a + 1))
    assert f.kernel.remaining(frozenset([("nonzero", "p")])) == frozenset()
    negative = define("q", -(a * a) - 1)
    f.kernel.establish(("nonzero", "q"), f.true(negative, -(a * a) - 1))
    assert f.kernel.remaining(frozenset([("nonzero", "q")])) == frozenset()
    assert f.kernel.remaining(frozenset([("positive", "q")])) == frozenset([("positive", "q")])


def test_an_equality_on_an_edge_is_not_differentiated() -> None:
    """Of a symmetric C, J = tr(C Cᵀ) has the gradient C + Cᵀ; that does not make D(C + Cᵀ) twice the identity."""
    f = Forger(frozenset([("symmetric", "C")]))
    J = define("J", tr(C.T * C) / 2)
    lemma = f.true(partial(J, C), C.T)
    assert ("symmetric", "C") in lemma.uses
    with pytest.raises(Rejected, match="an equality that holds only where C is symmetric cannot be differentiated"):
        f.law("derivative", "J", "C", "C", lemma.number)
    half = define("H", tr(C.T * D * D.T) / 2)
    lemma = f.true(partial(half, D), C * D)
    assert ("symmetric", "C") in lemma.uses
    assert f.law("derivative", "H", "D", "D", lemma.number).terms  # C stays symmetric while D varies
    with pytest.raises(Rejected, match="only where C is symmetric cannot be differentiated"):
        f.law("derivative", "H", "D", "C", lemma.number)
    g = Forger(frozenset([("entries 0 or 1", "x")]))
    K = define("K", x.T * x)
    first = g.form(d(K), "x")
    head = g.env.head(DIFFERENTIAL, "K", ("x",))
    proof = Proof(g.kernel, entry(head, ()), Form(()))
    proof.step(1, ((), (), ()), ("differential", "K", ("x",)), ())
    assert first.terms
    lemma = proof.settle()
    assert g.law("second", "K", ("x",), lemma.number).terms  # the differential itself uses nothing


def test_the_step_function_is_one_above_zero_alone() -> None:
    f = Forger()
    f.form(a)
    assert f.kernel.law(("above", "step", "a"))[1] >= {("positive", "a")}
    assert ("nonnegative", "a") in f.kernel.law(("above", "relu", "a"))[1]


def test_only_a_root_at_a_positive_number_has_a_slope() -> None:
    f = Forger()
    r = define("r", sqrt(a))
    uses = f.true(partial(r, a), 1 / (2 * r)).uses
    assert ("positive", "a") in uses


def test_the_chain_rule_does_not_look_into_derivatives() -> None:
    f = Forger()
    J = define("J", x.T * x)
    G = define("G", partial(J, x))
    f.form(G)
    with pytest.raises(NoRule, match="no derivative of G is taken by x, of which it has a derivative inside"):
        f.law("adjoint", "G", "x")


def test_the_step_function_has_no_reflection_at_its_kink() -> None:
    f = Forger()
    opposite = define("o", -a)
    f.form(step(a) + step(opposite))
    _, uses = f.kernel.law(("reflection", "step", "o", f.true(opposite + a, 0 * a).number))
    assert ("nonzero", "a") in uses
