r"""Superscripts that number samples without parentheses: y^i and \hat y^{[i]} beside y^{(i)}, or in a sum over i.

\sum_{i=1}^m y^i is \sum_i y^{(i)} where y is an array that has no powers, one axis of which has m places; of a scalar
or a square matrix it is a power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from derive.claims.counted import sample_letters
from derive.claims.scope import Scope, spelling
from derive.claims.tree import BigSum, Power, Surface, Symbol, below, rebuilt

Bounds = Mapping[str, set[str]]  # how far letters go that may number samples; to nothing where any length will do


def bounds(surfaces: Iterable[Surface | None]) -> Bounds:
    """The letters of samples, and those of sums with their upper bounds."""
    written = list(surfaces)
    found: dict[str, set[str]] = {letter: {""} for letter in sample_letters(written)}
    for part in (part for surface in written for part in below(surface)):
        if isinstance(part, BigSum) and part.index:
            found.setdefault(part.index, set()).add(part.upper)
    return found


def numbered(surface: Surface, letters: Bounds, scope: Scope, remark: Callable[[str], None]) -> Surface:
    """The same with such superscripts read as numbers of samples, which is said."""

    def change(part: Surface) -> Surface | None:
        meant = _sample(part, letters, scope)
        if meant is not None:
            remark(f"the superscript `{meant.sample}` numbers samples")
        return meant

    return rebuilt(surface, change)


def _sample(part: Surface, letters: Bounds, scope: Scope) -> Symbol | None:
    if isinstance(part, Power) and isinstance(part.of, Symbol) and isinstance(part.exponent, Symbol):
        of, letter = part.of, part.exponent.base
        plain = part.exponent == Symbol(part.exponent.at, letter) and not (part.entrywise or of.sample or of.primes)
        meant = replace(of, sample=letter) if plain else None
    elif isinstance(part, Symbol) and not part.sample and not scope.known(spelling(part)):
        letter, meant = part.layer, replace(part, layer="", sample=part.layer)
    else:
        return None
    if meant is None or letter not in letters or scope.known(letter):
        return None
    owner = scope.names.get(next(iter(scope.owners(scope.worded(meant))), ""))
    if owner is None or owner.rows == owner.cols:
        return None
    return meant if letters[letter] & {"", str(owner.rows), str(owner.cols)} else None
