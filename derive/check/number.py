"""Exact numbers with derivatives: rationals while possible, otherwise enclosures that contain the true value.

A `Jet` carries a value and its slopes in several directions. This file, `evaluate.py` and the `evaluate` fields of
the operations are the second opinion: they share nothing with the kernel and the prover.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import flint

LONGEST = 4000  # bits of a rational


class Undefined(ArithmeticError):
    """The expression has no value at this point."""


class Imprecise(ArithmeticError):
    """The enclosures are too wide to tell whether the expression has a value."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with enclosures of this many bits."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def rational(value: int | Fraction) -> Any:
    return flint.fmpq(value.numerator, value.denominator)


class Jet:
    """value + slopes · directions, to first order."""

    __slots__ = ("slopes", "value")

    def __init__(self, value: Any, slopes: tuple[Any, ...] = ()) -> None:
        self.value, self.slopes = value, slopes  # the value may be a jet: of a derivative, with its own slopes

    @property
    def base(self) -> Any:
        """The number without any slopes."""
        value = self.value
        while isinstance(value, Jet):
            value = value.value
        return value

    def _chain(self, value: Any, slope: Any) -> Jet:
        return Jet(value, tuple(slope * s for s in self.slopes))

    def __add__(self, other: Any) -> Jet:
        other = other if type(other) is Jet else jet(other)
        if not self.slopes or not other.slopes:
            return Jet(self.value + other.value, self.slopes or other.slopes)
        return Jet(self.value + other.value, tuple(a + b for a, b in zip(self.slopes, other.slopes, strict=True)))

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(-self.value, tuple(-s for s in self.slopes))

    def __sub__(self, other: Any) -> Jet:
        other = other if type(other) is Jet else jet(other)
        if not self.slopes and not other.slopes:
            return Jet(self.value - other.value)
        difference: Jet = self + -other
        return difference

    def __rsub__(self, other: Any) -> Jet:
        return jet(other) + -self

    def __mul__(self, other: Any) -> Jet:
        other = other if type(other) is Jet else jet(other)
        value = self.value * other.value
        if not other.slopes:
            return Jet(value, tuple(s * other.value for s in self.slopes))
        if not self.slopes:
            return Jet(value, tuple(self.value * s for s in other.slopes))
        pairs = zip(self.slopes, other.slopes, strict=True)
        return Jet(value, tuple(a * other.value + self.value * b for a, b in pairs))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Jet:
        return self * jet(other).reciprocal()

    def __rtruediv__(self, other: Any) -> Jet:
        return jet(other) * self.reciprocal()

    @property
    def long(self) -> bool:
        """Whether a rational in it has very many digits."""
        if not self.slopes:
            return type(self.value) is flint.fmpq and self.value.height_bits() >= LONGEST
        return any(type(x) is flint.fmpq and x.height_bits() >= LONGEST for x in (self.value, *self.slopes))

    def shortened(self) -> Jet:
        """Itself, with rationals of very many digits as enclosures."""
        return Jet(_short(self.value), tuple(map(_short, self.slopes)))

    def certainly_nonzero(self) -> bool:
        return bool(self.base > 0 or self.base < 0)

    def reciprocal(self) -> Jet:
        if self.base == 0:
            raise Undefined("division by zero")
        if isinstance(self.base, flint.arb) and self.base.contains(0):
            raise Imprecise("division by something that may be zero")
        value = 1 / self.value
        return self._chain(value, -value * value)

    def exp(self) -> Jet:
        value = _made("exp", self.value)
        return self._chain(value, value)

    def log(self) -> Jet:
        if self.base <= 0:
            raise Undefined("logarithm of a number that is not positive")
        if not self.base > 0:
            raise Imprecise("logarithm of something that may not be positive")
        return self._chain(_made("log", self.value), 1 / self.value)

    def sqrt(self) -> Jet:
        if self.base < 0 or (self.base == 0 and self.slopes):
            raise Undefined("square root of a number that is negative, or where it has no slope")
        if self.base == 0:
            return self
        if not self.base > 0:
            raise Imprecise("square root of something that may not be positive")
        value = _made("sqrt", self.value)
        return self._chain(value, 1 / (2 * value))

    def normal_distribution(self) -> Jet:
        """(1 + erf(z/√2))/2"""
        value = (1 + _made("erf", self.value * (1 / flint.arb(2).sqrt()))) * flint.fmpq(1, 2)
        return self._chain(value, self.normal_density().value)

    def normal_density(self) -> Jet:
        """exp(-z²/2)/√(2π)"""
        value = _made("exp", self.value * self.value * flint.fmpq(-1, 2)) * (1 / (2 * flint.arb.pi()).sqrt())
        return self._chain(value, -self.value * value)

    def sin(self) -> Jet:
        return self._chain(_made("sin", self.value), _made("cos", self.value))

    def cos(self) -> Jet:
        return self._chain(_made("cos", self.value), -_made("sin", self.value))

    def bent(self, above: int, below: int) -> Jet:
        """One multiple of itself above 0 and another below; 0 at 0, where it has no slope."""
        if self.base == 0 and not self.slopes:
            return self
        return self.by_sign(above, below) * self

    def by_sign(self, above: int, below: int) -> Jet:
        """A constant above 0 and another below; at 0 itself, nothing is said."""
        if self.base > 0 or self.base < 0:
            return jet(above if self.base > 0 else below)
        if self.base == 0:
            raise Undefined("a function at its kink")
        raise Imprecise("a function near its kink")

    def polynomial(self, coefficients: tuple[Fraction, ...], order: int) -> Jet:
        """The `order`-th derivative of a polynomial, given by its coefficients from the constant upwards."""
        for _ in range(order):
            coefficients = tuple(k * c for k, c in enumerate(coefficients))[1:]
        slopes = tuple(k * c for k, c in enumerate(coefficients))[1:]
        return self._chain(_horner(coefficients, self.value), _horner(slopes, self.value))


def _made(function: str, value: Any) -> Any:
    """A function of a number: an enclosure, or a jet of them."""
    return getattr(value if isinstance(value, Jet) else flint.arb(value), function)()


def _short(value: Any) -> Any:
    return flint.arb(value) if type(value) is flint.fmpq and value.height_bits() >= LONGEST else value


def _horner(coefficients: tuple[Fraction, ...], value: Any) -> Any:
    total: Any = flint.fmpq(0)
    for c in reversed(coefficients):
        total = value * total + rational(c)
    return total


def jet(value: Any) -> Jet:
    """A number as a jet; floats never get in."""
    if isinstance(value, Jet):
        return value
    if isinstance(value, int | Fraction):
        return Jet(rational(value))
    if isinstance(value, flint.fmpq | flint.arb):
        return Jet(value)
    raise TypeError(f"{value!r} is not an exact number")


def differ(left: Any, right: Any) -> bool:
    """Certainly different: unequal rationals, or enclosures that do not meet."""
    if isinstance(left, flint.fmpq) and isinstance(right, flint.fmpq):
        return bool(left != right)
    return not flint.arb(left).overlaps(flint.arb(right))
