"""A B C ..., multiplied in the order that costs least; a matrix of ones is a sum and never made.

Named sizes count as equal and large, so that only vectors, scalars and numbers change the order, and of orders that
cost the same the one from left to right is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends import _structured
from derive.backends._array import UNIT, Array, Arrays, length, nominal, size_scale, split
from derive.backends._multiply import Value, multiply, structure
from derive.backends._sign import nonnegative
from derive.core.op import Shape

LONGEST = 100  # the search for the best order takes time cubic in the number of factors


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
    half = _half(arrays, values)
    if half:
        turned = Value(arrays.transposed(half.array), Shape(half.shape.cols, half.shape.rows))
        return multiply(arrays, half, turned)
    return _multiplied(arrays, values, _orders(values)[1], 0, len(values) - 1)


def _half(arrays: Arrays, values: Sequence[Value]) -> Value | None:
    """C where the product is C Cᵀ, of which libraries work out one half: A diag(v) Aᵀ with C = A diag(√v), v >= 0."""
    count = len(values)
    pairs = [(values[place].array, values[-1 - place].array) for place in range(count // 2)]
    if count < 2 or any(arrays.transposed(one) is not other for one, other in pairs):
        return None
    left = list(values[: count // 2])
    if count % 2:
        kind, matrix, _ = structure(values[count // 2].array)
        scale = split(values[count // 2].array)[0]
        if kind != "diag" or scale != UNIT or not nonnegative(arrays, matrix):
            return None
        root = arrays.function("sqrt", matrix.args[0])
        left.append(Value(_structured.diag(arrays, root, length(root.shape.rows)), values[count // 2].shape))
    rows, inner_axis = left[0].array.shape.rows, left[-1].array.shape.cols
    if not rows or not inner_axis:
        return None
    costs, _ = _orders(values)
    if costs[0, len(left) - 1] + nominal(rows, inner_axis, rows) // 2 > costs[0, count - 1]:
        return None
    return chain(arrays, left)


def trace(arrays: Arrays, values: Sequence[Value]) -> Array:
    """tr(A B) = Σ Aᵀ ∘ B: the last product is never made."""
    values = _shortened(arrays, values)
    halves = _halves(arrays, values)
    return inner(arrays, *halves) if halves else _trace(arrays, chain(arrays, values))


def diagonal(arrays: Arrays, values: Sequence[Value]) -> Array:
    """The diagonal of A B = (A ∘ Bᵀ) 1, as a column: the last product is never made."""
    values = _shortened(arrays, values)
    halves = _halves(arrays, values)
    if not halves:
        return _structured.diagonal(arrays, chain(arrays, values).array)
    left, right = halves
    entries = Value(arrays.times([left.array, right.array]), left.shape)
    return arrays.transposed(multiply(arrays, Value(arrays.one, Shape((), left.shape.rows)), entries).array)


def _halves(arrays: Arrays, values: Sequence[Value]) -> tuple[Value, Value] | None:
    """Aᵀ and B where the values multiply to A B, cut where it costs least; none where a half has a structure."""
    last = len(values) - 1
    costs, splits = _orders(values)
    rows = values[0].array.shape.rows
    structured = [bool(structure(value.array)[0]) for value in values]
    cuts = [k for k in range(last, 0, -1) if not (k == 1 and structured[0] or k == last and structured[last])]
    if not cuts:
        return None
    cut = min(cuts, key=lambda k: costs[0, k - 1] + costs[k, last] + nominal(rows, values[k].array.shape.rows))
    left = _multiplied(arrays, values, splits, 0, cut - 1)
    right = _multiplied(arrays, values, splits, cut, last)
    return Value(arrays.transposed(left.array), Shape(left.shape.cols, left.shape.rows)), right


def _trace(arrays: Arrays, value: Value) -> Array:
    rows, cols = value.array.shape
    if structure(value.array)[0] == "diag":
        return arrays.total(value.array, [0, 1])
    if rows and cols:
        return arrays.trace(value.array)
    if rows or cols:
        return arrays.total(value.array, [0 if rows else 1])
    return arrays.scaled(size_scale(length(value.shape.rows)), value.array)


def _shortened(arrays: Arrays, values: Sequence[Value]) -> Sequence[Value]:
    """No identities, diagonal matrices multiplied with each other, and no more factors than can be searched."""
    kept: list[Value] = []
    for value in [value for value in values if value.array.kind != "eye"] or values[:1]:
        if kept and structure(kept[-1].array)[0] == structure(value.array)[0] == "diag":
            kept[-1] = multiply(arrays, kept[-1], value)
        else:
            kept.append(value)
    while len(kept) > LONGEST:
        kept = [chain(arrays, kept[:LONGEST]), *kept[LONGEST:]]
    return kept


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
    # what stands behind an inverse is solved first
    more = int(k + 1 == j and structure(values[j].array)[0] == "inverse")
    if left and right:
        return nominal(rows, left, cols) + more
    return nominal(rows, left) + nominal(right, cols) + nominal(rows, cols) + more


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
