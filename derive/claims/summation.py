r"""\sum_i of an expression in the entries v_i of vectors: the entries become the vectors, worked on entry by entry."""

from __future__ import annotations

from derive.claims.names import internal
from derive.claims.scope import Meaning, Scope
from derive.claims.tree import BigSum, Surface, Symbol, below
from derive.claims.typed import Typed
from derive.core.sizes import ONE


def index_of(total: BigSum, scope: Scope) -> str | None:
    """The index: as written under the sign, else the one subscript that the body has and nobody declared."""
    if total.index:
        return total.index
    letters = {letter for symbol in _symbols(total.body) for letter in (symbol.sub, symbol.sample) if letter.isalpha()}
    letters = {letter for letter in letters if len(letter) == 1 and not scope.known(letter)}
    return letters.pop() if len(letters) == 1 else None


def _symbols(surface: Surface | None) -> list[Symbol]:
    return [part for part in below(surface) if isinstance(part, Symbol)]


def entry(scope: Scope, symbol: Symbol, index: str) -> Typed | None:
    """The vector, as a column, of which y_i or y^{(i)} is the entry; y_i is an entry of Y too."""
    if index not in (symbol.sub, symbol.sample) or (symbol.sub and symbol.sample) or symbol.primes:
        return None
    for base in (symbol.base, symbol.base.capitalize()):
        meaning = scope.names.get(internal(base, symbol.layer))
        if meaning is not None and (meaning.rows is ONE) != (meaning.cols is ONE):
            scope.used.add(internal(base, symbol.layer))
            return _column(meaning)
    return None


def _column(meaning: Meaning) -> Typed:
    part = meaning.typed()
    return part if part.cols is ONE else Typed("transpose", (part,), None, part.cols, part.rows)
