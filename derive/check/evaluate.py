"""The second opinion: the value of an expression at a point, with derivatives by jets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from derive.check.number import Jet, Undefined, jet, rational
from derive.core.errors import NoRule
from derive.core.function import Function, opaque_parts
from derive.core.op import Axis, Node
from derive.core.sizes import Size
from derive.ops.indexed import Letter, einsum_value, free_letters, label_sizes

Array = np.ndarray[Any, np.dtype[np.object_]]
DERIVATIVES = ("d", "partial", "jacobian", "hessian")
Seeds = Mapping[Node, Array]
NO_SEEDS: Seeds = {}
LARGEST = 4096  # entries of one matrix at a point


@dataclass(frozen=True)
class Point:
    """Numbers for sizes, entries for variables and their differentials, polynomials for opaque functions."""

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[tuple[Fraction, ...], ...]]
    differentials: Mapping[str, tuple[tuple[Fraction, ...], ...]] = field(default_factory=dict)
    functions: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)  # of those that are free, counted from 1


class Known(dict[str, int]):
    """What sizes or indices are at a point; an expression with others, such as one made of a slip, has no value."""

    def __missing__(self, name: str) -> int:
        raise Undefined(f"nothing is said of {name} at this point")


class Evaluator:
    """Values at one point, each distinct subexpression once; `varying` are what a differential varies."""

    def __init__(self, functions: Mapping[str, Function], point: Point, varying: tuple[str, ...] = ()) -> None:
        self.functions, self.point, self.varying = functions, point, varying
        self._values: dict[Node, Array] = {}
        self._tangents: dict[Node, Array] = {}
        self._sizes = Known(point.sizes)
        self._indices = Known(point.indices)
        self._letters: dict[Node, tuple[Letter, ...]] = {}

    def value(self, node: Node) -> Array:
        return self._run(node, {}, self._values)

    def differential(self, node: Node, seeds: Seeds = NO_SEEDS) -> Array:
        """The slopes in the direction in which the point's differentials lead; `seeds` are varied already."""
        inner = _lifted(seeds)
        for part in below(node, within=True):
            if part.op.name == "symbol" and not part.args and part.data[0] in self.varying:
                values = seeds.get(part, self._entries(self.point.values, part))
                slopes = self._entries(self.point.differentials, part)
                inner[part] = _array(
                    [
                        [Jet(_plain(v), (s.value,)) for v, s in zip(*rows, strict=True)]
                        for rows in zip(values, slopes, strict=True)
                    ]
                )
        result = self._run(node, inner, {} if seeds or free_letters(node, self._letters) else self._tangents)
        return _array([[_slope(x, 0) for x in row] for row in result])

    def slopes(self, node: Node, variable: Node, seeds: Seeds = NO_SEEDS) -> Array:
        """The slopes of each entry by each entry of a symbol, in rows, everything that defines the symbol held apart.

        The entries of both are taken row by row.
        """
        varied = self._varied(variable, seeds)
        result = self._run(node, {**_lifted(seeds), variable: varied}, {})
        return _array([[_slope(x, place) for place in range(varied.size)] for row in result for x in row])

    def gradient(self, loss: Node, variable: Node, seeds: Seeds = NO_SEEDS) -> Array:
        """The slopes of a scalar, in the shape of the symbol."""
        shape = [self.length(axis) for axis in variable.shape]
        return self.slopes(loss, variable, seeds).reshape(shape)

    def jacobian(self, node: Node, variable: Node, seeds: Seeds = NO_SEEDS) -> Array:
        """The same slopes with rows and columns in the order of vec: column by column."""
        slopes = self.slopes(node, variable, seeds)
        return slopes[np.ix_(self._by_columns(node), self._by_columns(variable))]

    def hessian(self, loss: Node, first: Node, second: Node, seeds: Seeds = NO_SEEDS) -> Array:
        """The slopes of the gradient by the first symbol, by the entries of the second, in the order of vec."""
        varied = self._varied(second, seeds)
        gradient = self.gradient(loss, first, {**_lifted(seeds), second: varied})
        slopes = _array([[_slope(x, place) for place in range(varied.size)] for row in gradient for x in row])
        return slopes[np.ix_(self._by_columns(first), self._by_columns(second))]

    def _varied(self, variable: Node, seeds: Seeds) -> Array:
        """The entries of a symbol, each with a direction of its own."""
        values = self._run(variable, seeds, {} if seeds else self._values)
        varied = np.empty_like(values)
        for place, (i, j) in enumerate(np.ndindex(values.shape)):
            direction = tuple(rational(int(k == place)) for k in range(values.size))
            varied[i, j] = Jet(_plain(values[i, j]), direction)
        return varied

    def _by_columns(self, node: Node) -> list[int]:
        rows, cols = (self.length(axis) for axis in node.shape)
        return [i * cols + j for j in range(cols) for i in range(rows)]

    def _run(self, root: Node, seeds: Seeds, done: dict[Node, Array]) -> Array:
        for part in below(root, done):
            if part in seeds:
                done[part] = seeds[part]
            else:
                done[part] = _shortened(self._one(part, done, seeds))
        return done[root]

    def _one(self, node: Node, done: Mapping[Node, Array], seeds: Seeds) -> Array:
        name = node.op.name
        if name == "d":
            return self.differential(node.args[0], seeds)
        if name in DERIVATIVES:
            derivative = {"partial": self.gradient, "jacobian": self.jacobian, "hessian": self.hessian}[name]
            made: Array = derivative(*node.args, seeds)  # type: ignore[operator]
            return made
        if name == "symbol" and not node.args:
            return self._entries(self.point.values, node)
        if name == "entry":
            return self._entry(node, done[node.args[0]])
        if name == "sum_over":
            return self._sum(node, done, seeds)
        if name == "einsum":
            labels = label_sizes(node)
            lengths = {label: size.at(self._sizes) for label, size in labels.items()}
            return np.asarray(einsum_value(node, lengths, [done[arg] for arg in node.args]), dtype=object)
        if name == "apply":
            return self._applied(node.data, done[node.args[0]])
        if name == "size":
            return _array([[jet(node.data.at(self._sizes))]])
        if name == "number":
            return _array([[jet(node.data)]])
        if not node.args:
            lists = [[size.at(self._sizes) for size in axis] for axis in node.shape]
            shape = [prod(sizes) for sizes in lists]
            if prod(shape) > LARGEST:
                raise NoRule(f"a matrix of {' × '.join(map(str, shape))} numbers is too large to evaluate")
            return _array([[jet(int(x)) for x in row] for row in node.op.evaluate(node, *lists)])
        return np.asarray(node.op.evaluate(node, *[done[arg] for arg in node.args]), dtype=object)

    def _entry(self, node: Node, array: Array) -> Array:
        for side, spec in enumerate(node.data):
            if spec is not None:
                place = (self._indices[spec[0]] if isinstance(spec, tuple) else spec) - 1
                if place >= array.shape[side]:
                    raise Undefined("there is no such entry at this size")
                array = array[place : place + 1] if side == 0 else array[:, place : place + 1]
        return array

    def _sum(self, node: Node, done: Mapping[Node, Array], seeds: Seeds) -> Array:
        """The body at one choice of indices after another; what does not depend on them is worked out once."""
        body = node.args[0]
        bound = {letter for letter, _, _ in node.data}
        # what stands for another choice of these indices outside of the sum is worked out anew
        fixed = {part: value for part, value in done.items() if not bound & set(free_letters(part, self._letters))}
        for part in below(body, fixed):
            if not free_letters(part, self._letters):
                self._run(part, seeds, fixed)
        before = Known(self._indices)
        ranges = [range(lower, upper.at(self._sizes) + 1) for _, lower, upper in node.data]
        if any(
            len(r) and r[-1] > letter[1].at(self._sizes) for r, (letter, _, _) in zip(ranges, node.data, strict=True)
        ):
            raise Undefined("a sum goes further than its axis")
        total: Array | None = None
        try:
            for chosen in product(*ranges):
                self._indices.update(zip([letter[0] for letter, _, _ in node.data], chosen, strict=True))
                value = self._run(body, seeds, dict(fixed))
                total = value if total is None else total + value
        finally:
            self._indices = before
        if total is None:
            return _array([[jet(0)] * self.length(node.shape.cols) for _ in range(self.length(node.shape.rows))])
        return total

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
        return prod(size.at(self._sizes) for size in axis)


