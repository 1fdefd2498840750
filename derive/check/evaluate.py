"""The second opinion: the value of an expression at a point, with derivatives by jets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from derive.check.number import Jet, jet, rational
from derive.core.errors import NoRule
from derive.core.function import Function, opaque_parts
from derive.core.op import Axis, Node
from derive.core.sizes import Size

Array = np.ndarray[Any, np.dtype[np.object_]]
DERIVATIVES = ("d", "partial")
LARGEST = 4096  # entries of one matrix at a point


@dataclass(frozen=True)
class Point:
    """Numbers for sizes, entries for variables and their differentials, polynomials for opaque functions."""

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[tuple[Fraction, ...], ...]]
    differentials: Mapping[str, tuple[tuple[Fraction, ...], ...]] = field(default_factory=dict)
    functions: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)


class Evaluator:
    """Values at one point, each distinct subexpression once; `varying` are what a differential varies."""

    def __init__(self, functions: Mapping[str, Function], point: Point, varying: tuple[str, ...] = ()) -> None:
        self.functions, self.point, self.varying = functions, point, varying
        self._values: dict[Node, Array] = {}
        self._tangents: dict[Node, Array] = {}

    def value(self, node: Node) -> Array:
        return self._run(node, {}, self._values)

    @staticmethod
    def _first_order(node: Node) -> None:
        if any(part.op.name in DERIVATIVES for part in below(node)):
            raise NoRule("the second opinion takes no derivative of a derivative")

    def differential(self, node: Node) -> Array:
        """The slopes in the direction in which the point's differentials lead."""
        self._first_order(node)
        seeds: dict[Node, Array] = {}
        for part in below(node):
            if part.op.name == "symbol" and not part.args and part.data[0] in self.varying:
                values, slopes = self._entries(self.point.values, part), self._entries(self.point.differentials, part)
                seeds[part] = _array(
                    [
                        [Jet(v.value, (s.value,)) for v, s in zip(*rows, strict=True)]
                        for rows in zip(values, slopes, strict=True)
                    ]
                )
        result = self._run(node, seeds, self._tangents)
        return _array([[jet(x.slopes[0] if x.slopes else 0) for x in row] for row in result])

    def gradient(self, loss: Node, variable: Node) -> Array:
        """The slopes of a scalar by each entry of a symbol, everything that defines the symbol held apart."""
        self._first_order(loss)
        values = self.value(variable)
        count = values.size
        seeds = np.empty_like(values)
        for place, (i, j) in enumerate(np.ndindex(values.shape)):
            direction = tuple(rational(int(k == place)) for k in range(count))
            seeds[i, j] = Jet(jet(values[i, j]).value, direction)
        slopes = self._run(loss, {variable: seeds}, {})[0, 0].slopes or (rational(0),) * count
        result = np.empty_like(values)
        for place, (i, j) in enumerate(np.ndindex(values.shape)):
            result[i, j] = jet(slopes[place])
        return result

    def _run(self, root: Node, seeds: Mapping[Node, Array], done: dict[Node, Array]) -> Array:
        for part in below(root, done):
            if part in seeds:
                done[part] = seeds[part]
            else:
                done[part] = _shortened(self._one(part, done))
        return done[root]

    def _one(self, node: Node, done: Mapping[Node, Array]) -> Array:
        name = node.op.name
        if name == "d":
            return self.differential(node.args[0])
        if name == "partial":
            return self.gradient(*node.args)
        if name == "symbol" and not node.args:
            return self._entries(self.point.values, node)
        if name == "apply":
            return self._applied(node.data, done[node.args[0]])
        if name == "size":
            return _array([[jet(node.data.at(self.point.sizes))]])
        if name == "number":
            return _array([[jet(node.data)]])
        if not node.args:
            lists = [[size.at(self.point.sizes) for size in axis] for axis in node.shape]
            shape = [prod(sizes) for sizes in lists]
            if prod(shape) > LARGEST:
                raise NoRule(f"a matrix of {' × '.join(map(str, shape))} numbers is too large to evaluate")
            return _array([[jet(int(x)) for x in row] for row in node.op.evaluate(node, *lists)])
        return np.asarray(node.op.evaluate(node, *[done[arg] for arg in node.args]), dtype=object)

    def _applied(self, name: str, argument: Array) -> Array:
        record = self.functions.get(name)
        if record is not None:
            return _array([[record.value(x) for x in row] for row in argument])
        letter, order = opaque_parts(name)
        polynomial = self.point.functions[letter]
        return _array([[x.polynomial(polynomial, order) for x in row] for row in argument])

    def _entries(self, table: Mapping[str, tuple[tuple[Fraction, ...], ...]], node: Node) -> Array:
        return _array([[jet(x) for x in row] for row in table[node.data[0]]])

    def length(self, axis: Axis) -> int:
        return prod(size.at(self.point.sizes) for size in axis)


def _shortened(array: Array) -> Array:
    """Rationals that have grown too long to carry on become enclosures."""
    for i, j in np.ndindex(array.shape):
        array[i, j] = jet(array[i, j]).shortened()
    return array


def _array(rows: Any) -> Array:
    """A matrix of jets; NumPy must not look into them."""
    rows = [list(row) for row in rows]
    result = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            result[i, j] = x
    return result


def below(root: Node, done: Mapping[Node, object] | None = None) -> list[Node]:
    """The nodes that a value needs, arguments first; derivatives look below themselves on their own."""
    seen: set[Node] = set()
    order: list[Node] = []
    pending: list[tuple[Node, bool]] = [(root, False)]
    while pending:
        node, ready = pending.pop()
        if ready:
            order.append(node)
        elif node not in seen and (done is None or node not in done):
            seen.add(node)
            pending.append((node, True))
            if node.op.name not in DERIVATIVES:
                pending.extend((arg, False) for arg in node.args)
    return order


def size_names(sizes: tuple[Size, ...]) -> set[str]:
    return {name for size in sizes for name in size.names()}
