"""Array expressions: what an array library computes, each distinct one once.

A matrix that repeats along an axis is stored without that axis: b 1ᵀ is b, a matrix of ones is 1. The constructors
pull constant factors outwards, drop zeros and ones, and find an expression again that was written another way
(a + b as b + a, b - a as -(a - b), (A B)ᵀ as Bᵀ Aᵀ): the first way of writing wins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from derive.core.errors import NoRule
from derive.core.op import SCALAR, Axis, Shape
from derive.core.sizes import ONE, Size, multiply, name


class Scale(NamedTuple):
    """c n^p m^q ...: a constant factor, a number times powers of sizes."""

    coefficient: Fraction
    sizes: tuple[tuple[Size, int], ...] = ()

    def times(self, other: Scale) -> Scale:
        if self is UNIT or other is UNIT:  # nearly always
            return other if self is UNIT else self
        powers = dict(self.sizes)
        for size, power in other.sizes:
            powers[size] = powers.get(size, 0) + power
        coefficient = self.coefficient * other.coefficient
        kept = [(size, power) for size, power in powers.items() if power] if coefficient else []
        return Scale(coefficient, tuple(sorted(kept, key=lambda item: item[0].terms)))

    def inverse(self) -> Scale:
        if not self.coefficient:
            raise NoRule("a quotient by zero has no value")
        return Scale(1 / self.coefficient, tuple((size, -power) for size, power in self.sizes))


UNIT, NEGATIVE, NOTHING = Scale(Fraction(1)), Scale(Fraction(-1)), Scale(Fraction(0))
AT_ZERO = {**dict.fromkeys(("tanh", "maximum", "minimum"), NOTHING), **dict.fromkeys(("exp", "decay"), UNIT)}


def size_scale(size: Size) -> Scale:
    """The factors of a size: 2 n m is 2, n and m; a sum stays whole."""
    if len(size.terms) != 1:
        return Scale(Fraction(1), ((size, 1),)) if size.terms else NOTHING
    ((names, coefficient),) = size.terms
    factors = [(name(text), power) for text, power in names]
    return Scale(Fraction(coefficient), tuple(sorted(factors, key=lambda item: item[0].terms)))


def length(axis: Axis) -> Size:
    """How many entries an axis has."""
    result = ONE
    for size in axis:
        result = multiply(result, size)
    return result


TRIANGLES: dict[Size, Size] = {}  # n(n+1)/2 -> n


def triangle(size: Size) -> Size:
    """n(n+1)/2, the number of pairs i <= j, as a size of its own: sizes have whole coefficients."""
    result = name(f"({size})({size} + 1)/2")
    TRIANGLES[result] = size
    return result


def nominal(*axes: Axis) -> int:
    """The number of entries along axes where every named size is 1000: a guess, good enough to compare costs."""
    result = 1
    for axis in axes:
        for size in axis:
            n = TRIANGLES.get(size, size)
            number = n.at(dict.fromkeys(n.names(), 1000))
            result *= number if n is size else number * (number + 1) // 2
    return result


@dataclass(frozen=True, eq=False, slots=True)
class Array:
    """One distinct array expression, with the shape in which it is stored.

    kind        argument constant scale add times divide matmul vdot sum max trace transpose eye named
                function (of one argument), sigmoid, softmax, opaque, norm
                whole column reshape diag diagonal kron commutation inverse solve det logdet
                permute, joined * and joined @, pairs, unpaired, paired, mirrored, spread: see `_tensor.py`,
                `_network.py` and `_sums.py`
    number      the order in which they were made
    """

    kind: str
    args: tuple[Array, ...]
    data: Any
    shape: Shape
    number: int


def seen(array: Array) -> Array:
    """What a named array stands for."""
    while array.kind == "named":
        (array,) = array.args
    return array


def split(array: Array) -> tuple[Scale, Array | None]:
    """An array as a constant factor and the rest, which is None for a constant."""
    if array.kind == "constant":
        return array.data, None
    if array.kind == "scale":
        return array.data, array.args[0]
    return UNIT, array


def broadcast(arrays: Iterable[Array]) -> Shape:
    """The stored shape of an elementwise operation."""
    rows, cols = SCALAR
    for array in arrays:
        rows, cols = rows or array.shape.rows, cols or array.shape.cols
    return Shape(rows, cols)


def ordered(roots: Iterable[Array]) -> list[Array]:
    """Every array once, arguments first."""
    order: list[Array] = []
    done: set[Array] = set()
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        array, ready = stack.pop()
        if ready:
            order.append(array)
        elif array not in done:
            done.add(array)
            stack.append((array, True))
            stack.extend((arg, False) for arg in reversed(array.args) if arg not in done)
    return order


class Arrays:
    """The constructors, and what they have made."""

    def __init__(self, nonnegative: Collection[str] = ()) -> None:
        self._interned: dict[tuple[Any, ...], Array] = {}
        self.nonnegative = {*nonnegative, "decay", "tail", "maximum"}  # functions that are
        self.zero, self.one = self.constant(NOTHING), self.constant(UNIT)

    def make(
        self, kind: str, args: Sequence[Array] = (), data: Any = None, shape: Shape = SCALAR, any_order: bool = False
    ) -> Array:
        numbers = [arg.number for arg in args]
        key = (kind, data, *(sorted(numbers) if any_order else numbers))
        if key not in self._interned:
            self._interned[key] = Array(kind, tuple(args), data, shape, len(self._interned))
        return self._interned[key]

    def _made(self, kind: str, args: Sequence[Array], any_order: bool = False) -> Array | None:
        numbers = [arg.number for arg in args]
        return self._interned.get((kind, None, *(sorted(numbers) if any_order else numbers)))

    # --- atoms -------------------------------------------------------------------------------------------------------

    def argument(self, text: str, shape: Shape) -> Array:
        return self.make("argument", data=text, shape=shape)

    def constant(self, scale: Scale) -> Array:
        return self.make("constant", data=scale)

    def eye(self, size: Size) -> Array:
        return self.one if size is ONE else self.make("eye", data=size, shape=Shape((size,), (size,)))

    def named(self, text: str, array: Array) -> Array:
        """A name of the author's: nothing is pulled out of it, so that it is used where the author used it."""
        if array.kind in ("argument", "constant", "named"):
            return array
        return self.make("named", [array], text, array.shape)

    # --- entry by entry ----------------------------------------------------------------------------------------------

    def scaled(self, scale: Scale, array: Array) -> Array:
        inner, rest = split(array)
        scale = scale.times(inner)
        if rest is None or not scale.coefficient:
            return self.constant(scale)
        return rest if scale == UNIT else self.make("scale", [rest], scale, rest.shape)

    def negative(self, array: Array) -> Array:
        return self.scaled(NEGATIVE, array)

    def add(self, terms: Iterable[Array]) -> Array:
        kept = self._collected(terms)
        if len(kept) < 2:
            return kept[0] if kept else self.zero
        plain = self.untransposed(kept)
        if plain is not None:
            return self.transposed(self.add(plain))
        flipped = [self.negative(term) for term in kept]
        if all(split(term)[0].coefficient < 0 for term in kept):
            return self.negative(self.add(flipped))
        known = self._made("add", flipped, any_order=True)
        return self.negative(known) if known else self.make("add", kept, shape=broadcast(kept), any_order=True)

    def _collected(self, terms: Iterable[Array]) -> list[Array]:
        """a + c + a - c is 2 a."""
        found: dict[tuple[Any, Array | None], Fraction] = {}
        for term in terms:
            scale, body = split(term)
            key = (scale.sizes, body)
            found[key] = found.get(key, Fraction(0)) + scale.coefficient
        return [self.scaled(Scale(c, sizes), body or self.one) for (sizes, body), c in found.items() if c]

    def times(self, factors: Iterable[Array]) -> Array:
        scale, rest = UNIT, []
        for factor in factors:
            inner, body = split(factor)
            scale = scale.times(inner)
            if body is not None:
                rest.append(body)
        if not rest or not scale.coefficient:
            return self.constant(scale)
        plain = self.untransposed(rest)
        if len(rest) == 1:
            result = rest[0]
        elif plain is not None:
            result = self.transposed(self.times(plain))
        else:
            # scalars and vectors come first: they are multiplied before a matrix is touched
            rest.sort(key=lambda array: bool(array.shape.rows) + bool(array.shape.cols))
            result = self.make("times", rest, shape=broadcast(rest), any_order=True)
        return self.scaled(scale, result)

    def divide(self, top: Array, bottom: Array) -> Array:
        scale, below = split(bottom)
        inner, above = split(top)
        scale = inner.times(scale.inverse())
        if below is None or not scale.coefficient:
            return self.scaled(scale, above or self.one)
        args = [above or self.one, below]
        plain = self.untransposed(args)
        if plain is not None:
            return self.scaled(scale, self.transposed(self.divide(*plain)))
        return self.scaled(scale, self.make("divide", args, shape=broadcast(args)))

    def function(self, text: str, array: Array) -> Array:
        """A function that the library has, entry by entry."""
        if array.kind == "transpose":
            return self.transposed(self.function(text, array.args[0]))
        if array is self.zero and text in AT_ZERO:
            return self.constant(AT_ZERO[text])
        return self.make("function", [array], text, array.shape)

    def sigmoid(self, z: Array) -> Array:
        """σ(z) = (1 where z >= 0, e elsewhere) / (1 + e) with e = exp(-|z|); σ(-z) shares e and 1 + e."""
        if z.kind == "transpose":
            return self.transposed(self.sigmoid(z.args[0]))
        if z is self.zero:
            return self.constant(Scale(Fraction(1, 2)))
        sign, z = self.signed(z)
        decay = self.function("decay", z)
        return self.make("sigmoid", [z, decay, self.add([self.one, decay])], sign, z.shape)

    def opaque(self, text: str, array: Array) -> Array:
        """A function that the caller passes; its argument is written twice, once to ask for its shape."""
        if array.kind == "transpose":
            return self.transposed(self.opaque(text, array.args[0]))
        return self.make("opaque", [array, array], text, array.shape)

    def signed(self, z: Array) -> tuple[int, Array]:
        """z = ±(the rest)."""
        negative = split(z)[0].coefficient < 0
        return (-1, self.negative(z)) if negative else (1, z)

    def untransposed(self, arrays: Sequence[Array]) -> list[Array] | None:
        """The transposes, where every argument that is not a scalar is one already."""
        bodies = [split(array)[1] or self.one for array in arrays]
        matrices = [body for body in bodies if body.shape != SCALAR]
        if not matrices or any(body.kind != "transpose" for body in matrices):
            return None
        return [self.transposed(array) for array in arrays]

    # --- across entries ----------------------------------------------------------------------------------------------

    def transposed(self, array: Array) -> Array:
        scale, body = split(array)
        if body is None or body.shape == SCALAR or body.kind in ("eye", "diag"):
            return array
        if body.kind == "transpose":
            return self.scaled(scale, body.args[0])
        return self.scaled(scale, self.make("transpose", [body], shape=Shape(body.shape.cols, body.shape.rows)))

    def matmul(self, left: Array, right: Array) -> Array:
        (scale, a), (inner, b) = split(left), split(right)
        assert a is not None and b is not None and a.shape.cols and b.shape.rows
        if a.kind == "eye" or b.kind == "eye":
            result = b if a.kind == "eye" else a
        else:
            known = None
            if not self._made("matmul", [a, b]):
                known = self._made("matmul", [self.transposed(b), self.transposed(a)])
            shape = Shape(a.shape.rows, b.shape.cols)
            result = self.transposed(known) if known else self.make("matmul", [a, b], shape=shape)
        return self.scaled(scale.times(inner), result)

    def vdot(self, left: Array, right: Array) -> Array:
        """The sum of the products of the entries of two arrays stored in the same shape."""
        if left.shape == SCALAR:
            return self.times([left, right])
        (scale, a), (inner, b) = split(left), split(right)
        assert a is not None and b is not None
        if a.kind == b.kind == "column" and a.args[0].shape == b.args[0].shape:
            (a,), (b,) = a.args, b.args
        vectors = () in a.shape
        if a.kind == "transpose" and (vectors or b.kind == "transpose"):
            a, b = self.transposed(a), b if vectors else self.transposed(b)
        if b.kind == "transpose" and vectors:
            b = self.transposed(b)
        scale = scale.times(inner)
        if a.kind == "eye" or b.kind == "eye":
            return self.scaled(scale, self.trace(b if a.kind == "eye" else a))
        return self.scaled(scale, self.make("vdot", [a, b], any_order=True))

    def total(self, array: Array, axes: Sequence[int]) -> Array:
        """The sum over stored axes, which stay with length 1; data is the axis, or None for all that there are."""
        scale, body = split(array)
        assert body is not None
        shape = Shape(*(() if place in axes else axis for place, axis in enumerate(body.shape)))
        if body.kind in ("eye", "commutation"):
            return self.scaled(scale.times(size_scale(length(body.shape.rows))) if len(axes) == 2 else scale, self.one)
        if body.kind == "diag":
            (column,) = body.args
            turned = self.transposed(column) if axes == [0] else column
            return self.scaled(scale, self.total(column, [0]) if len(axes) == 2 else turned)
        if body.kind == "diagonal":
            return self.scaled(scale, self.trace(body.args[0]))
        if body.kind == "transpose":
            return self.scaled(scale, self.transposed(self.total(body.args[0], [1 - place for place in axes])))
        if body.kind == "sum":
            return self.scaled(scale, self.total(body.args[0], [*axes, body.data]))
        if shape == SCALAR and body.kind == "times" and len(body.args) == 2:
            left, right = body.args
            if left.shape == right.shape:
                return self.scaled(scale, self.vdot(left, right))
        axis = None if shape == SCALAR else axes[0]
        return self.scaled(scale, self.make("sum", [body], axis, shape))

    def scaled_again(self, scale: Scale, array: Array) -> Array:
        """A constant factor that is not joined with those inside."""
        return array if scale == UNIT else self.make("scale", [array], scale, array.shape)

    def again(self, array: Array, args: Sequence[Array]) -> Array:
        """The same operation on other arguments of the same shapes, with nothing rewritten."""
        return self.make(array.kind, args, array.data, array.shape, any_order=array.kind in ("add", "times", "vdot"))

    def trace(self, array: Array) -> Array:
        scale, body = split(array)
        assert body is not None
        if body.kind == "eye":
            return self.constant(scale.times(size_scale(body.data)))
        if body.kind == "transpose":
            (body,) = body.args
        return self.scaled(scale, self.make("trace", [body]))
