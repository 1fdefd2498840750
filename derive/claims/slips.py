r"""Slips of writing: \sum a + b for \sum (a + b), 1/1 + e for 1/(1 + e), 1/2m for 1/(2m), i = 2 for i = 1.

What is written keeps its meaning; these say what may have been meant, so that a false claim can be told its slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.claims.entries import free_subscripts, letters_of
from derive.claims.tree import BigSum, Call, Group, Number, Open, Sum, Surface, Symbol, Term, parts

MOST = 6  # other ways of writing that are looked at
Slip = tuple[str, Surface]


def slips(surface: Surface) -> list[Slip]:
    """The kinds of slips that may have been made, each with what would be written without it."""
    found: list[Slip] = []
    for slip in _within(surface):
        found.append(slip)
        if len(found) == MOST:
            break
    return found


def unbound(surface: Surface, letter: str) -> Surface | None:
    """The same with all terms inside the sum over this index, where some have been left outside of it."""
    return next((meant for defect, meant in slips(surface) if letter not in free_subscripts(meant)), None)


def _within(surface: Surface) -> Iterator[Slip]:
    """The slips at the top, and those in a part, put back in its place."""
    if isinstance(surface, Sum):
        yield from _of_sum(surface)
    if isinstance(surface, Term):
        yield from _of_term(surface)
    if isinstance(surface, BigSum) and surface.lower not in ("", "1"):
        yield "bounds", replace(surface, lower="1")
    for part in parts(surface):
        for defect, meant in _within(part):
            yield defect, _replaced(surface, part, meant)


def _of_sum(surface: Sum) -> Iterator[Slip]:
    """What follows belongs inside the sum, the function, or below the stroke with which a term ends."""
    for place, (sign, term) in enumerate(surface.terms[:-1]):
        before, after = surface.terms[:place], surface.terms[place + 1 :]
        factors = term.factors if isinstance(term, Term) else (("", term),)
        operator, last = factors[-1]
        rest = Sum(after[0][1].at, after)
        meant: Surface | None = None
        if isinstance(last, BigSum) and last.body is not None and free_subscripts(rest) & letters_of(last.index):
            defect, meant = "scope", replace(last, body=_joined(last.body, after))
        elif isinstance(last, Open):
            inner = last.factors[0][1] if len(last.factors) == 1 else Term(last.at, last.factors)
            defect, meant = "scope", Call(last.at, last.head, Group(last.at, (_joined(inner, after),)))
        elif operator == "slash" and isinstance(last, Number | Symbol):
            defect, meant = "precedence", Group(last.at, (_joined(last, after),))
        if meant is not None:
            whole = Term(term.at, (*factors[:-1], (operator, meant))) if len(factors) > 1 else meant
            yield defect, Sum(surface.at, (*before, (sign, whole))) if before or sign < 0 else whole


def _of_term(surface: Term) -> Iterator[Slip]:
    """a/b c: the next factors belong below the stroke too."""
    for place, (operator, below) in enumerate(surface.factors[:-1]):
        following = surface.factors[place + 1]
        if operator == "slash" and isinstance(below, Number | Symbol) and following[0] == "":
            product = Term(below.at, (("", below), following))
            factors = (*surface.factors[:place], (operator, Group(below.at, (product,))), *surface.factors[place + 2 :])
            yield "precedence", Term(surface.at, factors)


def _joined(first: Surface, after: tuple[tuple[int, Surface], ...]) -> Sum:
    terms = first.terms if isinstance(first, Sum) else ((1, first),)
    return Sum(first.at, (*terms, *after))


def _replaced(surface: Surface, part: Surface, other: Surface) -> Surface:
    """The surface with one of its parts exchanged."""

    def changed(field: object) -> object:
        if field is part:
            return other
        return tuple(map(changed, field)) if isinstance(field, tuple) else field

    fields = {name: changed(getattr(surface, name)) for name in surface.__dataclass_fields__}
    changes: Any = {name: field for name, field in fields.items() if field is not getattr(surface, name)}
    return replace(surface, **changes)
