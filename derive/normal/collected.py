"""A[r,s]² A[k,s]² - A[r,s]² - A[k,s]² + 1 as P[r,s] P[k,s] with P = 1 - A ∘ A.

In index form all is multiplied out. A sum of functions of one entry that is the same, up to a number, whatever it
multiplies gets a name, so that many terms in matrices become few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from itertools import islice, product
from typing import NamedTuple

from derive.core.environment import ENTRY, Environment
from derive.core.form import Factor, Form, Key, Number, Open, canonical, content

PLACES = 64  # entries of one symbol that are tried in a term
MARK = -1  # stands for the functions of an entry, where they are taken out

Part = tuple[int, ...]  # heads of functions of one entry


class Place(NamedTuple):
    """A term without the functions of one entry of a symbol, and the symbol."""

    symbol: str
    rest: Key


class Taken(NamedTuple):
    """What was taken out of a term, and where."""

    key: Key
    part: Part
    indices: tuple[int, ...]


def collected(env: Environment, form: Form, functions: Collection[str]) -> Form:
    """The same form with fewer terms, where there are such sums."""
    while True:
        found: dict[tuple[str, object], list[tuple[list[Taken], Form, Counter[int], Number]]] = defaultdict(list)
        for place, terms in _places(env, form, functions).items():
            if len({taken.part for taken in terms}) == len(terms) > 1:
                common = Counter(terms[0].part)
                for taken in terms[1:]:
                    common &= Counter(taken.part)
                inner = Form(env.sizes[place.symbol])
                for taken in terms:
                    rest = sorted((Counter(taken.part) - common).elements())
                    entry = tuple(range(len(inner.free)))
                    inner.add_key(((), (), tuple((head, *entry) for head in rest)), form.terms[taken.key])
                number, _, primitive = content(inner)
                found[place.symbol, primitive.key].append((terms, primitive, common, number))
        if not found:
            return form
        best = max(found.values(), key=lambda groups: sum(len(terms) - 1 for terms, *_ in groups))
        form = form.copy()
        for terms, primitive, common, number in best:
            if any(taken.key not in form.terms for taken in terms):
                continue  # taken by another group
            for taken in terms:
                del form.terms[taken.key]
            head = env.head(ENTRY, env.abbreviate(primitive))
            key, _, indices = terms[0]
            named = [(number_, *indices) for number_ in (head, *common.elements())]
            form.add(_open(key, [*_without(key, terms[0]), *named], number, len(form.free)))


def _places(env: Environment, form: Form, functions: Collection[str]) -> dict[Place, list[Taken]]:
    """By what is left of a term without the functions of one entry: those functions, of all terms."""
    heads = {n: env.heads[n] for n in form.heads() if env.heads[n].fn in functions}
    symbols = sorted({head.symbol for head in heads.values()})
    places: dict[Place, list[Taken]] = defaultdict(list)
    for key in form.terms:
        sizes = form.free + key[1]
        for symbol in symbols:
            for indices in islice(_entries(env.sizes[symbol], sizes), PLACES):
                part = tuple(
                    f[0] for f in key[2] if f[0] in heads and heads[f[0]].symbol == symbol and f[1:] == indices
                )
                taken = Taken(key, part, indices)
                marked = [*_without(key, taken), (MARK, *indices)]
                ((_, rest), *more) = canonical(_open(key, marked, 1, len(form.free)), len(form.free))
                if not more and all(other.key != key for other in places[Place(symbol, rest)]):
                    places[Place(symbol, rest)].append(taken)
    return places


def _entries(wanted: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """All entries of an array of these sizes at the indices of a term."""
    return product(*([i for i, size in enumerate(sizes) if size == axis] for axis in wanted))


def _without(key: Key, taken: Taken) -> list[Factor]:
    left = list(key[2])
    for head in taken.part:
        left.remove((head, *taken.indices))
    return left


def _open(key: Key, factors: list[Factor], number: Number, start: int) -> Open:
    return Open(number, dict(key[0]), dict(enumerate(key[1], start)), factors)
