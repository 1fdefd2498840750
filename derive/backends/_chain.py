"""A B C ..., multiplied in the order that costs least; a matrix of ones is a sum and never made.

Named sizes count as equal and large, so that only vectors, scalars and numbers change the order, and of orders that
cost the same the one from left to right is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from derive.backends._array import Array, Arrays, length, nominal, size_scale
from derive.core.op import Shape

LONGEST = 100  # the search for the best order takes time cubic in the number of factors


class Value(NamedTuple):
    """A matrix: how it is stored, and the shape that it has."""

    array: Array
    shape: Shape


def multiply(arrays: Arrays, left: Value, right: Value) -> Value:
    """left right; along an axis that repeats there is nothing to multiply, only to sum or to count."""
    shape = Shape(left.shape.rows, right.shape.cols)
    summed = left.shape.cols
    a, b = left.array, right.array
    if summed and a.shape.cols and b.shape.rows:
        if a.shape.rows or b.shape.cols:
            return Value(arrays.matmul(a, b), shape)
        return Value(arrays.vdot(arrays.transposed(a), b), shape)
    if a.shape.cols:
        a = arrays.total(a, [1])
    elif b.shape.rows:
        b = arrays.total(b, [0])
    elif summed:
        a = arrays.scaled(size_scale(length(summed)), a)
    return Value(arrays.times([a, b]), shape)


def inner(arrays: Arrays, left: Value, right: Value) -> Array:
    """The sum of the entries of left ∘ right."""
    a, b = left.array, right.array
    for place, axis in enumerate(left.shape):
        if axis and a.shape[place] and not b.shape[place]:
            a = arrays.total(a, [place])
        elif axis and b.shape[place] and not a.shape[place]:
            b = arrays.total(b, [place])
        elif axis and not a.shape[place]:
            a = arrays.scaled(size_scale(length(axis)), a)
    return arrays.vdot(a, b)


def chain(arrays: Arrays, values: Sequence[Value]) -> Value:
    """The product of the values."""
    values = _shortened(arrays, values)
    return _multiplied(arrays, values, _orders(values)[1], 0, len(values) - 1)


def trace(arrays: Arrays, values: Sequence[Value]) -> Array:
    """tr(A B) = Σ Aᵀ ∘ B, cut where it costs least: the last product is never made."""
    values = _shortened(arrays, values)
    last = len(values) - 1
    if not last:
        return _diagonal(arrays, values[0])
    costs, splits = _orders(values)
    rows = values[0].array.shape.rows
    cut = min(
        range(last, 0, -1),
        key=lambda k: costs[0, k - 1] + costs[k, last] + nominal(rows, values[k].array.shape.rows),
    )
    left = _multiplied(arrays, values, splits, 0, cut - 1)
    right = _multiplied(arrays, values, splits, cut, last)
    flipped = Value(arrays.transposed(left.array), Shape(left.shape.cols, left.shape.rows))
    return inner(arrays, flipped, right)


def _diagonal(arrays: Arrays, value: Value) -> Array:
    rows, cols = value.array.shape
    if rows and cols:
        return arrays.trace(value.array)
    if rows or cols:
        return arrays.total(value.array, [0 if rows else 1])
    return arrays.scaled(size_scale(length(value.shape.rows)), value.array)


def _shortened(arrays: Arrays, values: Sequence[Value]) -> Sequence[Value]:
    """No identities, and no more factors than can be searched."""
    values = [value for value in values if value.array.kind != "eye"] or values[:1]
    while len(values) > LONGEST:
        values = [chain(arrays, values[:LONGEST]), *values[LONGEST:]]
    return values


Costs = dict[tuple[int, int], int]


def _orders(values: Sequence[Value]) -> tuple[Costs, Costs]:
    """For each run of factors, what it costs and where its last product is."""
    count = len(values)
    costs: Costs = {(i, i): 0 for i in range(count)}
    splits: Costs = {}
    for width in range(1, count):
        for i in range(count - width):
            j = i + width
            for k in range(j - 1, i - 1, -1):
                cost = costs[i, k] + costs[k + 1, j] + _cost(values, i, k, j)
                if cost < costs.get((i, j), cost + 1):
                    costs[i, j], splits[i, j] = cost, k
    return costs, splits


def _cost(values: Sequence[Value], i: int, k: int, j: int) -> int:
    rows, cols = values[i].array.shape.rows, values[j].array.shape.cols
    left, right = values[k].array.shape.cols, values[k + 1].array.shape.rows
    if left and right:
        return nominal(rows, left, cols)
    return nominal(rows, left) + nominal(right, cols) + nominal(rows, cols)


def _multiplied(arrays: Arrays, values: Sequence[Value], splits: Costs, i: int, j: int) -> Value:
    """Bottom up along the splits: a run is multiplied when both of its halves are."""
    done: dict[tuple[int, int], Value] = {(k, k): values[k] for k in range(i, j + 1)}
    pending = [(i, j)]
    while pending:
        run = pending[-1]
        if run in done:
            pending.pop()
            continue
        k = splits[run]
        halves = [(run[0], k), (k + 1, run[1])]
        missing = [half for half in halves if half not in done]
        if missing:
            pending.extend(missing)
        else:
            done[run] = multiply(arrays, done[halves[0]], done[halves[1]])
    return done[i, j]
