"""Index form: a sum of products of entries, contracted indices named canonically.

    form  =  sum over terms of  coefficient * product of sizes * sum over bound indices of  product of factors

A factor is `(head, index, index, ...)`: a number of a `Head` (see `environment.py`) and indices, which are plain
integers. The free indices of a form are 0, 1, ..., k-1; bound ones follow. A term is stored under a key in which
factors are sorted and bound indices renamed canonically, so two terms that differ in the order of factors or in the
names of bound indices have the same key. Every renaming made here is one-to-one and keeps the size of each index,
so equal keys always mean equal terms; should the canonical choice ever miss an equality, that only costs a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import count, islice, permutations
from math import gcd, lcm
from typing import NamedTuple

from derive.core.sizes import SIZES, Size, name

DELTA = 0  # the number of the head of the Kronecker delta, in every environment
LABELLINGS = 720  # how many orders of indistinguishable bound indices are tried

Number = int | Fraction
Factor = tuple[int, ...]
Scale = tuple[tuple[int, int], ...]  # (number of a size, power), sorted
Key = tuple[Scale, tuple[int, ...], tuple[Factor, ...]]


class Open(NamedTuple):
    """A term whose bound indices still carry arbitrary names, for multiplying."""

    coefficient: Number
    scale: Mapping[int, int]
    bound: dict[int, int]  # index -> number of its size
    factors: list[Factor]


class Form:
    """A sum of terms with the free indices 0 .. len(free)-1, whose sizes are `free`."""

    __slots__ = ("free", "terms")

    def __init__(self, free: tuple[int, ...], terms: dict[Key, Number] | None = None) -> None:
        self.free = free
        self.terms: dict[Key, Number] = {} if terms is None else terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def key(self) -> tuple[object, ...]:
        """What two forms have in common exactly when they are the same sum."""
        return self.free, frozenset(self.terms.items())

    def copy(self) -> Form:
        return Form(self.free, dict(self.terms))

    def add(self, term: Open) -> list[Key]:
        """Add a term, whose bound indices may have any names; the keys that this touched."""
        touched = []
        for coefficient, key in canonical(term, len(self.free)):
            self.add_key(key, coefficient)
            touched.append(key)
        return touched

    def add_key(self, key: Key, coefficient: Number) -> None:
        total = self.terms.get(key, 0) + coefficient
        if total:
            self.terms[key] = total
        else:
            self.terms.pop(key, None)

    def add_form(self, other: Form, times: Number = 1) -> None:
        terms = self.terms
        for key, coefficient in other.terms.items():
            total = terms.get(key, 0) + times * coefficient
            if total:
                terms[key] = total
            else:
                terms.pop(key, None)

    def heads(self) -> set[int]:
        return {factor[0] for key in self.terms for factor in key[2]}


def opened(key: Key, coefficient: Number, indices: Sequence[int], fresh: Iterator[int]) -> Open:
    """The term with its free indices replaced by `indices` and its bound ones by fresh names."""
    scale, bound, factors = key
    summed = tuple(islice(fresh, len(bound)))
    names = (*indices, *summed)
    moved = [(factor[0], *[names[i] for i in factor[1:]]) for factor in factors]
    return Open(coefficient, dict(scale), dict(zip(summed, bound, strict=True)), moved)


def times(left: Open, right: Open) -> Open:
    """The product of two terms whose bound indices have different names."""
    scale = dict(left.scale)
    for size, power in right.scale.items():
        scale[size] = scale.get(size, 0) + power
    return Open(
        left.coefficient * right.coefficient,
        scale,
        {**left.bound, **right.bound},
        left.factors + right.factors,
    )


def fresh_indices() -> Iterator[int]:
    """Index names that no stored term uses."""
    return count(1_000_000)


def unit(free: tuple[int, ...], coefficient: Number = 1) -> Form:
    """The constant form."""
    return Form(free, {((), (), ()): coefficient} if coefficient else {})


def entry(head: int, free: tuple[int, ...]) -> Form:
    """The form that is one factor, the head's own indices in order."""
    return Form(free, {((), (), ((head, *range(len(free))),)): 1})


