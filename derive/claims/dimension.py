"""Lengths of axes, in which a size may still be unknown: a size, a list of sizes, or what the surroundings decide.

The axes of A ⊗ B and of vec(X) are lists. Lists of equal length fit, as they do in the language itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.core.op import Axis, length
from derive.core.sizes import ONE, Size


@dataclass(frozen=True, slots=True)
class Unknown:
    """A size, or a list of them, that the surroundings decide.

    `long` where it cannot be 1. `length` is what the sizes multiply to, where that is known, and what it is taken for
    where nothing else decides.
    """

    number: int
    long: bool
    length: Size | None = None


Extent = Size | Axis
Dimension = Size | Unknown | tuple["Size | Unknown", ...]  # a list has two parts at least, none of them 1
Known = Mapping[Unknown, Dimension]  # what has been decided; never changed in place


def extent(axis: Axis) -> Extent:
    """The list of sizes of an axis, a single one by itself, none as 1."""
    return axis if len(axis) > 1 else axis[0] if axis else ONE


def sizes_of(whole: Extent) -> Axis:
    """The axis of this extent."""
    return whole if isinstance(whole, tuple) else () if whole is ONE else (whole,)


def same_length(one: Extent, other: Extent) -> bool:
    return length(sizes_of(one)) is length(sizes_of(other))


def beside(*parts: Dimension) -> Dimension:
    """One list of all these."""
    flat = [size for part in parts for size in (part if isinstance(part, tuple) else (part,)) if size is not ONE]
    return tuple(flat) if len(flat) > 1 else flat[0] if flat else ONE


def resolved(dimension: Dimension, known: Known) -> Dimension:
    while isinstance(dimension, Unknown) and dimension in known:
        dimension = known[dimension]
    if isinstance(dimension, tuple) and any(isinstance(part, Unknown) and part in known for part in dimension):
        return beside(*[resolved(part, known) for part in dimension])
    return dimension


def decided(dimension: Dimension, known: Known) -> Extent | None:
    """The extent, once everything in it is known."""
    found = resolved(dimension, known)
    if isinstance(found, Unknown):
        return found.length
    if isinstance(found, tuple):
        parts = [decided(part, known) for part in found]
        return (
            extent(tuple(size for part in parts if part is not None for size in sizes_of(part))) if all(parts) else None
        )
    return found


def unify(left: Dimension, right: Dimension, known: Known) -> Known | None:
    """What is known once the two are the same; None where they cannot be."""
    left, right = resolved(left, known), resolved(right, known)
    if left is right or left == right:
        return known
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        first, second = (right, left) if left.long and not right.long else (left, right)
        if first.length is not None and second.length is None:
            first, second = second, first
        clash = first.length is not None and first.length is not second.length
        return None if clash else {**known, first: second}
    if isinstance(left, Unknown):
        return _learnt(left, right, known)
    if isinstance(right, Unknown):
        return _learnt(right, left, known)
    if not (isinstance(left, tuple) or isinstance(right, tuple)):
        return None
    one, other = decided(left, known), decided(right, known)
    if one is not None and other is not None:
        return known if same_length(one, other) else None
    if not isinstance(left, tuple) or not isinstance(right, tuple) or len(left) != len(right):
        return None
    after: Known | None = known
    for first_part, second_part in zip(left, right, strict=True):
        after = unify(first_part, second_part, after) if after is not None else None
    return after


def _learnt(unknown: Unknown, dimension: Dimension, known: Known) -> Known | None:
    """The unknown is this; not 1 where it is long, nothing of which it is a part, and no other length than its own."""
    if unknown.long and dimension is ONE or isinstance(dimension, tuple) and unknown in dimension:
        return None
    if unknown.length is not None:
        whole = decided(dimension, known)
        if whole is None or not same_length(whole, unknown.length):
            return None
    return {**known, unknown: dimension}


def merged(one: Known, other: Known) -> Known | None:
    """Everything that either knows; None where they contradict each other."""
    if one is other or not other:
        return one
    known: Known | None = one
    for unknown, dimension in other.items():
        if known is not None:
            known = unify(unknown, dimension, known)
    return known
