"""A C + B C = (A + B) C: products with one operand in common are multiplied once.

And entries that are moved to the same places are added before they are moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from derive.backends._array import Array, Arrays, ordered, split

MOVED = ("transpose", "permute", "unpaired", "mirrored", "spread")


def shared(arrays: Arrays, roots: Sequence[Array]) -> list[Array]:
    """The roots, with what the terms of a sum have in common taken out where it is used there alone."""
    order = ordered(roots)
    uses = Counter(arg for array in order for arg in array.args)
    uses.update(roots)
    new: dict[Array, Array] = {}
    once: set[Array] = set()  # what is used in one place
    for array in order:
        args = [new[arg] for arg in array.args]
        new[array] = _sum(arrays, args, once) if array.kind == "add" else arrays.again(array, args)
        if uses[array] == 1:
            once.add(new[array])
    return [new[root] for root in roots]


def _sum(arrays: Arrays, terms: Sequence[Array], once: set[Array]) -> Array:
    """The sum of the terms."""
    groups: dict[tuple[Any, ...], list[Array]] = defaultdict(list)
    for term in terms:
        body = split(term)[1]
        alike: tuple[Any, ...] = (term,)
        if body is not None and body in once and (term is body or term in once):
            if body.kind in MOVED:
                alike = (body.kind, body.data, body.shape)
            elif body.kind == "matmul":
                alike = ("matmul", body.args[1])
        groups[alike].append(term)
    if all(len(group) == 1 for group in groups.values()):
        return arrays.add(terms)
    parts = []
    for group in groups.values():
        first = split(group[0])[1]
        if len(group) == 1 or first is None:
            parts += group
            continue
        bodies = [(scale, body) for scale, body in map(split, group) if body is not None]
        inside = [arrays.scaled(scale, body.args[0]) for scale, body in bodies]
        inner = _sum(arrays, inside, once.union(inside) if first.args[0] in once else set())
        scale, rest = split(inner)
        if rest is None:
            parts.append(arrays.zero)
        elif first.kind == "matmul":
            parts.append(arrays.scaled(scale, arrays.matmul(rest, first.args[1])))
        elif first.kind == "transpose":
            parts.append(arrays.transposed(inner))
        else:
            parts.append(arrays.scaled(scale, arrays.make(first.kind, [rest], first.data, first.shape)))
    return arrays.add(parts)