def content(form: Form) -> tuple[Number, Scale, Form]:
    """number * sizes * form: the scalar that all terms share, and the form without it.

    The number is signed so that of what is left the constant, or else the longest term, is positive: a form and its
    multiples leave the same.
    """
    if not form.terms:
        return 1, (), form
    values = form.terms.values()  # whole numbers have numerators and denominators too
    above, below = gcd(*[c.numerator for c in values]), lcm(*[c.denominator for c in values])
    number: Number = above if below == 1 else Fraction(above, below)
    if form.terms[max(form.terms, key=lambda key: (not key[2], len(key[2]), key[2], key))] < 0:
        number = -number
    shared: dict[int, int] = dict(next(iter(form.terms))[0])
    for scale, _, _ in form.terms:
        here = dict(scale)
        shared = {
            size: (min if power > 0 else max)(power, here[size])
            for size, power in shared.items()
            if here.get(size, 0) * power > 0
        }
    rest: dict[Key, Number] = {}
    for (scale, bound, factors), c in form.terms.items():
        left = {size: power - shared.get(size, 0) for size, power in scale}
        key = (tuple(sorted((s, p) for s, p in left.items() if p)), bound, factors)
        rest[key] = c if number == 1 else -c if number == -1 else int(c / Fraction(number))
    return number, tuple(sorted(shared.items())), Form(form.free, rest)


def subtract_multiple(
    target: Form, coefficient: Number, multiplier: Key, law: Form, indices: Sequence[int]
) -> list[Key]:
    """target := target - coefficient * sum over bound indices of multiplier * law at the given indices.

    `indices` says which index of the multiplier (free or bound) stands for each free index of the law. Returns the
    keys that this touched.
    """
    start = len(target.free)
    scale, bound, factors = multiplier
    if not scale and not bound and not factors and indices == tuple(range(start)):  # the law as it stands
        target.add_form(law, -coefficient)
        return list(law.terms)
    touched: list[Key] = []
    for key, c in law.terms.items():
        for number, found in _instance(multiplier, key, tuple(indices), start):
            target.add_key(found, -coefficient * c * number)
            touched.append(found)
    return touched


@lru_cache(maxsize=1 << 14)
def _instance(multiplier: Key, key: Key, indices: tuple[int, ...], start: int) -> tuple[tuple[Number, Key], ...]:
    """The product of two terms, of which the first has `start` free indices; `indices` are those of the second."""
    scale, bound, factors = multiplier
    powers, summed, own = key
    end = start + len(bound)
    names = (*indices, *range(end, end + len(summed)))
    merged = dict(scale)
    for size, power in powers:
        merged[size] = merged.get(size, 0) + power
    moved = [(f[0], *[names[i] for i in f[1:]]) for f in own]
    return tuple(canonical(Open(1, merged, dict(enumerate(bound + summed, start)), [*factors, *moved]), start))


# --- the canonical key of a term -----------------------------------------------------------------------------------


def canonical(term: Open, free: int) -> Iterable[tuple[Number, Key]]:
    """The keys and coefficients whose sum is the term: one, unless a composite size has to be multiplied out."""
    coefficient, powers, bound, factors = term
    for factor in factors:
        if factor[0] == DELTA:
            factors, bound = _without_deltas(factors, dict(bound), free)
            break
    if bound:
        used = {i for factor in factors for i in factor[1:]}
        if not bound.keys() <= used:
            # an index that no factor mentions is summed over ones: the size of its axis
            powers = dict(powers)
            for i in [i for i in bound if i not in used]:
                powers[bound[i]] = powers.get(bound[i], 0) + 1
            bound = {i: size for i, size in bound.items() if i in used}
    names, sizes = _named(factors, bound, free)
    if names:
        factors = [(f[0], *[names.get(i, i) for i in f[1:]]) for f in factors]
    renamed = tuple(sorted(factors))
    scale = tuple(sorted([(size, power) for size, power in powers.items() if power])) if powers else ()
    if not scale:
        return ((coefficient, ((), sizes, renamed)),)
    return [(coefficient * c, (s, sizes, renamed)) for c, s in _scales(scale)]


def _without_deltas(factors: list[Factor], bound: dict[int, int], free: int) -> tuple[list[Factor], dict[int, int]]:
    kept: list[Factor] = []
    deltas: list[Factor] = []
    renamed: dict[int, int] = {}

    def now(i: int) -> int:
        while i in renamed:
            i = renamed[i]
        return i

    for factor in factors:
        if factor[0] != DELTA:
            kept.append(factor)
            continue
        i, j = now(factor[1]), now(factor[2])
        if i == j:
            continue
        if j in bound:
            renamed[j] = i
            del bound[j]
        elif i in bound:
            renamed[i] = j
            del bound[i]
        else:
            # free indices stay, but beside their delta everything else may stand at the smaller one
            renamed[max(i, j)] = min(i, j)
            deltas.append((DELTA, min(i, j), max(i, j)))
    names = {i: now(i) for i in renamed}
    return deltas + [(f[0], *[names.get(i, i) for i in f[1:]]) for f in kept], bound


