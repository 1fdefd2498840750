"""Every operation and function: meaning against NumPy, derivative against jets, LaTeX, SymPy and back."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest

import derive as dv
from derive import Proved
from derive.check.evaluate import Evaluator
from derive.check.number import Jet, differ, jet, precision
from derive.check.sample import points
from derive.core.derivative import derivative_of
from derive.core.environment import DIFFERENTIAL, ENTRY
from derive.core.form import DELTA, Form
from derive.core.lemma import Lemma
from derive.core.op import Node
from derive.core.sizes import SIZES
from derive.core.text import text
from derive.normal.session import Session
from derive.ops import language

n, m = dv.sizes("n m")
X, Y, C, D = dv.matrix("X", n, m), dv.matrix("Y", n, m), dv.matrix("C", n, n), dv.matrix("D", n, n)
x, a = dv.vector("x", n), dv.scalar("a")
i, q = dv.index("i", n), dv.index("q", m)

EXAMPLES = {
    "symbol": X,
    "number": a - 3,
    "size": n * a,
    "add": X + Y - a,
    "product": 2 * X.T * C * X,
    "hadamard": dv.hadamard(X, Y, a),
    "transpose": (X * Y.T).T,
    "trace": dv.tr(X * Y.T + C),
    "ones": dv.ones(n, m) * X.T,
    "zeros": dv.zeros(n, m) + X,
    "identity": dv.identity(n) * X,
    "apply": dv.sigmoid(X * Y.T),
    "quotient": X / Y,
    "d": dv.d(X).T * Y,
    "partial": dv.partial(dv.tr(X.T * C * X), X),
    "kron": dv.tr(dv.kron(X, Y) * dv.kron(Y, X).T),
    "vec": dv.vec(X).T * dv.vec(Y),
    "commutation": dv.vec(X).T * dv.commutation(m, n) * dv.vec(X.T),
    "total": dv.total(dv.hadamard(X, X)),
    "row_sums": dv.row_sums(X),
    "column_sums": dv.column_sums(X + Y),
    "diag": dv.diag(dv.diagonal(C * X * Y.T)),
    "entry": dv.summed(X[i, q] * Y[i, q] * C[i, i], i, q),
    "sum_over": dv.summed(dv.exp(X[:, q]) / dv.norm(Y[:, q]), q),
    "einsum": dv.summed(dv.softmax(X[:, q]).T * Y[:, q] - X[1, q], q),
    "functional": dv.functional("J")(X * Y.T) * X,
    "picked": dv.summed(X[i, q] ** 2, (i, 2, n), (q, 1, m)),
    "softmax": dv.softmax(X),
    "logsumexp": dv.logsumexp(X, axis=1),
    "norm": X * dv.norm(Y * X.T),
    "jacobian": dv.jacobian_matrix(C * X, X) * dv.vec(Y),
    "hessian": dv.hessian_matrix(dv.tr(X.T * C * X), X),
    "inverse": dv.inverse(C) * X,
    "det": dv.det(C * D + dv.identity(n)),
    "diagonal": dv.diagonal(X * X.T),
    "cases": dv.cases((a, (a, ">", 0)), (None, (a, "=", 0)), (-a,)),
}

DERIVATIVES = ("partial", "jacobian", "hessian")
BY_PIECES = ("cases",)  # which stand on one side of a claim, and have no form of their own


def test_every_operation_has_an_example() -> None:
    assert set(EXAMPLES) == set(language().ops)


def index_form(session: Session, form: Form, point: object, node: Node) -> np.ndarray:
    """The form by brute force over all indices, from the meaning of a factor alone."""
    env, sizes = session.env, point.sizes
    evaluator = Evaluator(language().functions, point, ("X", "Y"))

    def array(symbol: str) -> np.ndarray:
        """The symbol, with one axis for each of its indices."""
        lengths = [SIZES[s].at(sizes) for s in env.sizes[symbol]]
        if symbol in session.symbols:
            return evaluator.value(session.symbols[symbol]).reshape(lengths)
        values = np.empty(lengths, dtype=object)
        for at in np.ndindex(*lengths):
            values[at] = total(env.definitions[symbol], dict(enumerate(at)))
        return values

    def entry(head: int, where: tuple[int, ...]) -> object:
        record = env.heads[head]
        if record.fn == DIFFERENTIAL:
            changed = evaluator.value(language().make("d", session.symbols[record.symbol]))
            return changed.reshape([SIZES[s].at(sizes) for s in env.sizes[record.symbol]])[where]
        value = array(record.symbol)
        if record.fn == ENTRY:
            return value[where]
        if record.fn == "|J":  # the only argument of the example
            argument = language().make("product", session.read(X), session.read(Y.T))
            return evaluator.value(language().make("functional", argument, data=("J", 0)))[0, 0]
        if record.fn in language().matrix_functions:
            made = language().ops[record.fn.lstrip("|")].evaluate(node, value)
            return made[where] if where else made[0, 0]
        number = value[where]
        return language().functions[record.fn].value(number if isinstance(number, Jet) else Jet(number))

    def total(part: Form, free: dict[int, int]) -> object:
        result: object = Jet(flint.fmpq(0))
        for (scale, bound, factors), c in part.terms.items():
            lengths = [SIZES[s].at(sizes) for s in bound]
            for at in np.ndindex(*lengths):
                where = {**free, **{len(part.free) + k: i for k, i in enumerate(at)}}
                product: object = Jet(flint.fmpq(Fraction(c).numerator, Fraction(c).denominator))
                for size, power in scale:
                    length = flint.fmpq(SIZES[size].at(sizes))
                    product = product * (length**power)
                for head, *indices in factors:
                    spot = tuple(where[i] for i in indices)
                    product = product * (int(spot[0] == spot[1]) if head == DELTA else entry(head, spot))
                result = result + product
        return result

    lengths = [SIZES[s].at(sizes) for s in form.free]
    values = np.empty(lengths or (1,), dtype=object)
    for at in np.ndindex(*lengths):
        values[at or 0] = total(form, dict(enumerate(at)))
    return values.reshape(evaluator.value(node).shape)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in DERIVATIVES + BY_PIECES])
def test_meaning_is_what_numpy_says(name: str) -> None:
    session = Session(language())
    node = session.read(EXAMPLES[name])
    form = session.lower(node, ("X", "Y"))
    with precision(200):
        point = next(points([node], dict(language().functions)))
        expected = Evaluator(language().functions, point, ("X", "Y")).value(node)
        found = index_form(session, form, point, node)
        assert expected.shape == found.shape
        for left, right in zip(expected.flat, found.flat, strict=True):
            assert not differ(left.value, right.value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_to_sympy_and_back(name: str) -> None:
    session = Session(language())
    node = session.read(EXAMPLES[name])
    assert session.read(session.build(node)) is node


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_can_be_shown(name: str) -> None:
    node = Session(language()).read(EXAMPLES[name])
    assert text(node)
    assert text(node, "latex").count("{") == text(node, "latex").count("}")


SMOOTH = [name for name in EXAMPLES if name not in ("d", *DERIVATIVES, *BY_PIECES)]


@pytest.mark.parametrize("name", SMOOTH)
def test_gradient_is_what_jets_say(name: str) -> None:
    """The derived gradient of a generic scalar function of the example, as a claim with its false twin."""
    expr = EXAMPLES[name]
    weights = dv.matrix("weights", *expr.shape) if expr.shape != (1, 1) else dv.scalar("weight")
    loss = dv.tr(weights.T * expr) if expr.shape != (1, 1) else weights * expr
    by = a if name in ("number", "size") else C if name in ("inverse", "det") else X
    gradient = dv.gradient(loss, by)
    assert isinstance(dv.judge(dv.partial(loss, by), gradient), Proved)
    assert not isinstance(dv.judge(dv.partial(loss, by), 2 * gradient), Proved)


@pytest.mark.parametrize("name", sorted(language().functions))
def test_records_of_functions(name: str) -> None:
    """Derivative, laws and signs of each record against its value, at several points, by enclosures."""
    functions = language().functions
    record = functions[name]

    def polynomial(poly: tuple, z: Jet) -> Jet:
        total: object = Jet(flint.fmpq(0))
        for c, names in poly:
            product: object = jet(c)
            for part in names:
                product = product * (z if part == "id" else functions[part].value(z))
            total = total + product
        return total

    with precision(200):
        for number in (Fraction(1, 3), Fraction(7, 5), Fraction(-2, 7), Fraction(-9, 4)):
            if record.where in ("positive", "nonnegative") and number < 0:
                continue
            z = Jet(flint.fmpq(number.numerator, number.denominator), (flint.fmpq(1),))
            slope = record.value(z).slopes[0] if record.value(z).slopes else flint.fmpq(0)
            assert not differ(slope, polynomial(derivative_of(name, record), z).value)
            assert differ(slope + 1, polynomial(derivative_of(name, record), z).value)
            for law in (*record.laws, *record.smooth_laws):
                assert not differ(polynomial(law, z).value, flint.fmpq(0))
            if record.reflection is not None:
                assert not differ(record.value(-z).value, polynomial(record.reflection, z).value)
            for sign in record.positive:
                assert polynomial(sign, z).value > 0


def test_a_raised_gradient_is_lowered_again_and_compared() -> None:
    session = Session(language())
    lemma = session.prover.equal(session.lower(session.read(dv.tr(C * D))), session.lower(session.read(dv.tr(D * C))))
    assert isinstance(lemma, Lemma)
