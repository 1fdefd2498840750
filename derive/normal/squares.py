"""Σ_ij v_i X_ik v_j X_jk = t_k t_k with t_k = Σ_i v_i X_ik: a product of equal sums, written as a square of a name."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from derive.core.environment import ENTRY, Environment
from derive.core.form import Factor, Form, Key, Open

KEPT = 2  # indices that may stand between the parts of a square, beside the free ones
LONGEST = 8  # indices of a term that is looked at


def squared(env: Environment, form: Form) -> Form | None:
    """The form with such sums named; None where there are none."""
    found = Form(form.free)
    changed = False
    for key, c in form.terms.items():
        factors = _squares(env, form.free, key)
        if factors is None:
            found.add_key(key, c)
            continue
        used = {i for factor in factors for i in factor[1:]}  # the indices inside of names are gone
        bound = {i: size for i, size in enumerate(key[1], len(form.free)) if i in used}
        found.add(Open(c, dict(key[0]), bound, list(factors)))
        changed = True
    return found if changed else None


def _squares(env: Environment, free: tuple[int, ...], key: Key) -> tuple[Factor, ...] | None:
    """The factors of a term with its sums named, where each of them is there twice, or four times, ..."""
    _, bound, factors = key
    width = len(free)
    inner = range(width, width + len(bound))
    sizes = dict(enumerate(free + bound))
    for count in range(min(KEPT + 1, len(bound)) if len(bound) <= LONGEST else 0):
        for kept in combinations(inner, count):
            parts = _parts(factors, set(inner) - set(kept))
            names = [_named(env, part, sizes, set(inner) - set(kept)) for part in parts if part.indices]
            rest = [factor for part in parts if not part.indices for factor in part.factors]
            times = Counter([*rest, *names])
            if names and all(times[name] % 2 == 0 for name in names):
                return (*rest, *names)
    return None


class _Part:
    """Factors joined by the indices that are summed over inside of them."""

    def __init__(self, indices: set[int], factors: list[Factor]) -> None:
        self.indices, self.factors = indices, factors


def _parts(factors: tuple[Factor, ...], inside: set[int]) -> list[_Part]:
    parts: list[_Part] = []
    for factor in factors:
        own = {i for i in factor[1:] if i in inside}
        touching = [part for part in parts if part.indices & own]
        parts = [part for part in parts if not part.indices & own]
        together = [f for part in touching for f in part.factors]
        parts.append(_Part(own.union(*(part.indices for part in touching)), [*together, factor]))
    return parts


def _named(env: Environment, part: _Part, sizes: dict[int, int], inside: set[int]) -> Factor:
    """The name of the sum over the inner indices of a part, at the others in order."""
    outer = sorted({i for factor in part.factors for i in factor[1:]} - inside)
    places = {i: place for place, i in enumerate(outer)}
    bound = {1_000_000 + i: sizes[i] for i in part.indices}
    form = Form(tuple(sizes[i] for i in outer))
    form.add(Open(1, {}, bound, [(f[0], *[places.get(i, 1_000_000 + i) for i in f[1:]]) for f in part.factors]))
    return (env.head(ENTRY, env.abbreviate(form)), *outer)
