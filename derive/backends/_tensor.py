"""Entries at any number of indices, stored as a matrix: A[i, j, s] with the rows (i, j) and the columns s.

Two of them are multiplied and summed as one product of matrices: what is summed lies along the columns of the left
and the rows of the right one. Where an index is shared and stays, there is a product for each of its values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from derive.backends import _stable
from derive.backends._array import TRIANGLES, Array, Arrays, split
from derive.backends._multiply import Value, multiply
from derive.backends._structured import column, kron, reshaped
from derive.core.op import Axis, Shape
from derive.core.sizes import Size

Indices = tuple[int, ...]
Sizes = Mapping[int, Size]
Lengths = tuple[Axis, ...]  # of the axes of an array, each a list of sizes, none for 1


class Tensor(NamedTuple):
    """How the entries are stored, and which indices the rows and the columns run through, the last one fastest."""

    array: Array
    rows: Indices
    cols: Indices

    @property
    def indices(self) -> Indices:
        return self.rows + self.cols


def arranged(arrays: Arrays, tensor: Tensor, rows: Indices, cols: Indices, sizes: Sizes) -> Array:
    """The same entries with these rows and columns."""
    array, own, across = tensor
    if (rows, cols) == (own, across):
        return array
    if (rows, cols) == (across, own):
        return arrays.transposed(array)
    stored, shape = own + across, Shape(_axis(rows, sizes), _axis(cols, sizes))
    if rows + cols == stored and not cols:
        return column(arrays, array, Shape(_axis(own, sizes), _axis(across, sizes)))
    if rows + cols == stored and not across:
        return reshaped(arrays, array, shape)
    if across and rows + cols == across + own:
        return arranged(arrays, Tensor(arrays.transposed(array), across, own), rows, cols, sizes)
    if cols and cols + rows == stored:
        return arrays.transposed(arranged(arrays, tensor, cols, rows, sizes))
    scale, body = split(array)
    assert body is not None
    order = tuple(stored.index(i) for i in rows + cols)
    data = (_axis(stored, sizes), *shape, order)
    return arrays.scaled(scale, arrays.make("permute", [body], data, shape))


def product(arrays: Arrays, left: Tensor, right: Tensor, summed: Collection[int], sizes: Sizes) -> Tensor:
    """left right, summed over these indices of both."""
    shared = [i for i in left.indices if i in right.indices]
    kept = tuple(i for i in shared if i not in summed)
    inner = tuple(i for i in shared if i in summed)
    own = tuple(i for i in left.indices if i not in shared)
    other = tuple(i for i in right.indices if i not in shared)
    if not inner and not other:
        return _entrywise(arrays, left, right, sizes)
    if not inner and not own:
        return _entrywise(arrays, right, left, sizes)
    if inner and not kept:
        return _contracted(arrays, left, right, (own, inner, other), sizes)
    if not own and not other:
        a = arranged(arrays, left, inner, kept, sizes)
        b = arranged(arrays, right, inner, kept, sizes)
        return Tensor(arrays.total(arrays.times([a, b]), [0]), (), kept)
    ways = (kept, own, inner, other)
    return _batched(arrays, left, right, ways, sizes) if inner else _columns(arrays, left, right, ways, sizes)


def outer(arrays: Arrays, tensors: list[Tensor], rows: Indices, cols: Indices, sizes: Sizes) -> Array:
    """The product of all, which share no index, as a matrix with these rows and columns."""
    places = {i: place for place, i in enumerate(rows + cols)}
    result, *others = sorted(tensors, key=lambda tensor: min(places[i] for i in tensor.indices))
    for tensor in others:
        down, across = (tuple(i for i in axis if i in result.indices + tensor.indices) for axis in (rows, cols))
        one, two = (_within(t, down, across) for t in (result, tensor))
        if down == one[0] + two[0] and across == one[1] + two[1]:
            a, b = arranged(arrays, result, *one, sizes), arranged(arrays, tensor, *two, sizes)
            shapes = (Shape(*(_axis(axis, sizes) for axis in one)), Shape(*(_axis(axis, sizes) for axis in two)))
            result = Tensor(kron(arrays, a, b, shapes), down, across)
        else:
            result = _joined(arrays, result, tensor, down, across, sizes)
    return arranged(arrays, result, rows, cols, sizes)


def _contracted(
    arrays: Arrays, left: Tensor, right: Tensor, ways: tuple[Indices, Indices, Indices], sizes: Sizes
) -> Tensor:
    """One product of matrices; the sum of all products of entries where nothing else is left."""
    own, inner, other = ways
    if not own and not other:
        b = arranged(arrays, right, left.rows, left.cols, sizes)
        return Tensor(arrays.vdot(left.array, b), (), ())
    fit, turned = ((a.cols == inner) + (b.rows == inner) for a, b in ((left, right), (right, left)))
    pairs = [any(sizes[i] in TRIANGLES for i in axis) for axis in (own, other)]
    if (turned, pairs[1]) > (fit, pairs[0]):
        left, right, own, other = right, left, other, own  # Bᵀ Aᵀ has fewer transposes, or the pairs as rows
    a = arranged(arrays, left, own, inner, sizes)
    b = arranged(arrays, right, inner, other, sizes)
    shapes = [Shape(_axis(one, sizes), _axis(two, sizes)) for one, two in ((own, inner), (inner, other))]
    made = multiply(arrays, Value(a, shapes[0]), Value(b, shapes[1]))
    return Tensor(made.array, own, other)


def _entrywise(arrays: Arrays, left: Tensor, right: Tensor, sizes: Sizes) -> Tensor:
    """All indices of the right one are indices of the left one."""
    rows, cols = _within(right, left.rows, left.cols)
    if rows in ((), left.rows) and cols in ((), left.cols):
        other = arranged(arrays, right, rows, cols, sizes)
        return Tensor(_stable.times(arrays, [left.array, other]), left.rows, left.cols)
    return Tensor(_joined(arrays, left, right, left.rows, left.cols, sizes).array, left.rows, left.cols)


def _joined(arrays: Arrays, left: Tensor, right: Tensor, rows: Indices, cols: Indices, sizes: Sizes) -> Tensor:
    """The products of entries, each of the two repeated along the indices that it does not have."""
    parts: list[Array] = []
    lengths: list[Lengths] = []
    for tensor in (left, right):
        order = tuple(i for i in rows + cols if i in tensor.indices)
        # any cut of the order into rows and columns will do: that of the storage, where it fits
        stored = ((tensor.rows, tensor.cols), (tensor.cols, tensor.rows))
        cuts = [len(one) for one, two in stored if one + two == order] or [sum(i in rows for i in order)]
        cut = cuts[0]
        parts.append(arranged(arrays, tensor, order[:cut], order[cut:], sizes))
        lengths.append(tuple((sizes[i],) if i in order else () for i in rows + cols))
    return Tensor(_made(arrays, "joined *", parts, lengths, (rows, cols), sizes), rows, cols)


def _columns(
    arrays: Arrays, left: Tensor, right: Tensor, ways: tuple[Indices, Indices, Indices, Indices], sizes: Sizes
) -> Tensor:
    """Column by column the products of the entries of the left with those of the right: Khatri and Rao's product."""
    kept, own, _, other = ways
    parts = [arranged(arrays, left, own, kept, sizes), arranged(arrays, right, other, kept, sizes)]
    axes = [_axis(part, sizes) for part in (own, other, kept)]
    lengths: list[Lengths] = [(axes[0], (), axes[2]), (axes[1], axes[2])]
    return Tensor(_made(arrays, "joined *", parts, lengths, (own + other, kept), sizes), own + other, kept)


