"""Diagonal, Kronecker, commutation and inverse matrices, and matrices as columns.

The constructors pull constant factors outwards. The entries of a column that comes from a matrix, and those along an
axis of A ⊗ B, are in the order of `reshape`: row by row.
"""

from __future__ import annotations

from derive.backends._array import Array, Arrays, length, split
from derive.core.op import SCALAR, Shape
from derive.core.sizes import ONE, Size, multiply


def whole(arrays: Arrays, array: Array, shape: Shape) -> Array:
    """The array with every axis stored."""
    if all(bool(stored) == bool(axis) for stored, axis in zip(array.shape, shape, strict=True)):
        return array
    return arrays.make("whole", [array], (length(shape.rows), length(shape.cols)), shape)


def column(arrays: Arrays, array: Array, shape: Shape) -> Array:
    """The rows of a matrix of this shape one after the other, as a column: vec(Aᵀ)."""
    if not shape.cols or array.shape == SCALAR:
        return array
    if not shape.rows:
        return arrays.transposed(array)
    scale, body = split(array)
    assert body is not None
    body = whole(arrays, body, shape)
    if body.kind == "reshape":
        return arrays.scaled(scale, body.args[0])
    return arrays.scaled(scale, arrays.make("column", [body], shape=Shape(shape.rows + shape.cols, ())))


def reshaped(arrays: Arrays, array: Array, shape: Shape) -> Array:
    """The matrix of this shape of which `column` makes this column."""
    if not shape.cols or array.shape == SCALAR:
        return array
    if not shape.rows:
        return arrays.transposed(array)
    scale, body = split(array)
    assert body is not None
    if body.kind == "column" and body.args[0].shape.fits(shape):
        return arrays.scaled(scale, body.args[0])
    data = (length(shape.rows), length(shape.cols))
    return arrays.scaled(scale, arrays.make("reshape", [body], data, shape))


def diag(arrays: Arrays, array: Array, size: Size) -> Array:
    """The diagonal matrix of a column of this length, or of a row."""
    scale, body = split(array)
    if body is None or body.shape == SCALAR:
        return arrays.times([array, arrays.eye(size)])
    body = body if body.shape.rows else arrays.transposed(body)
    axis = body.shape.rows
    return arrays.scaled(scale, arrays.make("diag", [body], shape=Shape(axis, axis)))


def diagonal(arrays: Arrays, array: Array) -> Array:
    """The diagonal of a square matrix, as a column."""
    scale, body = split(array)
    if body is None or not body.shape.cols:
        return array
    if body.kind == "transpose" or not body.shape.rows:
        return arrays.scaled(scale, diagonal(arrays, arrays.transposed(body)))
    if body.kind in ("eye", "diag"):
        return arrays.scaled(scale, body.args[0] if body.args else arrays.one)
    return arrays.scaled(scale, arrays.make("diagonal", [body], shape=Shape(body.shape.rows, ())))


def kron(arrays: Arrays, left: Array, right: Array, shapes: tuple[Shape, Shape]) -> Array:
    """A ⊗ B."""
    if SCALAR in shapes:
        return arrays.times([left, right])
    (scale, a), (inner, b) = split(left), split(right)
    a, b = (whole(arrays, part or arrays.one, shape) for part, shape in zip((a, b), shapes, strict=True))
    shape = Shape(*(one + other for one, other in zip(*shapes, strict=True)))
    return arrays.scaled(scale.times(inner), arrays.make("kron", [a, b], shape=shape))


def commutation(arrays: Arrays, rows: Size, cols: Size) -> Array:
    """K with K vec(A) = vec(Aᵀ) for A of rows × cols."""
    if ONE in (rows, cols):
        return arrays.eye(multiply(rows, cols))
    return arrays.make("commutation", data=(rows, cols), shape=Shape((rows, cols), (cols, rows)))


def inverse(arrays: Arrays, array: Array, shape: Shape) -> Array:
    """A⁻¹; A⁻ᵀ is its transpose."""
    scale, body = split(array)
    body = whole(arrays, body or arrays.one, shape)
    if body.kind == "eye":
        return arrays.scaled(scale.inverse(), body)
    if body.kind == "transpose":
        return arrays.scaled(scale.inverse(), arrays.transposed(inverse(arrays, body.args[0], shape)))
    if body.kind == "inverse":
        return arrays.scaled(scale.inverse(), body.args[0])
    if body.kind == "diag":
        below = arrays.divide(arrays.one, body.args[0])
        return arrays.scaled(scale.inverse(), diag(arrays, below, length(shape.rows)))
    if body.kind == "kron" and all(part.shape.rows == part.shape.cols for part in body.args):
        a, b = (inverse(arrays, part, part.shape) for part in body.args)
        return arrays.scaled(scale.inverse(), kron(arrays, a, b, (body.args[0].shape, body.args[1].shape)))
    return arrays.scaled(scale.inverse(), arrays.make("inverse", [body], shape=body.shape))


def det(arrays: Arrays, array: Array, shape: Shape) -> Array:
    """det A = det Aᵀ."""
    body = whole(arrays, array, shape)
    if body.kind == "eye":
        return arrays.one
    return arrays.make("det", [body.args[0] if body.kind == "transpose" else body])
