"""Index form: equal sums have equal keys, whatever the order of factors and the names of indices."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.core.environment import ENTRY, Environment
from derive.core.form import DELTA, Form, Open, subtract_multiple
from derive.core.sizes import name

n, m = name("n").number, name("m").number
LENGTH = {n: 2, m: 3}


def environment() -> Environment:
    env = Environment()
    env.declare("A", (n, m))
    env.declare("C", (n, n))
    env.declare("x", (n,))
    env.declare("y", (m,))
    for symbol in env.order:
        env.head(ENTRY, symbol)
    return env


ENV = environment()
FREE = (n, m)


@st.composite
def terms(draw: st.DrawFn) -> Open:
    """A product of entries over two free and up to four bound indices."""
    bound = dict(enumerate(draw(st.lists(st.sampled_from([n, m]), max_size=4)), start=10))
    sizes = {0: n, 1: m, **bound}
    factors = []
    for _ in range(draw(st.integers(0, 5))):
        head = draw(st.integers(1, 4))
        shape = ENV.heads[head].sizes
        choices = [[i for i, size in sizes.items() if size == wanted] for wanted in shape]
        factors.append((head, *[draw(st.sampled_from(choice)) for choice in choices]))
    if draw(st.booleans()):
        rows = [i for i, size in sizes.items() if size == n]
        factors.append((DELTA, draw(st.sampled_from(rows)), draw(st.sampled_from(rows))))
    return Open(draw(st.integers(-3, 3).filter(bool)), {n: draw(st.integers(-1, 1))}, bound, factors)


def value(term: Open, factor: tuple[np.ndarray, tuple[int, ...]] | None = None) -> np.ndarray:
    """The term by brute force, from its definition, perhaps times an entry of one more array."""
    rng = np.random.default_rng(7)
    entries = {h: rng.integers(1, 50, [LENGTH[s] for s in ENV.heads[h].sizes]) for h in range(1, 5)}
    sizes = {0: n, 1: m, **term.bound}
    result = np.zeros((2, 3), dtype=object)
    for point in np.ndindex(*[LENGTH[sizes[i]] for i in sizes]):
        at = dict(zip(sizes, point, strict=True))
        product = Fraction(term.coefficient)
        for head, *indices in term.factors:
            where = tuple(at[i] for i in indices)
            product *= int(where[0] == where[1]) if head == DELTA else int(entries[head][where])
        for size, power in term.scale.items():
            product *= Fraction(LENGTH[size]) ** power
        if factor is not None:
            product *= factor[0][tuple(at[i] for i in factor[1])]
        result[at[0], at[1]] += product
    return result


def form_of(term: Open) -> Form:
    form = Form(FREE)
    form.add(term)
    return form


def stored(form: Form) -> np.ndarray:
    total = np.zeros((2, 3), dtype=object)
    for (scale, bound, factors), c in form.terms.items():
        total = total + value(Open(c, dict(scale), dict(enumerate(bound, start=2)), list(factors)))
    return total


@given(terms())
def test_the_key_means_the_same_as_the_term(term: Open) -> None:
    assert (stored(form_of(term)) == value(term)).all()


@given(terms(), st.randoms(use_true_random=False))
def test_order_of_factors_and_names_of_indices_do_not_matter(term: Open, random: Random) -> None:
    names = list(range(100, 100 + len(term.bound)))
    random.shuffle(names)
    renamed = dict(zip(term.bound, names, strict=True))
    factors = [(f[0], *[renamed.get(i, i) for i in f[1:]]) for f in term.factors]
    random.shuffle(factors)
    items = [(renamed[i], size) for i, size in term.bound.items()]
    random.shuffle(items)
    other = Open(term.coefficient, term.scale, dict(items), factors)
    assert form_of(term).key == form_of(other).key


@given(terms(), terms())
def test_equal_keys_mean_equal_values(left: Open, right: Open) -> None:
    if form_of(left).key == form_of(right).key:
        assert (value(left) == value(right)).all()


@given(terms())
def test_a_term_and_its_negative_cancel(term: Open) -> None:
    form = form_of(term)
    form.add(Open(-term.coefficient, term.scale, term.bound, term.factors))
    assert not form.terms


@settings(max_examples=50)
@given(terms(), terms(), terms(), st.data())
def test_a_multiple_of_a_law_is_subtracted(start: Open, times: Open, law: Open, data: st.DataObject) -> None:
    plain = data.draw(st.booleans())  # a law as it stands, times a number and sizes
    multiplier = next(iter(form_of(times._replace(factors=[], bound={}) if plain else times).terms))
    free = dict(enumerate((*FREE, *multiplier[1])))
    indices = tuple(data.draw(st.sampled_from([i for i, size in free.items() if size == wanted])) for wanted in FREE)
    target, subtracted = form_of(start), form_of(law)
    touched = subtract_multiple(target, 3, multiplier, subtracted, indices)
    scale, bound, factors = multiplier
    own = Open(3, dict(scale), dict(enumerate(bound, start=2)), list(factors))
    assert (stored(target) == value(start) - value(own, (value(law), indices))).all()
    assert target.terms.keys() <= form_of(start).terms.keys() | set(touched)
