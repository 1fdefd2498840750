"""Products of Kronecker products, diagonal and commutation matrices as sums over indices; none of them is made.

(X ⊗ I) diag(vec P) (Xᵀ ⊗ I) is  sum over s of X[l,s] P[r,s] X[j,s], where r is the second index of both the row (l, r)
and the column (j, r). `_contraction.py` says how such a sum is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends import _chain, _structured
from derive.backends._array import Array, Arrays, length, ordered, seen, split
from derive.backends._contraction import Contraction
from derive.backends._multiply import Value
from derive.backends._tensor import Indices, Tensor, outer
from derive.core.op import Axis, Shape

KRONECKER = ("kron", "commutation")
LARGEST = 40  # factors; the search for the cheapest two takes time cubic in their number
LETTERS = 26  # axes; each has a letter where some are equal


class Mismatch(Exception):
    """Two axes are of the same length, but not made up alike."""


def chain(arrays: Arrays, values: Sequence[Value]) -> Value:
    """The product of the values."""
    shape = Shape(values[0].shape.rows, values[-1].shape.cols)
    found = _contracted(arrays, values) if _is_kronecker(values) else None
    return Value(found, shape) if found else _chain.chain(arrays, values)


def trace(arrays: Arrays, values: Sequence[Value]) -> Array:
    """The trace of the product of the values."""
    found = _contracted(arrays, values, "trace") if _is_kronecker(values) else None
    return found or _chain.trace(arrays, values)


def diagonal(arrays: Arrays, values: Sequence[Value]) -> Array:
    """The diagonal of the product of the values, as a column."""
    found = _contracted(arrays, values, "diagonal") if _is_kronecker(values) else None
    return found or _chain.diagonal(arrays, values)


def made(arrays: Arrays, roots: Sequence[Array]) -> list[Array]:
    """The roots, with every Kronecker product and commutation matrix that stands alone as what is to be computed."""
    new: dict[Array, Array] = {}
    for array in ordered(roots):
        args = [new[arg] for arg in array.args]
        new[array] = arrays.again(array, args)
        if array.kind in KRONECKER:
            new[array] = _contracted(arrays, [Value(new[array], array.shape)]) or new[array]
    return [new[root] for root in roots]


def _is_kronecker(values: Sequence[Value]) -> bool:
    return len(values) <= LARGEST and any(_kind(value.array) in KRONECKER for value in values)


def _kind(array: Array) -> str:
    body = split(array)[1] or array
    return seen(body.args[0] if body.kind == "transpose" else body).kind


def _contracted(arrays: Arrays, values: Sequence[Value], only: str = "") -> Array | None:
    """The product of the values, its trace or its diagonal; None where axes are not made up alike."""
    network = Network(arrays)
    try:
        first = rows = network.fresh(values[0].shape.rows)
        following = [value.shape.rows for value in values[1:]]
        for (array, shape), after in zip(values, [*following, ()], strict=True):
            cols = network.fresh(_finer(shape.cols, after))
            network.add(array, rows, cols)
            rows = cols
        if only:
            network.equate(first, rows)
        return network.result(() if only == "trace" else first, () if only else rows)
    except Mismatch:
        return None


def _finer(left: Axis, right: Axis) -> Axis:
    """Of two ways in which one axis is made up, that of more sizes."""
    return right if len(right) > len(left) else left


class Network(Contraction):
    """The entries whose product is summed, as they come out of a product of matrices."""

    def __init__(self, arrays: Arrays) -> None:
        super().__init__(arrays)
        self.equal: dict[int, int] = {}  # what an identity matrix equates

    def now(self, index: int) -> int:
        while index in self.equal:
            index = self.equal[index]
        return index

    def equate(self, left: Indices, right: Indices) -> None:
        if [self.sizes[i] for i in left] != [self.sizes[i] for i in right]:
            raise Mismatch
        for i, j in zip(left, right, strict=True):
            one, two = sorted((self.now(i), self.now(j)))
            if one != two:
                self.equal[two] = one

    def _cut(self, indices: Indices, axis: Axis) -> int:
        """How many of the indices run through this axis."""
        for count in range(len(indices) + 1):
            if length(tuple(self.sizes[i] for i in indices[:count])) is length(axis):
                return count
        raise Mismatch

    def add(self, array: Array, rows: Indices, cols: Indices) -> None:
        """A matrix at these indices, taken apart as far as it has a structure."""
        pending = [(array, rows, cols)]
        while pending:
            array, rows, cols = pending.pop()
            scale, body = split(array)
            self.scale = self.scale.times(scale)
            if body is None:
                continue
            if body.kind == "transpose":
                pending.append((body.args[0], cols, rows))
                continue
            inner = seen(body)
            match inner.kind:
                case "kron":
                    first, second = inner.args
                    down, across = (self._cut(*pair) for pair in zip((rows, cols), first.shape, strict=True))
                    pending.append((second, rows[down:], cols[across:]))
                    pending.append((first, rows[:down], cols[:across]))
                case "diag":
                    self.equate(rows, cols)
                    pending.append((inner.args[0], rows, ()))
                case "eye":
                    self.equate(rows, cols)
                case "commutation":
                    self.equate(rows, cols[::-1])
                case "whole":
                    pending.append((inner.args[0], rows, cols))
                case "column":
                    down = self._cut(rows, inner.args[0].shape.rows)
                    pending.append((inner.args[0], rows[:down], rows[down:]))
                case _:
                    stored = [axis if own else () for axis, own in zip((rows, cols), body.shape, strict=True)]
                    self.tensors.append(Tensor(body, *stored))

    def settle(self) -> None:
        """Equal indices get one name; what stands on the diagonal of a matrix is taken from it."""
        tensors, self.tensors = self.tensors, []
        for array, rows, cols in tensors:
            rows, cols = (tuple(map(self.now, axis)) for axis in (rows, cols))
            if rows == cols and rows:
                array, cols = _structured.diagonal(self.arrays, array), ()
            if len({*rows, *cols}) < len(rows + cols):
                raise Mismatch
            self.keep(Tensor(array, rows, cols))

    def result(self, rows: Indices, cols: Indices) -> Array:
        """The matrix with these rows and columns; where an index stands twice, it is 0 off the diagonal."""
        arrays = self.arrays
        rows, cols = (tuple(map(self.now, axis)) for axis in (rows, cols))
        if len(rows + cols) > LETTERS:
            raise Mismatch
        self.settle()
        self.multiply_out({i for i in self.sizes if self.now(i) == i}.difference(rows, cols), rows, cols)
        distinct = tuple(dict.fromkeys(rows + cols))
        used = {i for tensor in self.tensors for i in tensor.indices}
        if len(distinct) == len(rows + cols):
            # rows or columns that are all alike are not stored
            stored = [axis if used.intersection(axis) else () for axis in (rows, cols)]
            missing = [i for axis in stored for i in axis if i not in used]
            ones = [Tensor(self._ones((i,)), (i,), ()) for i in missing]
            parts = [*self.tensors, *ones]
            made = outer(arrays, parts, stored[0], stored[1], self.sizes) if parts else arrays.one
        else:
            made = self._spread(rows, cols, used)
        return arrays.scaled(self.scale, arrays.times([*self.scalars, made]))

    def _ones(self, indices: Indices) -> Array:
        axis = tuple(self.sizes[i] for i in indices)
        return _structured.whole(self.arrays, self.arrays.one, Shape(axis, ()))

    def _spread(self, rows: Indices, cols: Indices, used: set[int]) -> Array:
        """Zero but where equal indices are equal; entries that are repeated along an index do not have it."""
        arrays, tensors = self.arrays, self.tensors
        order = tuple(i for i in dict.fromkeys(rows + cols) if i in used)
        tensor = Tensor(arrays.one, (), ())
        if len(tensors) > 1:
            tensor = Tensor(outer(arrays, tensors, order, (), self.sizes), order, ())
        elif tensors:
            (tensor,) = tensors
        scale, body = split(tensor.array)
        shape = Shape(*(tuple(self.sizes[i] for i in axis) for axis in (rows, cols)))
        letters = {i: chr(ord("a") + place) for place, i in enumerate(dict.fromkeys(rows + cols))}
        whole = "".join(letters[i] for i in rows + cols)
        missing = "".join(letter for i, letter in letters.items() if i not in used)
        axes = f"{whole}->{missing}" + "".join(letters[i] for i in tensor.indices)
        own = tuple(self.sizes[i] for i in tensor.indices)
        # a matrix of two indices has these axes already
        lengths = own if len(tensor.rows) != 1 or len(tensor.cols) != 1 else ()
        return arrays.scaled(scale, arrays.make("spread", [body or arrays.one], (axes, lengths, shape), shape))