def _batched(
    arrays: Arrays, left: Tensor, right: Tensor, ways: tuple[Indices, Indices, Indices, Indices], sizes: Sizes
) -> Tensor:
    """A product of matrices for each value of the indices that are shared and stay."""
    kept, own, inner, other = ways
    parts = [arranged(arrays, left, kept + own, inner, sizes), arranged(arrays, right, kept + inner, other, sizes)]
    axes = [_axis(part, sizes) for part in ways]
    lengths: list[Lengths] = [(axes[0], axes[1], axes[2]), (axes[0], axes[2], axes[3])]
    return Tensor(_made(arrays, "joined @", parts, lengths, (kept + own, other), sizes), kept + own, other)


def _made(
    arrays: Arrays,
    kind: str,
    parts: list[Array],
    lengths: list[Lengths],
    result: tuple[Indices, Indices],
    sizes: Sizes,
) -> Array:
    (scale, a), (inner, b) = map(split, parts)
    assert a is not None and b is not None
    shape = Shape(*(_axis(axis, sizes) for axis in result))
    return arrays.scaled(scale.times(inner), arrays.make(kind, [a, b], (*lengths, shape), shape))


def _within(tensor: Tensor, rows: Indices, cols: Indices) -> tuple[Indices, Indices]:
    """Those of the rows and of the columns that are indices of the tensor."""
    return tuple(i for i in rows if i in tensor.indices), tuple(i for i in cols if i in tensor.indices)


def _axis(indices: Indices, sizes: Sizes) -> Axis:
    return tuple(sizes[i] for i in indices)
