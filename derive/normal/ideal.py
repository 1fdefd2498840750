"""Gröbner bases with cofactors: every element of a basis knows how it is made of the generators.

Polynomials have rational coefficients and are dictionaries from exponents to coefficients. The order is graded
reverse lexicographic. Source: Buchberger's algorithm with the product criterion, as in Cox, Little, O'Shea,
"Ideals, Varieties, and Algorithms", chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.core.errors import OutOfBudget

Exponents = tuple[int, ...]
Polynomial = dict[Exponents, Fraction]
WORK = 10_000  # terms added up in the search for one basis


@dataclass(frozen=True)
class Element:
    """A polynomial with leading coefficient 1 that equals the sum of cofactors times generators."""

    polynomial: Polynomial
    lead: Exponents
    cofactors: dict[int, Polynomial]


class _Work:
    """How many terms may still be added to one another."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, terms: int) -> None:
        self.left -= terms
        if self.left < 0:
            raise OutOfBudget("the laws of the functions involved have too many consequences")


def order(exponents: Exponents) -> tuple[int, tuple[int, ...]]:
    return sum(exponents), tuple(-power for power in reversed(exponents))


def lead(polynomial: Polynomial) -> Exponents:
    return max(polynomial, key=order)


def add_multiple(target: Polynomial, source: Polynomial, coefficient: Fraction, shift: Exponents) -> None:
    """target := target + coefficient * shift * source."""
    for exponents, c in source.items():
        key = tuple(a + b for a, b in zip(exponents, shift, strict=True))
        total = target.get(key, Fraction(0)) + coefficient * c
        if total:
            target[key] = total
        else:
            target.pop(key, None)


def divides(left: Exponents, right: Exponents) -> bool:
    return all(a <= b for a, b in zip(left, right, strict=True))


def _minus(left: Exponents, right: Exponents) -> Exponents:
    return tuple(a - b for a, b in zip(left, right, strict=True))


def _reduced(
    polynomial: Polynomial, cofactors: dict[int, Polynomial], basis: list[Element], work: _Work
) -> Element | None:
    """The element that is left after division by the basis, or None."""
    polynomial = dict(polynomial)
    remainder: Polynomial = {}
    while polynomial:
        top = lead(polynomial)
        c = polynomial[top]
        divisor = next((element for element in basis if divides(element.lead, top)), None)
        if divisor is None:
            remainder[top] = polynomial.pop(top)
            continue
        shift = _minus(top, divisor.lead)
        # a term costs more to add the more variables it has
        work.spend((len(divisor.polynomial) + sum(map(len, divisor.cofactors.values()))) * (1 + len(top) // 8))
        add_multiple(polynomial, divisor.polynomial, -c, shift)
        for place, cofactor in divisor.cofactors.items():
            add_multiple(cofactors.setdefault(place, {}), cofactor, -c, shift)
    if not remainder:
        return None
    top = lead(remainder)
    scale = 1 / remainder[top]
    return Element(
        {e: c * scale for e, c in remainder.items()},
        top,
        {place: {e: c * scale for e, c in cofactor.items()} for place, cofactor in cofactors.items() if cofactor},
    )


def basis(generators: list[Polynomial], limit: int = WORK) -> list[Element]:
    """A Gröbner basis, none of whose leading monomials divides another; OutOfBudget once `limit` terms are added."""
    work = _Work(limit)
    found: list[Element] = []
    if not generators:
        return found
    zero = tuple(0 for _ in next(iter(generators[0])))
    pairs: list[tuple[int, int]] = []

    def take(element: Element | None) -> None:
        if element is not None:
            pairs.extend((place, len(found)) for place in range(len(found)))
            found.append(element)

    for place, generator in enumerate(generators):
        take(_reduced(generator, {place: {zero: Fraction(1)}}, found, work))
    while pairs:
        pairs.sort(key=lambda pair: -sum(map(max, found[pair[0]].lead, found[pair[1]].lead)))
        i, j = pairs.pop()
        left, right = found[i], found[j]
        if not any(a and b for a, b in zip(left.lead, right.lead, strict=True)):
            continue
        common = tuple(map(max, left.lead, right.lead))
        polynomial: Polynomial = {}
        cofactors: dict[int, Polynomial] = {}
        for element, sign in ((left, Fraction(1)), (right, Fraction(-1))):
            shift = _minus(common, element.lead)
            add_multiple(polynomial, element.polynomial, sign, shift)
            for place, cofactor in element.cofactors.items():
                add_multiple(cofactors.setdefault(place, {}), cofactor, sign, shift)
        take(_reduced(polynomial, cofactors, found, work))
    return [
        element
        for place, element in enumerate(found)
        if not any(
            divides(other.lead, element.lead) and (other.lead != element.lead or earlier < place)
            for earlier, other in enumerate(found)
            if earlier != place
        )
    ]
