"""Factors that lead from one index to another, by way of others: A[r,a] D[a,s] B[a,b] E[b,s] C[b,k]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from derive.core.form import Factor


class Path(NamedTuple):
    """The indices from the first to the last, the factors at each, and those between each and the next."""

    indices: list[int]
    at: list[tuple[Factor, ...]]
    between: list[tuple[Factor, ...]]


def path(factors: Sequence[Factor], first: int, last: int, s: int) -> Path | None:
    """The only way from the first to the last index; s may stand anywhere beside one of the others."""
    joins = [(factor, [i for i in factor[1:] if i != s]) for factor in factors]
    before = {first: first}
    pending = [first]
    while pending:
        here = pending.pop(0)
        for _, joined in joins:
            for i in joined if here in joined else ():
                if i not in before:
                    before[i] = here
                    pending.append(i)
    if last not in before:
        return None
    indices = [last]
    while indices[-1] != first:
        indices.append(before[indices[-1]])
    indices.reverse()
    places = {i: place for place, i in enumerate(indices)}
    at: list[tuple[Factor, ...]] = [() for _ in indices]
    between: list[tuple[Factor, ...]] = [() for _ in indices[1:]]
    for group in _apart(joins, places):
        touched = sorted({places[i] for _, joined in group for i in joined if i in places})
        touched = touched or [len(indices) // 2]  # at s alone
        factors = tuple(factor for factor, _ in group)
        if len(touched) == 1:
            at[touched[0]] += factors
        elif len(touched) == 2 and touched[1] == touched[0] + 1 and not any(s in factor[1:] for factor in factors):
            between[touched[0]] += factors
        else:
            return None
    return Path(indices, at, between) if all(between) else None


Joined = tuple[Factor, list[int]]


def _apart(joins: list[Joined], places: dict[int, int]) -> list[list[Joined]]:
    """The factors in groups that are joined by indices off the path."""
    groups: list[tuple[set[int], list[Joined]]] = []
    for one in joins:
        off = {i for i in one[1] if i not in places}
        touching = [group for group in groups if group[0] & off]
        groups = [group for group in groups if not group[0] & off]
        groups.append((off.union(*[group[0] for group in touching]), [f for g in touching for f in g[1]] + [one]))
    return [group for _, group in groups]
