"""Forged proofs of false statements: each is rejected, with its own sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from derive import define, exp, hadamard, identity, log, matrix, ones, partial, scalar, sigmoid, sizes, tr, vector
from derive.core.condition import Rejected
from derive.core.environment import DIFFERENTIAL, ENTRY, IllFitting
from derive.core.form import DELTA, Form, entry, unit
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import Lemma, Step
from derive.normal.session import Session
from derive.ops import language

n, m = sizes("n m")
A, B, C, D = matrix("A", n, m), matrix("B", m, n), matrix("C", n, n), matrix("D", n, n)
x, y, a, b = vector("x", n), vector("y", n), scalar("a"), scalar("b")
EMPTY = ((), (), ())


@dataclass
class Forger:
    """A kernel over declared symbols, with access to everything that a forger could lay hands on."""

    session: Session = field(default_factory=lambda: Session(language()))

    def __post_init__(self) -> None:
        self.kernel: Kernel = self.session.kernel
        self.env = self.session.env

    def form(self, expr: object) -> Form:
        return self.session.lower(self.session.read(expr))

    def head(self, fn: str, symbol: str, wrt: tuple[str, ...] = ()) -> int:
        return self.env.head(fn, symbol, wrt)

    def true_lemma(self, lhs: object, rhs: object) -> Lemma:
        found = self.session.prover.equal(self.form(lhs), self.form(rhs))
        assert isinstance(found, Lemma)
        return found


Forgery = Callable[[Forger], object]
FORGERIES: dict[str, tuple[Forgery, str]] = {}


def forgery(sentence: str) -> Callable[[Forgery], Forgery]:
    def register(forge: Forgery) -> Forgery:
        FORGERIES[forge.__name__] = (forge, sentence)
        return forge

    return register


def size(expr: object) -> int:
    from derive.core.sizes import read_size

    return read_size(expr).number


@forgery("1 term of the difference left over")
def nothing_is_shown(f: Forger) -> object:
    return f.kernel.prove(f.form(a), f.form(2 * a), [])


@forgery("2 terms of the difference left over")
def trace_of_product_is_trace_of_hadamard(f: Forger) -> object:
    # the forgery that a kernel elsewhere accepted: both sides are sums over i and j of entries of C and D
    return f.kernel.prove(f.form(tr(C * D)), f.form(tr(hadamard(C, D))), [])


@forgery("the two sides have different free indices")
def a_column_is_a_row(f: Forger) -> object:
    return f.kernel.prove(f.form(x), f.form(A.T * x), [])


@forgery("the coefficient 0.5 is not a rational number")
def coefficient_in_floating_point(f: Forger) -> object:
    f.form(define("S", a + b))
    return f.kernel.prove(f.form(a), f.form(b), [Step(0.5, EMPTY, ("define", "S"), ())])  # type: ignore[arg-type]


@forgery("the coefficient True is not a rational number")
def coefficient_that_is_a_truth_value(f: Forger) -> object:
    f.form(define("S", a + b))
    return f.kernel.prove(f.form(a), f.form(b), [Step(True, EMPTY, ("define", "S"), ())])


@forgery("`a` has no definition")
def definition_of_a_variable(f: Forger) -> object:
    return f.kernel.prove(f.form(a), f.form(0 * a), [Step(1, EMPTY, ("define", "a"), ())])


@forgery("there is no law called wish")
def law_that_does_not_exist(f: Forger) -> object:
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("wish",), ())])


@forgery("there is no lemma 0 before this one")
def lemma_that_is_its_own_proof(f: Forger) -> object:
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("lemma", 0), ())])


@forgery("there is no lemma -1 before this one")
def lemma_counted_from_the_end(f: Forger) -> object:
    f.true_lemma(a + b, b + a)
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("lemma", -1), ())])


@forgery("the law `define S` has 2 free indices, and 1 are given")
def index_left_out(f: Forger) -> object:
    S = define("S", C + D)
    f.form(S)
    return f.kernel.prove(f.form(ones(1, n) * S), f.form(ones(1, n) * C), [Step(1, EMPTY, ("define", "S"), (0,))])


@forgery("the law `define S` is used at an index that the step does not have")
def index_from_nowhere(f: Forger) -> object:
    S = define("S", C + D)
    f.form(S)
    return f.kernel.prove(f.form(tr(S)), f.form(tr(C)), [Step(1, EMPTY, ("define", "S"), (0, 1))])


@forgery("the law `define S` is used at an index of size m instead of n")
def index_of_another_size(f: Forger) -> object:
    S = define("S", x + y)
    f.form(S)
    multiplier = ((), (size(m),), ())
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, multiplier, ("define", "S"), (0,))])


@forgery("4 terms of the difference left over")
def law_at_merged_indices(f: Forger) -> object:
    # S[i,j] = ... used at S[i,i] does not show the sum over all i and j
    S = define("S", C - D)
    multiplier = ((), (size(n),), ())
    lhs, rhs = f.form(ones(1, n) * S * ones(n)), f.form(0 * a)
    return f.kernel.prove(lhs, rhs, [Step(1, multiplier, ("define", "S"), (0, 0))])


@forgery("the indices of A do not have its sizes")
def multiplier_with_exchanged_indices(f: Forger) -> object:
    f.form(A)
    f.form(define("S", a - b))
    multiplier = ((), (size(n), size(m)), ((f.head(ENTRY, "A"), 1, 0),))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, multiplier, ("define", "S"), ())])


@forgery("a factor has an index that its term does not have")
def multiplier_with_a_free_floating_index(f: Forger) -> object:
    f.form(x)
    f.form(define("S", a - b))
    multiplier = ((), (), ((f.head(ENTRY, "x"), 3),))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, multiplier, ("define", "S"), ())])


@forgery("a factor has a head that does not exist")
def multiplier_with_an_unknown_head(f: Forger) -> object:
    f.form(define("S", a - b))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, ((), (), ((999,),)), ("define", "S"), ())])


@forgery("a term has one size twice")
def multiplier_with_a_size_twice(f: Forger) -> object:
    f.form(define("S", a - b))
    multiplier = (((size(n), 1), (size(n), 1)), (), ())
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, multiplier, ("define", "S"), ())])


@forgery("a delta joins indices of different sizes")
def delta_between_rows_and_columns(f: Forger) -> object:
    f.form(define("S", a - b))
    multiplier = ((), (size(n), size(m)), ((DELTA, 0, 1),))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, multiplier, ("define", "S"), ())])


@forgery("a term mentions a size that does not exist")
def size_out_of_thin_air(f: Forger) -> object:
    f.form(define("S", a - b))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, (((10_000, 1),), (), ()), ("define", "S"), ())])


@forgery("a size has a power that is not a whole number")
def square_root_of_a_size(f: Forger) -> object:
    f.form(define("S", a - b))
    half: int = Fraction(1, 2)  # type: ignore[assignment]
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, (((size(n), half),), (), ()), ("define", "S"), ())])


@forgery("1 term of the difference left over")
def gradient_without_its_factor(f: Forger) -> object:
    J = define("J", tr(C * C))
    lhs = f.form(partial(J, C))
    return f.kernel.prove(lhs, f.form(C.T), [Step(1, EMPTY, ("adjoint", "J", "C"), (0, 1))])


@forgery("4 terms of the difference left over")
def gradient_transposed(f: Forger) -> object:
    J = define("J", tr(C * D))
    lhs = f.form(partial(J, C))
    steps = [Step(1, EMPTY, ("adjoint", "J", "C"), (1, 0))]
    return f.kernel.prove(lhs, f.form(D.T), steps)


@forgery("the right side of the lemma about #2 is not visibly positive")
def positive_although_it_may_vanish(f: Forger) -> object:
    f.form((a - b) / (a - b))
    lemma = f.true_lemma(define("T", a - b), a - b)
    form = f.form(a - b)
    symbol = f.env.abbreviate(form)
    proof = Proof(f.kernel, entry(f.head(ENTRY, symbol), ()), form)
    proof.step(1, EMPTY, ("define", symbol), ())
    assert lemma.lhs
    f.kernel.establish(("positive", symbol), proof.close())
    return None


@forgery("the lemma is not about T")
def positive_by_a_lemma_about_something_else(f: Forger) -> object:
    f.form(define("T", a - b))
    lemma = f.true_lemma(define("U", exp(a)), exp(a))
    f.kernel.establish(("positive", "T"), lemma)
    return None


@forgery("congruence is for functions, not for `d of`")
def differentials_of_equal_names(f: Forger) -> object:
    S, T = define("S", a + b), define("T", b + a)
    lemma = f.true_lemma(S, T)
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("congruence", DIFFERENTIAL, lemma.number), ())])


@forgery("the lemma for congruence must equate two entries")
def congruence_from_a_sum(f: Forger) -> object:
    lemma = f.true_lemma(a + b, b + a)
    return f.kernel.prove(f.form(exp(a)), f.form(exp(b)), [Step(1, EMPTY, ("congruence", "exp", lemma.number), ())])


@forgery("the lemma for exponentials must be a sum of whole multiples of entries")
def exponential_of_a_half(f: Forger) -> object:
    S, T = define("S", a), define("T", a / 2)
    lemma = f.true_lemma(S / 2 - T, 0 * a)
    assert lemma.lhs.terms
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("exponentials", lemma.number), ())])


@forgery("the lemma for exponentials must say that something is zero")
def exponential_of_an_equation(f: Forger) -> object:
    lemma = f.true_lemma(define("S", a + b), define("T", b + a))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("exponentials", lemma.number), ())])


@forgery("the lemma for logarithms must equate products of entries and exponentials")
def logarithm_of_a_multiple(f: Forger) -> object:
    S, T = define("S", 2 * a), define("T", a)
    lemma = f.true_lemma(S, 2 * T)
    return f.kernel.prove(f.form(log(S)), f.form(log(T)), [Step(1, EMPTY, ("logarithms", lemma.number), ())])


@forgery("laws of a function are counted from 0")
def law_counted_from_the_end(f: Forger) -> object:
    f.form(sigmoid(a))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("function", "sigmoid", -1, "a"), ())])


@forgery("the law `function g 0 a` does not exist: 'g'")
def law_of_an_opaque_function(f: Forger) -> object:
    f.form(a)
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, EMPTY, ("function", "g", 0, "a"), ())])


@forgery("the proof is not finished")
def unfinished_proof_accepted_directly(f: Forger) -> object:
    return f.kernel.accept(Proof(f.kernel, f.form(a), f.form(b)))


@forgery("the proof is not finished")
def proof_from_another_kernel(f: Forger) -> object:
    other = Kernel(f.env, f.kernel.records)
    return f.kernel.accept(Proof(other, f.form(a), f.form(a)))


@forgery("2 terms of the difference left over")
def identity_is_ones(f: Forger) -> object:
    return f.kernel.prove(f.form(tr(identity(n) * C)), f.form(tr(ones(n, n) * C)), [])


@forgery("a delta joins indices of different sizes")
def definition_that_joins_rows_and_columns(f: Forger) -> object:
    # with it, n = m would follow
    form = Form((size(n),), {((), (size(m),), ((DELTA, 1, 0),)): 1})
    try:
        f.env.abbreviate(form)
    except IllFitting as error:
        raise Rejected(str(error)) from error
    return None


@forgery("1 term of the difference left over")
def lemma_changed_after_it_was_accepted(f: Forger) -> object:
    lhs, rhs = f.form(a).copy(), f.form(a).copy()
    lemma = f.kernel.prove(lhs, rhs, [])
    rhs.terms.clear()
    return f.kernel.prove(f.form(a), f.form(0 * a), [Step(1, EMPTY, ("lemma", lemma.number), ())])


@forgery("the step is not made as steps are: not enough values to unpack (expected 3, got 2)")
def step_without_factors(f: Forger) -> object:
    f.form(define("S", a - b))
    return f.kernel.prove(f.form(a), f.form(b), [Step(1, ((), ()), ("define", "S"), ())])  # type: ignore[arg-type]


@forgery("the law `define S` is used at an index that the step does not have")
def index_that_is_a_truth_value(f: Forger) -> object:
    S = define("S", x + y)
    f.form(S)
    return f.kernel.prove(f.form(x), f.form(y), [Step(1, EMPTY, ("define", "S"), (False,))])


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_rejected_with_its_own_sentence(name: str) -> None:
    forge, sentence = FORGERIES[name]
    with pytest.raises(Rejected) as caught:
        forge(Forger())
    assert str(caught.value) == sentence


def test_the_corpus_sees_a_kernel_that_accepts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the check taken out, forgeries that are plain false statements get through: the corpus is not idle."""

    def accepts(self: Proof) -> Lemma:
        self.residual = Form(self.lhs.free)
        return self.kernel.accept(self)

    monkeypatch.setattr(Proof, "close", accepts)
    through = 0
    for forge, _ in FORGERIES.values():
        try:
            forge(Forger())
            through += 1
        except Rejected:
            pass
    assert through == 7


def test_only_the_kernel_makes_lemmas() -> None:
    with pytest.raises(TypeError, match="a lemma is made by the kernel alone"):
        Lemma(object(), 0, unit(()), unit(()), (), frozenset())


def test_a_true_statement_with_its_proof_is_accepted() -> None:
    f = Forger()
    J = define("J", tr(C * D))
    lemma = f.kernel.prove(f.form(partial(J, C)), f.form(D.T), [Step(1, EMPTY, ("adjoint", "J", "C"), (0, 1))])
    assert lemma.uses == frozenset()


def test_sides_that_change_before_the_end_do_not_change_the_lemma() -> None:
    f = Forger()
    lhs, rhs, other = f.form(a).copy(), f.form(a), f.form(b).copy()
    proof, wrong = Proof(f.kernel, lhs, rhs), Proof(f.kernel, f.form(a), other)
    lhs.terms.clear()
    other.terms.clear()
    lemma = proof.close()
    assert lemma.lhs.key == lemma.rhs.key == f.form(a).key
    with pytest.raises(Rejected, match="2 terms of the difference left over"):
        wrong.close()