def _shortened(array: Array) -> Array:
    """Rationals that have grown too long to carry on become enclosures."""
    if any(type(x) is not Jet or x.long for x in array.ravel().tolist()):
        return _array([[jet(x).shortened() for x in row] for row in array.tolist()])
    return array


def _array(rows: Any) -> Array:
    """A matrix of jets; NumPy must not look into them."""
    rows = [list(row) for row in rows]
    result = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            result[i, j] = x
    return result


def _plain(value: Any) -> Any:
    """A jet of a number without slopes is a number."""
    return value if value.slopes or isinstance(value.value, Jet) else value.value


def _lifted(seeds: Seeds) -> dict[Node, Array]:
    """What a derivative around this one varies, constant in the directions of this one."""
    return {node: _array([[Jet(_plain(x)) for x in row] for row in array]) for node, array in seeds.items()}


def _slope(value: Jet, place: int) -> Jet:
    return jet(value.slopes[place]) if value.slopes else jet(0)


def below(root: Node, done: Mapping[Node, object] | None = None, within: bool = False) -> list[Node]:
    """The nodes that a value needs, arguments first; derivatives look below themselves on their own unless `within`."""
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
            if within or node.op.name not in (*DERIVATIVES, "sum_over"):
                pending.extend((arg, False) for arg in node.args)
    return order


def size_names(sizes: tuple[Size, ...]) -> set[str]:
    return {name for size in sizes for name in size.names()}
