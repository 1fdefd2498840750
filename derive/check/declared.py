"""What is declared of variables: in words, and in the numbers at which claims are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


DISCRETE = {"entries 0 or 1", "entries -1 or 1", "one-hot columns", "one-hot rows", "one-hot"}


def having(names: Sequence[str], entries: Entries, random: Random) -> Entries | None:
    """Entries like these that have all the properties; None where none were found."""
    made = entries
    for name in names:
        made = _having(name, made, random)
    tried = (made, *_special(entries, random)) if len(names) > 1 else (made,)
    return next((found for found in tried if all(_has(name, found) for name in names)), None)


def tangent(names: Sequence[str], entries: Entries, changes: Entries) -> Entries:
    """Changes like these that keep the properties, to first order."""
    symmetric = "symmetric" in names or "positive definite" in names
    if DISCRETE & set(names) or (symmetric and "orthogonal" in names):
        return tuple(tuple(Fraction(0) for _ in row) for row in changes)
    if "orthogonal" in names:
        return _times(entries, _skew(changes))
    return _symmetric(changes) if symmetric else changes


def _having(name: str, entries: Entries, random: Random) -> Entries:
    """Entries like these that have one property."""
    rows, cols = len(entries), len(entries[0])
    if name == "symmetric":
        return _symmetric(entries)
    if name == "positive definite":
        return tuple(
            tuple(x + int(i == j) for j, x in enumerate(row))
            for i, row in enumerate(_times(entries, _transposed(entries)))
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
        return _transposed(_having("one-hot columns", _transposed(entries), random))
    return entries


def _special(entries: Entries, random: Random) -> Iterator[Entries]:
    """Matrices with several properties at once: ones, and of square ones a reflection, a permutation, the identity."""
    n = len(entries)
    yield tuple(tuple(Fraction(1) for _ in row) for row in entries)
    if n == len(entries[0]):
        v = [row[0] for row in entries]
        scale = 2 / sum((x * x for x in v), Fraction(0))
        yield tuple(tuple((i == j) - scale * v[i] * v[j] for j in range(n)) for i in range(n))
        places = random.sample(range(n), n)
        for order in (places, range(n)):
            yield tuple(tuple(Fraction(int(place == j)) for j in range(n)) for place in order)


def _has(name: str, entries: Entries) -> bool:
    turned = _transposed(entries)
    flat = [x for row in entries for x in row]
    square = len(entries) == len(turned)
    if name in ("one-hot columns", "one-hot rows", "one-hot"):
        lines = {"one-hot columns": turned, "one-hot rows": entries, "one-hot": (flat,)}[name]
        return set(flat) <= {0, 1} and all(sum(line) == 1 for line in lines)
    if name == "orthogonal":
        return square and all(
            x == int(i == j) for i, row in enumerate(_times(turned, entries)) for j, x in enumerate(row)
        )
    return {
        "symmetric": lambda: entries == turned,
        "positive definite": lambda: entries == turned and min(_pivots(entries, exchanging=False)) > 0,
        "invertible": lambda: square and 0 not in _pivots(entries),
        "full column rank": lambda: 0 not in _pivots(_times(turned, entries)),
        "positive": lambda: min(flat) > 0,
        "nonzero": lambda: 0 not in flat,
        "entries 0 or 1": lambda: set(flat) <= {0, 1},
        "entries -1 or 1": lambda: set(flat) <= {-1, 1},
    }[name]()


def _pivots(entries: Entries, exchanging: bool = True) -> list[Fraction]:
    """Of elimination. One is 0 where the matrix is singular; of a symmetric one all are positive, without exchanging
    rows, exactly where it is positive definite."""
    rows = [list(row) for row in entries]
    for k in range(len(rows)):
        swap = next((i for i in range(k, len(rows)) if rows[i][k]), k) if exchanging else k
        rows[k], rows[swap] = rows[swap], rows[k]
        for i in range(k + 1, len(rows)):
            slope = rows[i][k] / rows[k][k] if rows[k][k] else Fraction(0)
            rows[i] = [x - slope * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [rows[k][k] for k in range(len(rows))]


def _times(left: Entries, right: Entries) -> Entries:
    columns = _transposed(right)
    return tuple(
        tuple(sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns) for row in left
    )


def _transposed(entries: Entries) -> Entries:
    return tuple(zip(*entries, strict=True))


def _symmetric(entries: Entries) -> Entries:
    return tuple(tuple(entries[min(i, j)][max(i, j)] for j in range(len(entries))) for i in range(len(entries)))


def _skew(entries: Entries) -> Entries:
    n = len(entries)
    return tuple(
        tuple(entries[i][j] if i < j else -entries[j][i] if i > j else Fraction(0) for j in range(n)) for i in range(n)
    )


def _cayley(entries: Entries) -> Entries:
    """(I - K)(I + K)⁻¹ for the skew-symmetric K of the entries above the diagonal."""
    n = len(entries)
    skew = _skew(entries)
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
