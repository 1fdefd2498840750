r"""Superscripts that number samples without parentheses, under a sum over them: y^i, \hat y^{[i]}.

\sum_i y^i is \sum_i y^{(i)} where y is an array that has no powers; of a scalar or a square matrix it is a power.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from derive.claims.scope import Scope, spelling
from derive.claims.tree import Power, Surface, Symbol


def sample_of(surface: Surface, scope: Scope, bound: Container[str]) -> Symbol | None:
    """The sample that is meant, where the superscript is the index of a sum around it; else nothing."""
    if isinstance(surface, Power) and not surface.entrywise:
        of, exponent = surface.of, surface.exponent
        if not isinstance(of, Symbol) or not isinstance(exponent, Symbol) or of.layer in bound:
            return None
        letter, plain = exponent.base, exponent == Symbol(exponent.at, exponent.base)
        meant = replace(of, sample=letter) if plain and not of.sample else None
    elif isinstance(surface, Symbol) and not scope.known(spelling(surface)) and not surface.sample:
        letter, meant = surface.layer, replace(surface, layer="", sample=surface.layer)
    else:
        return None
    if meant is None or letter not in bound or scope.known(letter):
        return None
    owner = scope.names.get(next(iter(scope.owners(scope.worded(meant))), ""))
    return meant if owner is not None and owner.rows != owner.cols else None