@lru_cache(maxsize=4096)
def _scales(scale: Scale) -> list[tuple[Number, Scale]]:
    """Products of sizes as Laurent monomials in the names; positive powers of sums are multiplied out."""
    parts: dict[Scale, Number] = {(): 1}
    for number, power in scale:
        factors = _factor_out(SIZES[number], power > 0)
        for _ in range(abs(power)):
            collected: dict[Scale, Number] = {}
            for powers, c in parts.items():
                for c2, powers2 in factors:
                    key = _merge(powers, powers2)
                    collected[key] = collected.get(key, 0) + c * c2
            parts = collected
    return [(c, powers) for powers, c in parts.items() if c]


def _factor_out(size: Size, positive: bool) -> list[tuple[Number, dict[int, int]]]:
    if positive:
        return [(c, {name(text).number: power for text, power in names}) for names, c in size.terms]
    if len(size.terms) == 1:
        (names, c) = size.terms[0]
        return [(1 if c == 1 else Fraction(1, c), {name(text).number: -power for text, power in names})]
    return [(1, {size.number: -1})]


def _merge(left: Scale, right: Mapping[int, int]) -> Scale:
    merged = dict(left)
    for size, power in right.items():
        merged[size] = merged.get(size, 0) + power
    return tuple(sorted((size, power) for size, power in merged.items() if power))


def _named(factors: list[Factor], bound: dict[int, int], free: int) -> tuple[dict[int, int], tuple[int, ...]]:
    """Canonical names of the bound indices and the sizes in that order; a one-to-one renaming by construction.

    Factors that share no bound index are independent: each connected part is put in order by itself, then the parts.
    """
    if not bound:
        return {}, ()
    if len(bound) == 1:
        ((index, size),) = bound.items()
        return {} if index == free else {index: free}, (size,)
    parts = sorted(
        _ordered(part, [i for i in bound if i in indices], bound, free) for part, indices in _parts(factors, bound)
    )
    order = [i for _, _, indices in parts for i in indices]
    return {index: free + place for place, index in enumerate(order)}, tuple(bound[i] for i in order)


def _parts(factors: list[Factor], bound: dict[int, int]) -> list[tuple[list[Factor], set[int]]]:
    """Factors that hang together by bound indices, with those indices."""
    parts: list[tuple[list[Factor], set[int]]] = []
    for factor in factors:
        inside = {i for i in factor[1:] if i in bound}
        if not inside:
            continue
        joined, apart = [factor], []
        for part, indices in parts:
            if indices & inside:
                joined += part
                inside = inside | indices
            else:
                apart.append((part, indices))
        parts = [*apart, (joined, inside)]
    return parts


def _ordered(
    factors: list[Factor], indices: list[int], bound: dict[int, int], free: int
) -> tuple[tuple[Factor, ...], tuple[int, ...], tuple[int, ...]]:
    """The least way to write a connected part, the sizes and the bound indices in the order that makes it so."""
    sizes = {i: bound[i] for i in indices}
    best: tuple[Factor, ...] | None = None
    chosen: tuple[int, ...] = ()
    for order in islice(_orders(_cells(factors, sizes) if len(indices) > 1 else [indices]), LABELLINGS):
        names = {index: free + place for place, index in enumerate(order)}
        renamed = tuple(sorted((f[0], *[names.get(i, i) for i in f[1:]]) for f in factors))
        if best is None or renamed < best:
            best, chosen = renamed, order
    assert best is not None
    return best, tuple(bound[i] for i in chosen), chosen


def _orders(cells: list[list[int]]) -> Iterator[tuple[int, ...]]:
    """The orders that keep the order of the cells, one at a time: there can be very many."""
    if not cells:
        yield ()
        return
    for first in permutations(cells[0]):
        for rest in _orders(cells[1:]):
            yield first + rest


def _cells(factors: list[Factor], bound: dict[int, int]) -> list[list[int]]:
    """Bound indices in classes that no canonical description tells apart, the classes in canonical order."""
    colour = dict(bound)
    classes = len(set(colour.values()))
    while True:
        described: dict[int, list[tuple[object, ...]]] = {i: [(colour[i],)] for i in bound}
        for factor in factors:
            head = factor[0]
            around = tuple(colour[i] if i in bound else -1 - i for i in factor[1:])
            for place, i in enumerate(factor[1:]):
                if i in bound:
                    described[i].append((head, place, around))
        keys = {i: (words[0], tuple(sorted(words[1:]))) for i, words in described.items()}
        ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
        colour = {i: ranks[keys[i]] for i in bound}
        if len(ranks) == classes or len(ranks) == len(bound):
            break
        classes = len(ranks)
    cells: dict[int, list[int]] = {}
    for i, rank in colour.items():
        cells.setdefault(rank, []).append(i)
    return [cells[rank] for rank in sorted(cells)]
