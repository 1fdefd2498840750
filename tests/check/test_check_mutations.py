"""One change anywhere in a certificate: it is turned away, or what it proves is true.

True is what holds in numbers: sums written out, functions of mpmath, derivatives by differences of 100 digits.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from random import Random
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive as dv
from derive import d, define, exp, hadamard, log, partial, sigmoid, tanh, tr
from derive.check.certificate import certificate
from derive.check.document import Judged
from derive.check.judge import judge
from derive.check.recheck import Rechecked, recheck
from derive.check.verdict import Proved
from derive.core.claim import Claim
from derive.core.condition import Rejected
from derive.core.environment import DERIVATIVE, DIFFERENTIAL, ENTRY
from derive.core.errors import Unreadable
from derive.core.form import DELTA, Form
from derive.core.function import opaque_parts
from derive.core.kernel import Proof
from derive.core.lemma import Lemma
from derive.core.sizes import SIZES
from derive.normal.session import Session
from derive.ops import language

# --- in numbers ------------------------------------------------------------------------------------------------------

Entries = dict[tuple[int, ...], Any]
STEP = mpmath.mpf(10) ** -25


class Undefined(Exception):
    """There is no value at this point."""


def positive(z: Any) -> Any:
    if z <= 0:
        raise Undefined
    return z


def nonzero(z: Any) -> Any:
    if z == 0:
        raise Undefined
    return z


KNOWN: dict[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "log": lambda z: mpmath.log(positive(z)),
    "reciprocal": lambda z: 1 / nonzero(z),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "step": lambda z: mpmath.mpf(nonzero(z) > 0),
    "relu": lambda z: max(nonzero(z), mpmath.mpf(0)),
    "sign": lambda z: mpmath.sign(nonzero(z)),
    "abs": lambda z: abs(nonzero(z)),
    "sqrt": lambda z: mpmath.sqrt(positive(z)),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
}


def applied(fn: str, z: Any) -> Any:
    """A known function, or a derivative of a polynomial in place of an opaque one."""
    if fn in KNOWN:
        return KNOWN[fn](z)
    letter, order = opaque_parts(fn)
    coefficients = [mpmath.mpf(1 + (len(letter) + k) % 5) / (k + 1) for k in range(5)]
    return (
        mpmath.diff(lambda u: mpmath.polyval(coefficients, u), z, order) if order else mpmath.polyval(coefficients, z)
    )


class Point:
    """Numbers for everything that a certificate is over."""

    def __init__(self, found: Rechecked, seed: int) -> None:
        self.kernel, self.env = found.kernel, found.kernel.env
        names = {name for size in SIZES for name in size.names()}
        self.lengths = {name: Random(f"{name} {seed}").choice((1, 2, 2, 3)) for name in names}
        random = Random(seed)
        variables = [symbol for symbol in self.env.order if symbol not in self.env.definitions]
        self.values = {symbol: self.random(symbol, random) for symbol in variables}
        self.moves = {symbol: self.random(symbol, random) for symbol in variables}

    def random(self, symbol: str, random: Random) -> Entries:
        return {at: mpmath.mpf(random.choice((-7, 3, 5, 8, 9))) / random.randint(7, 11) for at in self.places(symbol)}

    def length(self, size: int) -> int:
        return SIZES[size].at(self.lengths)

    def ranges(self, sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        return product(*[range(self.length(size)) for size in sizes])

    def places(self, symbol: str) -> list[tuple[int, ...]]:
        return list(self.ranges(self.env.sizes[symbol]))

    def entries(self, symbol: str, given: dict[str, Entries]) -> Entries:
        """The value of a symbol, what is given taking the place of definitions; kept in `given`."""
        if symbol not in given:
            definition = self.env.definitions[symbol]
            given[symbol] = {at: self.form(definition, at, given) for at in self.places(symbol)}
        return given[symbol]

    def form(self, form: Form, at: tuple[int, ...], given: dict[str, Entries]) -> Any:
        total = mpmath.mpf(0)
        for (scale, bound, factors), c in form.terms.items():
            outside = mpmath.mpf(c.numerator) / c.denominator
            for size, power in scale:
                outside *= mpmath.mpf(self.length(size)) ** power
            for summed in self.ranges(bound):
                term = outside
                for factor in factors:
                    term *= self.factor(factor[0], tuple((*at, *summed)[i] for i in factor[1:]), given)
                total += term
        return total

    def factor(self, number: int, at: tuple[int, ...], given: dict[str, Entries]) -> Any:
        if number == DELTA:
            return mpmath.mpf(at[0] == at[1])
        head = self.env.heads[number]
        if head.fn not in (DERIVATIVE, DIFFERENTIAL):
            value = self.entries(head.symbol, given)[at]
            return value if head.fn == ENTRY else applied(head.fn, value)
        width = len(self.env.sizes[head.symbol])
        if head.fn == DERIVATIVE:
            moves = {head.wrt[0]: {at[width:]: mpmath.mpf(1)}}
        else:
            moves = {symbol: self.moves[symbol] for symbol in head.wrt if symbol in self.moves}
        ends = [self.moved(head.symbol, at[:width], moves, sign * STEP, given) for sign in (1, -1)]
        return (ends[0] - ends[1]) / (2 * STEP)

    def moved(self, symbol: str, at: tuple[int, ...], moves: dict[str, Entries], step: Any, given: Any) -> Any:
        fixed = {s: given[s] for s in given if s in self.values}
        for name, move in moves.items():
            fixed[name] = {k: v + step * move.get(k, 0) for k, v in self.entries(name, given).items()}
        return self.entries(symbol, fixed)[at]

    def holds(self, found: Rechecked) -> bool:
        """Whether every entry of the two sides agrees; Undefined where the conditions do not hold."""
        given = dict(self.values)
        for kind, symbol in found.conditions:
            for value in self.entries(symbol, given).values():
                (positive if kind == "positive" else nonzero)(value)
        for at in self.ranges(found.statement.lhs.free):
            left, right = (self.form(side, at, given) for side in (found.statement.lhs, found.statement.rhs))
            if abs(left - right) > mpmath.mpf(10) ** -20 * (1 + abs(left)):
                return False
        return True


def verdict(found: Rechecked) -> bool | None:
    """Whether a statement holds at a few points; None where it is defined at none of them."""
    seen = None
    with mpmath.workdps(100):
        for seed in range(6):
            try:
                if not Point(found, seed).holds(found):
                    return False
                seen = True
            except Undefined:
                continue
    return seen


# --- certificates and changes ----------------------------------------------------------------------------------------

n, m = dv.sizes("n m")
X, C, w, y, a, b = (
    dv.matrix("X", n, m),
    dv.matrix("C", n, n),
    dv.vector("w", n),
    dv.vector("y", m),
    *map(dv.scalar, "ab"),
)
r = define("r", X.T * w - y)
J = define("J", r.T * r / m)
p = define("p", sigmoid(X.T * w))
L = define("L", -(y.T * log(p) + (1 - y).T * log(1 - p)) / m)
S = define("S", a * b)
g = dv.function("g")
CLAIMS: dict[str, tuple[Any, Any]] = {
    "least squares": (partial(J, w), (2 / m) * X * r),
    "cross-entropy": (partial(L, w), (1 / m) * X * (p - y)),
    "a trace": (tr(X.T * C * X), tr(X * X.T * C)),
    "a differential": (d(tr(C * C)), 2 * tr(C * d(C))),
    "logarithms": (log(S) + log(1 / a), log(b)),
    "exponentials": (exp(a + b) * exp(a), exp(b) * exp(2 * a)),
    "any function": (partial(define("G", dv.ones(1, n) * g(C * w)), w), C.T * g.prime(C * w)),
    "tanh": (
        partial(define("T", dv.ones(1, n) * tanh(X) * y), X),
        hadamard(1 - hadamard(tanh(X), tanh(X)), dv.ones(n) * y.T),
    ),
}


@cache
def certified(name: str) -> str:
    session, (lhs, rhs) = Session(language()), CLAIMS[name]
    found = judge(session, Claim(name, lhs, rhs))
    assert isinstance(found, Proved)
    return json.dumps(certificate(Judged(found, session.read(lhs), session.read(rhs), 0.0)))


Path = tuple[str | int, ...]


def parts(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where in a certificate something stands; what it says about itself is left out."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        if key != "claim":
            yield from parts(part, (*path, key))


def changed(value: Any, kind: int, words: list[str]) -> Any:
    """Another value of the same sort."""
    if isinstance(value, int):
        return [value + 1, value - 1, -value, 0, value + 2, [value, 2], value * 3][kind % 7]
    if isinstance(value, str):
        return words[kind % len(words)]
    if isinstance(value, dict):
        return {key: part for place, (key, part) in enumerate(value.items()) if place != kind % len(value)}
    if not value:
        return [0]
    place, other = kind % len(value), (kind // 7) % len(value)
    swapped = list(value)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    return [value[:place] + value[place + 1 :], [*value, value[place]], swapped, value[::-1], []][kind % 5]


def mutated(name: str, path: Path, kind: int) -> dict[str, Any]:
    record = json.loads(certified(name))
    words = sorted({word for head in record["heads"] for word in head[:2]} | {"a", "exp", "log", "reciprocal", "tanh"})
    if not path:
        return changed(record, kind, words)  # type: ignore[no-any-return]
    inside = record
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = changed(copy.deepcopy(inside[path[-1]]), kind, words)
    return record  # type: ignore[no-any-return]


def outcome(record: dict[str, Any]) -> Rechecked | None:
    try:
        return recheck(json.dumps(record).encode(), language().records)
    except (Rejected, Unreadable) as error:
        assert str(error) and "\n" not in str(error)
        return None


@pytest.mark.parametrize("name", CLAIMS)
def test_the_certificates_are_true_in_numbers(name: str) -> None:
    found = outcome(json.loads(certified(name)))
    assert found is not None
    assert verdict(found) is True


@given(st.data())
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_one_change_makes_no_falsehood(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CLAIMS)))
    path = data.draw(st.sampled_from(list(parts(json.loads(certified(name))))))
    found = outcome(mutated(name, path, data.draw(st.integers(0, 100))))
    assert found is None or verdict(found) is not False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=3) | st.just(10**150),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["lhs", "name", "sizes"]), inner),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=500, deadline=None, derandomize=True)
def test_nothing_that_a_file_may_hold_is_a_traceback(data: st.DataObject) -> None:
    """Any JSON in place of any part: turned away in one sentence, or true."""
    record = json.loads(certified(data.draw(st.sampled_from(sorted(CLAIMS)))))
    path = data.draw(st.sampled_from([path for path in parts(record) if path]))
    inside = record
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(JSON)
    found = outcome(record)
    assert found is None or verdict(found) is not False


def all_changes(name: str) -> tuple[int, int, int]:
    """Every number of a certificate one larger: how many are turned away, how many are true, how many false."""
    away, true, false = 0, 0, 0
    record = json.loads(certified(name))
    for path in parts(record):
        part: Any = record
        for key in path:
            part = part[key]
        if not isinstance(part, int):
            continue
        found = outcome(mutated(name, path, 0))
        if found is None:
            away += 1
        elif verdict(found) is False:
            false += 1
        else:
            true += 1
    return away, true, false


@pytest.mark.parametrize(("name", "accepted"), [("least squares", 4), ("logarithms", 0), ("a differential", 2)])
def test_every_number_counts(name: str, accepted: int) -> None:
    """What is accepted says something else that is true, such as the same for sizes 2 n in place of n."""
    away, true, false = all_changes(name)
    assert (true, false) == (accepted, 0)
    assert away > 10 * true


@pytest.mark.parametrize(("name", "falsehoods"), [("least squares", 7), ("logarithms", 10), ("a differential", 7)])
def test_without_the_kernel_falsehoods_are_seen(name: str, falsehoods: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers tell what is false: a kernel that accepts whatever is left over lets it through, and it shows."""

    def accepts(self: Proof) -> Lemma:
        self.residual = Form(self.lhs.free)
        return self.kernel.accept(self)

    monkeypatch.setattr(Proof, "close", accepts)
    assert all_changes(name)[2] == falsehoods
