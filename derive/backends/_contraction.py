"""Sums over indices of products of entries, worked out by products of two matrices at a time.

Of A[l, s] v[s] B[j, s] the two are first multiplied for which there is least to do. Where a row index l and a column
index j of the result may be exchanged, A[l, s] A[j, s] is the product of two rows of A for each pair l <= j: half the
rows, and the result is exactly symmetric. What hangs together by s and has no more than two other indices is multiplied
before, so that entries that are alike are found to be alike.
"""

from __future__ import annotations

from collections import Counter

from derive.backends import _chain, _stable, _structured
from derive.backends._array import TRIANGLES, UNIT, Array, Arrays, Scale, nominal, size_scale, split, triangle
from derive.backends._multiply import Value
from derive.backends._tensor import Indices, Tensor, arranged, product
from derive.core.op import Axis, Shape
from derive.core.sizes import Size


class Contraction:
    """The entries whose product is summed: a constant, scalars, and tensors at indices with these sizes."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.sizes: dict[int, Size] = {}
        self.scale: Scale = UNIT
        self.scalars: list[Array] = []
        self.tensors: list[Tensor] = []

    def fresh(self, axis: Axis) -> Indices:
        start = len(self.sizes)
        self.sizes.update(enumerate(axis, start))
        return tuple(range(start, start + len(axis)))

    def keep(self, tensor: Tensor) -> None:
        scale, body = split(tensor.array)
        self.scale = self.scale.times(scale)
        if tensor.indices and body is not None:
            array, rows, cols = tensor._replace(array=body)
            turned = body.kind == "transpose"
            self.tensors.append(Tensor(body.args[0], cols, rows) if turned else Tensor(body, rows, cols))
        elif body is not None:
            self.scalars.append(body)

    def multiply_out(self, summed: set[int], rows: Indices, cols: Indices) -> None:
        """Sum over these indices; those of the result are left."""
        kept = {*rows, *cols}
        used = {i for tensor in self.tensors for i in tensor.indices}
        for i in summed - used:
            self.scale = self.scale.times(size_scale(self.sizes[i]))
        while group := self._narrow(kept):
            self._merge(group, kept)
        self._absorb({*rows} ^ {*cols})
        pairs = self._folded([(i, j) for i in rows if i not in cols for j in cols if j not in rows])
        folded = {i for pair in pairs.values() for i in pair}
        if self.tensors:
            self._merge(list(self.tensors), (kept - folded) | pairs.keys())
        if len(pairs) == 2 and self._unfolded(pairs, rows, cols):
            return
        for pair, (i, j) in reversed(pairs.items()):
            self._unfold(pair, i, j)

    def _narrow(self, kept: set[int]) -> list[Tensor]:
        """Tensors whose product has at most two indices left once they are summed, and none needs to be repeated."""
        for tensor in self.tensors:
            group = [other for other in self.tensors if {*other.indices} == {*tensor.indices}]
            if len(group) > 1:
                return group
        for i in sorted({i for tensor in self.tensors for i in tensor.indices} - kept):
            group = [tensor for tensor in self.tensors if i in tensor.indices]
            if len({i for tensor in group for i in tensor.indices}) <= 3:
                return group
        return []

    def _absorb(self, apart: set[int]) -> None:
        """a[r] P[r, s] is one matrix; indices that may be exchanged are treated alike."""
        for vector in [
            tensor for tensor in self.tensors if apart.issuperset(tensor.indices) and len(tensor.indices) == 1
        ]:
            (i,) = vector.indices
            others = [tensor for tensor in self.tensors if i in tensor.indices and tensor is not vector]
            if others:
                least = min(others, key=lambda tensor: (len(tensor.indices), tensor.array.number))
                self.tensors = [tensor for tensor in self.tensors if tensor not in (vector, least)]
                self.keep(product(self.arrays, least, vector, (), self.sizes))

    def _merge(self, group: list[Tensor], kept: set[int]) -> None:
        """Two tensors at a time, those first for which there is least to multiply."""
        place = self.tensors.index(group[0])
        before, after = ([t for t in part if t not in group] for part in (self.tensors[:place], self.tensors[place:]))
        outside = kept.union(*(tensor.indices for tensor in before + after))
        self.tensors = before
        for tensor in self._multiplied(group, outside):
            self.keep(tensor)
        self.tensors += after

    def _multiplied(self, group: list[Tensor], outside: set[int]) -> list[Tensor]:
        weighted = self._weighted(group, outside)
        if weighted:
            return [weighted]
        group = [self._summed(tensor, outside.union(*_others(group, tensor))) for tensor in group]
        while found := self._cheapest(group, outside):
            _, _, place, other, summed = found
            group[place] = product(self.arrays, group[place], group.pop(other), summed, self.sizes)
        return group

    def _cheapest(self, group: list[Tensor], outside: set[int]) -> tuple[int, int, int, int, set[int]] | None:
        """Multiplications, entries of the result, the two places, and what is summed; None where nothing is shared."""
        best = None
        for place, left in enumerate(group):
            for other, right in enumerate(group[place + 1 :], place + 1):
                shared = {*left.indices} & {*right.indices}
                if not shared:
                    continue
                rest = outside.union(*(t.indices for at, t in enumerate(group) if at not in (place, other)))
                union = {*left.indices} | {*right.indices}
                summed = shared - rest
                found = (self._count(union), self._count(union - summed), place, other, summed)
                best = found if best is None or found[:2] < best[:2] else best
        return best

    def _count(self, indices: set[int]) -> int:
        return nominal(tuple(self.sizes[i] for i in indices))

    def _weighted(self, group: list[Tensor], outside: set[int]) -> Tensor | None:
        """A diag(v) Bᵀ, of two matrices and the weights of what is summed."""
        # pairs that were found last come first
        matrices = sorted((t for t in group if len(t.indices) == 2), key=self._latest_pair, reverse=True)
        weights = [tensor for tensor in group if len(tensor.indices) == 1]
        inner = {*matrices[0].indices}.intersection(*(t.indices for t in group)) - outside if matrices else set()
        if len(matrices) != 2 or not weights or len(matrices) + len(weights) < len(group) or len(inner) != 1:
            return None
        (i,) = inner
        (j,), (k,) = ([other for other in tensor.indices if other != i] for tensor in matrices)
        if j == k:
            return None
        arrays, axes = self.arrays, [(self.sizes[at],) for at in (i, j, k)]
        column = _stable.times(arrays, [arranged(arrays, tensor, (i,), (), self.sizes) for tensor in weights])
        left, right = matrices
        values = [
            Value(arranged(arrays, left, (j,), (i,), self.sizes), Shape(axes[1], axes[0])),
            Value(_structured.diag(arrays, column, self.sizes[i]), Shape(axes[0], axes[0])),
            Value(arranged(arrays, right, (i,), (k,), self.sizes), Shape(axes[0], axes[2])),
        ]
        return Tensor(_chain.chain(arrays, values).array, (j,), (k,))

    def _latest_pair(self, tensor: Tensor) -> int:
        return max((i for i in tensor.indices if self.sizes[i] in TRIANGLES), default=-1)

    def _summed(self, tensor: Tensor, kept: set[int]) -> Tensor:
        """Summed over what nothing else has."""
        alone = tuple(i for i in tensor.indices if i not in kept)
        if not alone:
            return tensor
        rest = tuple(i for i in tensor.indices if i in kept)
        array = arranged(self.arrays, tensor, rest, alone, self.sizes)
        return Tensor(self.arrays.total(array, [1]), rest, ())

    # --- symmetry ----------------------------------------------------------------------------------------------------

    def _folded(self, candidates: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """A[l, s] A[j, s] is the product of two rows of A, one for each pair l <= j; the new indices of the pairs."""
        pairs: dict[int, tuple[int, int]] = {}
        for i, j in candidates:
            if self.sizes[i] is not self.sizes[j]:
                continue
            here = [tensor for tensor in self.tensors if i in tensor.indices]
            there = [tensor for tensor in self.tensors if j in tensor.indices]
            if not here or Counter(_renamed(tensor, i, j) for tensor in here) != Counter(there):
                continue
            (pair,) = self.fresh((triangle(self.sizes[i]),))
            pairs[pair] = (i, j)
            self.tensors = [tensor for tensor in self.tensors if tensor not in here + there]
            for tensor in here:
                rest = tuple(k for k in tensor.indices if k != i)
                array = arranged(self.arrays, tensor, (i,), rest, self.sizes)
                shape = Shape((self.sizes[pair],), array.shape.cols)
                self.tensors.append(Tensor(self.arrays.make("pairs", [array], None, shape), (pair,), rest))
        return pairs

    def _unfolded(self, pairs: dict[int, tuple[int, int]], rows: Indices, cols: Indices) -> bool:
        """The whole result at once, where there is nothing in it but the two pairs."""
        (first, outer), (second, inner) = pairs.items()
        (tensor,) = [tensor for tensor in self.tensors if first in tensor.indices] or self.tensors[:1]
        if {*tensor.indices} != {first, second} or (rows, cols) != tuple(zip(outer, inner, strict=True)):
            return False
        scale, body = split(arranged(self.arrays, tensor, (second,), (first,), self.sizes))
        assert body is not None
        self.tensors.remove(tensor)
        sizes = (self.sizes[inner[0]], self.sizes[outer[0]])
        shape = Shape(sizes[::-1], sizes[::-1])
        self.keep(Tensor(self.arrays.scaled(scale, self.arrays.make("mirrored", [body], sizes, shape)), rows, cols))
        return True

    def _unfold(self, pair: int, i: int, j: int) -> None:
        """Rows for all i and j from those for i <= j."""
        (tensor,) = [tensor for tensor in self.tensors if pair in tensor.indices]
        self.tensors.remove(tensor)
        rest = tuple(k for k in tensor.indices if k != pair)
        scale, body = split(arranged(self.arrays, tensor, (pair,), rest, self.sizes))
        assert body is not None
        size = self.sizes[i]
        array = self.arrays.make("unpaired", [body], size, Shape((size, size), body.shape.cols))
        self.keep(Tensor(self.arrays.scaled(scale, array), (i, j), rest))


def _others(group: list[Tensor], tensor: Tensor) -> list[Indices]:
    return [other.indices for other in group if other is not tensor]


def _renamed(tensor: Tensor, i: int, j: int) -> Tensor:
    rows, cols = (tuple(j if k == i else k for k in axis) for axis in (tensor.rows, tensor.cols))
    return Tensor(tensor.array, rows, cols)
