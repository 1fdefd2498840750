"""The record of a scalar function: its derivative, laws and signs, all as polynomials in functions of one argument.

A `Poly` such as `((1, ("exp",)), (-1, ()))` reads exp(z) - 1; the name "id" is the argument itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Poly = tuple[tuple[int | Fraction, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Function:
    """A function of one real variable, applied to every entry.

    `derivative`, `laws`, `positive` and `where` are trusted: they are the axioms the kernel works with, and each is
    tested against `value` at random points. `laws` vanish wherever the function is defined, and determine it among
    the functions they mention; `positive` lists polynomials that are positive everywhere; `nonnegative` says
    that the function is nowhere negative, and positive where its argument is; `where` what the argument must be
    ("positive", "nonnegative" or "nonzero"). At a kink, `smooth` says what the argument must be for the derivative
    and for the `smooth_laws`: the value of step at 0 is left open. `reflection` is f(-z) in functions of z, everywhere
    or, with `smooth_reflection`, where the function is smooth. `above` is f(z) for positive z, and at zero as well if
    f is `nonnegative`.
    """

    name: str
    derivative: Poly
    value: Callable[[Any], Any]
    latex: str
    numpy: str
    laws: tuple[Poly, ...] = ()
    positive: tuple[Poly, ...] = ()
    nonnegative: bool = False
    where: str | None = None
    smooth: str | None = None
    smooth_laws: tuple[Poly, ...] = ()
    reflection: Poly | None = None
    smooth_reflection: bool = False
    above: Poly | None = None


Pattern = tuple[tuple[int | Fraction, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class MatrixFunction:
    """A function of a whole square matrix: a matrix of the same size, or one number.

    `derivative` and `laws` are sums of products of entries; each letter is an index: i and j those of the value (none
    where it is a number), k and l those of the variable, any other is summed over. "id" is the argument itself,
    "delta" the identity. `where` and `smooth` say what the argument must be for the value and for the derivative.
    """

    name: str
    scalar: bool
    derivative: Pattern
    laws: tuple[Pattern, ...] = ()
    where: str | None = None
    smooth: str | None = None
    positive: tuple[Poly, ...] = ()


WHOLE = ("inverse", "det")  # no function of entries and no unknown function has the name of a known one of matrices


def opaque_parts(name: str) -> tuple[str, int]:
    """The letter of an opaque function and how often it is differentiated: "g''" is (g, 2)."""
    letter = name.rstrip("'")
    return letter, len(name) - len(letter)


def derivative_of(name: str, record: Function | None) -> Poly:
    """The derivative of a known function, or g' for an opaque g."""
    if record is not None:
        return record.derivative
    return ((1, (name + "'",)),)


def differentiated(poly: Poly, known: Mapping[str, Function]) -> Poly:
    """The derivative of a polynomial in functions, by the derivatives of the functions."""
    total: dict[tuple[str, ...], int | Fraction] = {}
    for coefficient, names in poly:
        for place, name in enumerate(names):
            inner: Poly = ((1, ()),) if name == "id" else derivative_of(name, known.get(name))
            for c, factors in inner:
                product = tuple(sorted((*names[:place], *factors, *names[place + 1 :])))
                total[product] = total.get(product, 0) + coefficient * c
    return tuple((c, names) for names, c in total.items() if c)
