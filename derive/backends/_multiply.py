"""Products of two matrices. Some are never multiplied: diag(v) B is v ∘ B, A⁻¹ B is solved."""

from __future__ import annotations

from typing import NamedTuple

from derive.backends import _stable
from derive.backends._array import Array, Arrays, length, seen, size_scale, split
from derive.backends._structured import diag, whole
from derive.core.op import Shape

STRUCTURED = ("diag", "inverse")


class Value(NamedTuple):
    """A matrix: how it is stored, and the shape that it has."""

    array: Array
    shape: Shape


def multiply(arrays: Arrays, left: Value, right: Value) -> Value:
    """left right; along an axis that repeats there is nothing to multiply, only to sum or to count."""
    shape = Shape(left.shape.rows, right.shape.cols)
    applied = _applied(arrays, left, right)
    if applied:
        return Value(applied, shape)
    kind, matrix, _ = structure(right.array)
    if kind == "diag":
        across = arrays.scaled(split(right.array)[0], arrays.transposed(matrix.args[0]))
        return Value(arrays.times([left.array, across]), shape)
    turned = _applied(arrays, _transposed(arrays, right), _transposed(arrays, left))
    if turned:
        return Value(arrays.transposed(turned), shape)
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


def structure(array: Array) -> tuple[str, Array, bool]:
    """The kind of a matrix with a structure, the matrix, and whether it is transposed; the kind of others is "".

    An inverse that the author named is worked out once, and multiplied by.
    """
    body = split(array)[1] or array
    flipped = body.kind == "transpose"
    outer = body.args[0] if flipped else body
    inner = seen(outer)
    named = inner is not outer and inner.kind == "inverse"
    return (inner.kind if inner.kind in STRUCTURED and not named else ""), inner, flipped


def _transposed(arrays: Arrays, value: Value) -> Value:
    return Value(arrays.transposed(value.array), Shape(value.shape.cols, value.shape.rows))


def _applied(arrays: Arrays, left: Value, right: Value) -> Array | None:
    """left right, where the structure of left says how."""
    kind, matrix, flipped = structure(left.array)
    (outer, _), (scale, b) = split(left.array), split(right.array)
    scale = scale.times(outer)
    b = b or arrays.one
    if not kind or b.kind == "eye":
        return None
    if kind == "diag":
        return arrays.scaled(scale, _scaled_rows(arrays, matrix.args[0], b))
    b = whole(arrays, b, Shape(right.shape.rows, b.shape.cols))
    a = arrays.transposed(matrix.args[0]) if flipped else matrix.args[0]
    shape = Shape(matrix.shape.rows, b.shape.cols)
    return arrays.scaled(scale, arrays.make("solve", [a, b], shape=shape))


def _scaled_rows(arrays: Arrays, entries: Array, b: Array) -> Array:
    """diag(v) B = v ∘ B, and diag(v) diag(w) = diag(v ∘ w)."""
    if b.kind == "diag":
        return diag(arrays, _stable.times(arrays, [entries, b.args[0]]), length(b.shape.rows))
    return arrays.times([entries, b])


__all__ = ["Value", "multiply", "structure"]
