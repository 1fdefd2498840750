"""Which size counts the samples of a document: once a formula has said so, x^{(i)} is read so elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from derive.claims.dimension import Extent, Known, decided
from derive.claims.scope import Scope, spelling
from derive.claims.tree import Surface, Symbol, below
from derive.claims.typed import Letter, Typed


def sample_letters(surfaces: Iterable[Surface | None]) -> set[str]:
    """The letters that number samples."""
    return {part.sample for surface in surfaces for part in below(surface) if isinstance(part, Symbol)} - {""}


def counting(read: Iterable[Typed], known: Known, letters: set[str]) -> set[Extent | None]:
    """How long the axes are along which these letters go; None among them where nothing says it."""
    found: set[Extent | None] = set()
    pending = list(read)
    while pending:
        part = pending.pop()
        if part.kind == "entry":
            places = [place for place in part.data if isinstance(place, Letter) and place.name in letters]
            found |= {decided(place.length, known) for place in places}
        pending.extend(part.args)
    return found


def consistent(scope: Scope, read: Iterable[Typed], known: Known, letters: set[str]) -> bool:
    """Whether samples are counted here as they have been before."""
    found = counting(read, known, letters)
    return bool(found) and found <= scope.counted


def learn(scope: Scope, read: Typed, known: Known, letters: set[str]) -> None:
    """Takes down what counts the samples, which these letters number, in a formula that has one reading."""
    found = counting([read], known, letters) if letters else set()
    scope.counted |= {count for count in found if count is not None}


def without_index(body: Surface, letters: Iterable[str], scope: Scope) -> tuple[Symbol, str] | None:
    """In a sum in which no index of it stands, a name that is known with this index alone: x, where there is X."""
    names = [part for part in below(body) if isinstance(part, Symbol)]
    if any(letter in (part.base, *part.sub, *part.sample, *part.layer) for part in names for letter in letters):
        return None
    for part in names:
        for letter in letters:
            if not scope.known(spelling(part)) and not part.sub + part.sample:
                if scope.owners(replace(part, sample=letter)):
                    return part, letter
    return None


def with_index(body: Surface, letter: str, scope: Scope) -> Surface:
    """The same with this index at every name that is known with it alone."""

    def changed(field: object) -> object:
        if isinstance(field, tuple):
            return tuple(map(changed, field))
        if isinstance(field, Symbol) and not scope.known(spelling(field)) and not field.sub + field.sample:
            sampled = replace(field, sample=letter)
            return sampled if scope.owners(sampled) else field
        return with_index(field, letter, scope) if isinstance(field, Surface) else field

    fields = {name: changed(getattr(body, name)) for name in body.__dataclass_fields__}
    changes: Any = {name: field for name, field in fields.items() if field is not getattr(body, name)}
    return replace(body, **changes)
