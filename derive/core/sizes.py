"""Sizes of axes: polynomials with integer coefficients in names that stand for positive integers.

Sizes are interned: two equal polynomials are one object, so `is` decides equality and `number` orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import sympy

from derive.core.errors import IllTyped, Unreadable

Monomial = tuple[tuple[str, int], ...]


class Size:
    """One interned polynomial, for example n, 3, n + 1 or n*m."""

    __slots__ = ("number", "terms")
    terms: tuple[tuple[Monomial, int], ...]
    number: int

    def __str__(self) -> str:
        def monomial(names: Monomial, coefficient: int) -> str:
            powers = [name if power == 1 else f"{name}^{power}" for name, power in names]
            if coefficient != 1 or not powers:
                powers.insert(0, str(coefficient))
            return " ".join(powers)

        text = " + ".join(monomial(names, coefficient) for names, coefficient in self.terms)
        return text.replace("+ -", "- ") or "0"

    __repr__ = __str__

    @property
    def constant(self) -> int | None:
        """The value where no name occurs, else None."""
        if not self.terms:
            return 0
        (names, coefficient) = self.terms[0]
        return coefficient if len(self.terms) == 1 and not names else None

    def names(self) -> set[str]:
        return {name for monomial, _ in self.terms for name, _ in monomial}

    def at(self, values: Mapping[str, int]) -> int:
        """The number that this size is when its names have these values."""
        return sum(c * prod(values[name] ** power for name, power in names) for names, c in self.terms)


SIZES: list[Size] = []
_INTERNED: dict[tuple[tuple[Monomial, int], ...], Size] = {}


def _intern(terms: Mapping[Monomial, int]) -> Size:
    key = tuple(sorted((names, c) for names, c in terms.items() if c))
    found = _INTERNED.get(key)
    if found is None:
        found = Size()
        found.terms = key
        found.number = len(SIZES)
        SIZES.append(found)
        _INTERNED[key] = found
    return found


def number(value: int) -> Size:
    """The size that is this integer."""
    return _intern({(): value})


ONE = number(1)


def name(text: str) -> Size:
    """The size with this name."""
    return _intern({((text, 1),): 1})


def multiply(left: Size, right: Size) -> Size:
    """left * right, collected."""
    terms: dict[Monomial, int] = {}
    for names1, c1 in left.terms:
        for names2, c2 in right.terms:
            powers: dict[str, int] = dict(names1)
            for text, power in names2:
                powers[text] = powers.get(text, 0) + power
            key = tuple(sorted(powers.items()))
            terms[key] = terms.get(key, 0) + c1 * c2
    return _intern(terms)


def add(sizes: Iterable[Size]) -> Size:
    """The sum, collected."""
    terms: dict[Monomial, int] = {}
    for size in sizes:
        for names, c in size.terms:
            terms[names] = terms.get(names, 0) + c
    return _intern(terms)


def is_size_symbol(expr: object) -> bool:
    """A SymPy symbol declared as a positive integer stands for a size; an index, which is one too, does not."""
    plain = expr if isinstance(expr, sympy.Symbol) and type(expr) is sympy.Symbol else None
    return plain is not None and plain.is_integer is True and plain.is_positive is True


def read_size(expr: object) -> Size:
    """The size that a SymPy expression or an integer stands for."""
    if isinstance(expr, int):
        size = number(expr)
    elif isinstance(expr, sympy.Integer):
        size = number(int(expr))
    elif is_size_symbol(expr) or type(expr) is sympy.Symbol:
        # plain SymPy matrices are usually declared with plain symbols
        size = name(str(expr))
    elif isinstance(expr, sympy.Add):
        size = add(read_size(part) for part in expr.args)
    elif isinstance(expr, sympy.Mul):
        size = ONE
        for part in expr.args:
            size = multiply(size, read_size(part))
    elif isinstance(expr, sympy.Pow) and isinstance(expr.args[1], sympy.Integer) and 0 < int(expr.args[1]) <= 64:
        size = ONE
        for _ in range(int(expr.args[1])):
            size = multiply(size, read_size(expr.args[0]))
    else:
        raise Unreadable(f"`{expr}` is not a size: sizes are whole numbers, names, sums and products of them")
    if size.constant is not None and size.constant < 1:
        raise IllTyped(f"a size must be at least 1, not {size}")
    return size


def size_expr(size: Size) -> Any:
    """The SymPy expression of a size."""
    return sympy.Add(
        *[
            sympy.Mul(c, *[sympy.Symbol(text, integer=True, positive=True) ** power for text, power in names])
            for names, c in size.terms
        ]
    )
