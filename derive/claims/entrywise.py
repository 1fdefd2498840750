r"""p_i = ... defines the column p, X_{ij} = ... a matrix, z^{(i)} = ... the samples z: arrays by their entries.

p = Σ_i p_i e_i,   X = Σ_ij X_ij e_i e_jᵀ,   with e_i the column i of the identity
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.claims.atoms import NotRead
from derive.claims.dimension import Known, decided
from derive.claims.entries import letters_of, subscripted
from derive.claims.names import internal
from derive.claims.scope import LOSSES, SAMPLES, Meaning, Scope, mentions, spelling
from derive.claims.tree import Surface, Symbol, below
from derive.claims.typed import Letter, Typed, across, is_scalar, letters_in
from derive.core.sizes import ONE


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name with indices on the left of a definition: letters of entries, and the letter of a sample or nothing."""

    at: int
    name: str
    entries: str
    sample: str

    def whole(self, of: Typed, known: Known, declared: Meaning | None) -> Typed:
        """The array whose entries, or samples, these are; of a declared name, laid out like it."""
        letters = letters_in(of)
        loose = sorted(letters.keys() - set(self.entries + self.sample))
        if loose:
            raise NotRead(self.at, f"the index `{loose[0]}` is free on the right but not on the left")
        missing = sorted(set(self.entries + self.sample) - letters.keys())
        if missing:
            raise NotRead(self.at, f"the index `{missing[0]}` is free on the left but not on the right")
        if not is_scalar(of, known) and (self.entries or of.cols is not ONE):
            raise NotRead(self.at, "what an entry is defined as is no scalar")
        wide = self.across(of, known, declared)
        if self.sample and not is_scalar(of, known):
            unit = _unit(letters[self.sample])
            parts = [of, across(unit)] if wide else [unit, across(of)]
        else:
            places = self.entries + self.sample if wide else self.sample + self.entries
            units = [_unit(letters[letter]) for letter in places]
            parts = [of, *units[:-1], across(units[-1]) if wide or len(units) > 1 else units[-1]]
        vectors = [part for part in parts if not is_scalar(part, known)]
        rows, cols = (vectors[0].rows, vectors[-1].cols) if vectors else (ONE, ONE)
        body = Typed("product", tuple(parts), None, rows, cols)
        ranges = tuple((letters[letter], 1, None) for letter in self.entries + self.sample)
        return Typed("sum_over", (body,), ranges, body.rows, body.cols)

    def across(self, of: Typed, known: Known, declared: Meaning | None) -> bool:
        """Whether the last index counts columns: as the declaration says, else like the samples on the right."""
        if len(self.entries) == 2:
            return True
        if declared is not None and ONE in (declared.rows, declared.cols):
            return declared.rows is ONE
        if not self.sample:
            return False
        letter = letters_in(of)[self.sample]
        if declared is not None:
            return decided(letter.length, known) == declared.cols
        return any(part.kind == "entry" and part.data[1] is letter for part in _parts(of))


def pattern(left: Surface | None, right: Surface | None, scope: Scope) -> Pattern | None:
    """The pattern on the left where it can be a definition: of a name that nothing uses yet, with indices that stand on
    the right too."""
    if not isinstance(left, Symbol) or left.primes or right is None or scope.known(spelling(left)):
        return None
    if scope.line_of(left) is not None:
        return None
    left = scope.worded(left)
    entries, sample = left.sub.replace(",", ""), left.sample
    letters = entries + sample
    if not 1 <= len(letters) <= 2 or len(sample) > 1 or len(set(letters)) < len(letters) or not letters.isalpha():
        return None
    if not letters_of(letters) <= subscripted(right, scope.known) or any(scope.known(letter) for letter in letters):
        return None
    if len(letters_of(letters)) < len(letters) or (len(entries) == 2 and left.base in ("delta", "I")):
        return None
    own = internal(left.base, left.layer)
    if own in LOSSES and (own not in scope.names or (scope.names[own].rows, scope.names[own].cols) == (ONE, ONE)):
        name = own = internal(left.base, left.layer, SAMPLES)  # beside L_i, people write L for the mean of them
    else:
        name = next(iter(scope.owners(left)), own)
    meaning = scope.names.get(name)
    taken = meaning is not None and not meaning.defined and (name in scope.used or mentions(right, name))
    if sample and taken and name != own:  # no variable A is given by its samples once it is used: this is another a
        name, meaning = own, None
    if name in scope.sizes or name in scope.functions or name in scope.used or (meaning and meaning.defined):
        return None
    if any(isinstance(part, Symbol) and name in (spelling(part), *scope.owners(part)[:1]) for part in below(right)):
        return None
    return None if meaning and meaning.rows is ONE is meaning.cols else Pattern(left.at, name, entries, sample)


def _unit(letter: Letter) -> Typed:
    whole = Typed("identity", (), None, letter.length, letter.length)
    return Typed("entry", (whole,), (None, letter), letter.length, ONE)


def _parts(part: Typed) -> list[Typed]:
    found, pending = [], [part]
    while pending:
        found.append(pending.pop())
        pending.extend(found[-1].args)
    return found
