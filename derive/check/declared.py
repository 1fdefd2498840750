"""What is declared of variables: in words, and in the numbers at which claims are compared."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from derive.core import symbols
from derive.core.condition import Uses
from derive.core.errors import IllTyped, Unreadable
from derive.core.property import PROPERTIES
from derive.core.sizes import ONE, Size, read_size

Entries = tuple[tuple[Fraction, ...], ...]


def declared(symbol: Any, words: str) -> Uses:
    """The conditions that "symmetric, invertible" puts on a variable."""
    if not isinstance(symbol, symbols.Scalar | symbols.Variable):
        raise Unreadable(f"`{symbol}` is not a variable: only of variables can anything be declared")
    rows, cols = (read_size(size) for size in symbols.dimensions(symbol))
    return frozenset((property_for(word.strip(), rows, cols), symbol.name) for word in words.split(","))


def property_for(word: str, rows: Size, cols: Size) -> str:
    """The property that a word says of a variable of this shape."""
    name = "positive definite" if word == "symmetric positive definite" else word
    vector = (rows is ONE) != (cols is ONE)
    if name == "one-hot" or (vector and name == ("one-hot columns" if cols is ONE else "one-hot rows")):
        name = "one-hot"
    record = PROPERTIES.get(name)
    if record is None:
        known = ", ".join(sorted({*PROPERTIES, "symmetric positive definite"}))
        raise Unreadable(f"`{word}` is not a property: they are {known}")
    count = (rows is not ONE) + (cols is not ONE)
    if (record.indices is not None and record.indices != count) or (record.square and rows is not cols):
        raise IllTyped(f"a variable of {rows} × {cols} cannot be {word}")
    return name


def having(name: str, entries: Entries, random: Random) -> Entries:
    """Entries like these that have the property."""
    rows, cols = len(entries), len(entries[0])
    if name == "symmetric":
        return _symmetric(entries)
    if name == "positive definite":
        return tuple(
            tuple(sum((a * b for a, b in zip(x, y, strict=True)), Fraction(int(i == j))) for j, y in enumerate(entries))
            for i, x in enumerate(entries)
        )
    if name == "orthogonal":
        first, *others = _cayley(entries)
        turned = random.choice((1, -1))  # without it, all determinants are 1
        return (tuple(turned * x for x in first), *others)
    if name == "positive":
        return tuple(tuple(abs(x) for x in row) for row in entries)
    if name in ("entries 0 or 1", "entries -1 or 1"):
        low = 0 if name == "entries 0 or 1" else -1
        return tuple(tuple(Fraction(random.choice((low, 1))) for _ in row) for row in entries)
    if name == "one-hot columns" or (name == "one-hot" and cols == 1):
        chosen = [random.randrange(rows) for _ in range(cols)]
        return tuple(tuple(Fraction(int(chosen[j] == i)) for j in range(cols)) for i in range(rows))
    if name in ("one-hot rows", "one-hot"):
        return tuple(zip(*having("one-hot columns", tuple(zip(*entries, strict=True)), random), strict=True))
    return entries  # generic entries are not zero, square matrices of them invertible, tall ones of full rank


def tangent(name: str, changes: Entries) -> Entries:
    """Changes like these under which a symmetric matrix stays one."""
    return _symmetric(changes) if name in ("symmetric", "positive definite") else changes


def _symmetric(entries: Entries) -> Entries:
    return tuple(tuple(entries[min(i, j)][max(i, j)] for j in range(len(entries))) for i in range(len(entries)))


def _cayley(entries: Entries) -> Entries:
    """(I - K)(I + K)⁻¹ for the skew-symmetric K of the entries above the diagonal."""
    n = len(entries)
    skew = [[entries[i][j] if i < j else -entries[j][i] if i > j else Fraction(0) for j in range(n)] for i in range(n)]
    left = [[(i == j) + skew[i][j] for j in range(n)] for i in range(n)]
    right = [[(i == j) - skew[i][j] for j in range(n)] for i in range(n)]  # commutes with the inverse of left
    for k in range(n):  # the pivots are determinants of I + skew, which are positive
        scale = left[k][k]
        left[k], right[k] = [x / scale for x in left[k]], [x / scale for x in right[k]]
        for i in range(n):
            if i != k:
                slope = left[i][k]
                left[i] = [x - slope * y for x, y in zip(left[i], left[k], strict=True)]
                right[i] = [x - slope * y for x, y in zip(right[i], right[k], strict=True)]
    return tuple(map(tuple, right))
