r"""Class labels: y_i, the number of the right class of sample i, as a subscript and in indicators.

Behind a label stands a one-hot column Y_{:,i}: s_{y_i} = Σ_k Y_{ki} s_k,  1(y_i = k) = Y_{ki}.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from derive.claims.atoms import Atoms, NotRead
from derive.claims.dimension import Known, Unknown
from derive.claims.scope import Meaning
from derive.claims.tree import Number, Surface, Symbol, Under
from derive.claims.typed import Letter, Place, Reading, Typed, letters_in, minus, number
from derive.core.sizes import ONE

CHOSEN = re.compile(r"(?P<base>[A-Za-z]+)(?:_(?P<sub>[a-z]|\d{1,6})|\^?\((?P<sample>[a-z]|\d{1,6})\))")
CLASSES = {"one-hot": 0, "one-hot columns": 0, "one-hot rows": 1}  # the axis that counts the classes
FRESH = "k" + "lpqrtuv" + ascii_lowercase


@dataclass(frozen=True, slots=True)
class Chosen:
    """A label as a place along an axis: the one-hot array, its axis of classes, and which of its samples."""

    one_hot: Typed
    axis: int
    sample: Place = None


Spot = Place | Chosen


class Labels(Atoms):
    """Places that a label picks out."""

    def label(self, words: str, of: Surface) -> Chosen | None:
        """The label of this name: y of one sample; y_i and y^{(i)} of many, whose array is y or Y."""
        meaning = self.scope.names.get(words)
        if meaning is not None and "one-hot" in meaning.properties:
            self.scope.used.add(words)
            return Chosen(meaning.typed(), int(meaning.rows is ONE))
        match = CHOSEN.fullmatch(words)
        for name in (match["base"], match["base"].capitalize()) if match else ():
            many = self.scope.names.get(name)
            axis = _axis(many)
            if match is not None and many is not None and axis is not None and "one-hot" not in many.properties:
                self.scope.used.add(name)
                sample = self.place(match["sub"] or match["sample"], of)
                return None if isinstance(sample, Chosen) else Chosen(many.typed(), axis, sample)
        return None

    def named(self, symbol: Symbol) -> Chosen | None:
        """The label that a name outside of a subscript may be."""
        if symbol.layer or symbol.primes or (symbol.sub and symbol.sample):
            return None
        sample = f"^({symbol.sample})" if symbol.sample else ""
        return self.label(symbol.base + (f"_{symbol.sub}" if symbol.sub else sample), symbol)

    def compared(self, surface: Surface) -> Spot:
        """One side of an indicator of two places; None where it is no place."""
        if isinstance(surface, Symbol):
            found = self.named(surface)
            if found is not None:
                return found
            letter = surface.base if surface == Symbol(surface.at, surface.base) else ""
            if re.fullmatch("[a-z]", letter) and (letter in self.bound or not self.scope.known(letter)):
                return self.place(letter, surface)
        elif isinstance(surface, Number) and surface.value.isdigit():
            return self.place(surface.value, surface)
        return None

    def same_place(self, one: Spot, other: Spot, known: Known, of: Surface) -> list[Reading]:
        """1 where two places are the same, else 0: δ_{ij}, and Y_{ki} for a label and k."""
        if isinstance(other, Chosen) and not isinstance(one, Chosen):
            one, other = other, one
        if isinstance(one, Chosen) and not isinstance(other, Chosen):
            return self.picked(one.one_hot, _places(one, other), known, of)
        size = Unknown(next(self.numbers), False)
        return self.picked(Typed("identity", (), None, size, size), [one, other], known, of)

    def other_place(self, one: Spot, other: Spot, known: Known, of: Surface) -> list[Reading]:
        return [(minus(number(1), equal), after) for equal, after in self.same_place(one, other, known, of)]

    def at_label(self, part: Typed, places: Sequence[Spot], known: Known, of: Surface) -> list[Reading]:
        """Σ_k Y_{ki} part_k, the label being the first among these places."""
        here, chosen = next((n, place) for n, place in enumerate(places) if isinstance(place, Chosen))
        beside = [place.sample if isinstance(place, Chosen) else place for place in places]
        around = {*self.bound, *self.free, *self.outside, *letters_in(part), *self.scope.sizes}
        around |= {place.name for place in beside if isinstance(place, Letter)}
        name = next((letter for letter in FRESH if letter not in around and not self.scope.known(letter)), None)
        if name is None:
            raise NotRead(of.at, "no letter is left for an index of its own")
        letter = Letter(name, Unknown(next(self.numbers), False))
        found: list[Reading] = []
        for mask, now in self.picked(chosen.one_hot, _places(chosen, letter), known, of):
            for entry, after in self.picked(part, [*places[:here], letter, *places[here + 1 :]], now, of):
                body = Typed("product", (mask, entry), "label", entry.rows, entry.cols)
                found.append((Typed("sum_over", (body,), ((letter, 1, None),), entry.rows, entry.cols), after))
        return found

    def concerning(self, condition: tuple[str, ...]) -> tuple[str, ...]:
        """The condition, if it speaks of an index that is free in what is written; it says nothing otherwise."""
        letters = [word for word in condition if re.fullmatch("[a-z]", word) and not self.scope.known(word)]
        letters += [letter for word in condition for letter in re.findall(r"[_(]([a-z])\)?$", word)]
        return condition if self.outside & set(letters) else ()

    def under(self, surface: Under, known: Known) -> list[Reading]:
        """One side of a claim that is made for some places only: zero at the others."""
        left, sign, right = surface.condition
        if left == right:
            raise NotRead(surface.at, f"`{left} {sign} {right}` is no condition")
        one, other = (self.place(word, surface) for word in (left, right))
        masks = (self.same_place if sign == "=" else self.other_place)(one, other, known, surface)
        self.remark(f"where {left} {sign} {right}")
        return [
            (Typed("product", (mask, part), "under", part.rows, part.cols), after)
            for mask, now in masks
            for part, after in self.readings(surface.of, now)
        ]

    # what is read along axes, in `Entries`

    def place(self, word: str, of: Surface) -> Spot:
        raise NotImplementedError

    def picked(self, part: Typed, places: Sequence[Spot], known: Known, of: Surface) -> list[Reading]:
        raise NotImplementedError


def _axis(meaning: Meaning | None) -> int | None:
    return next((CLASSES[word] for word in meaning.properties if word in CLASSES), None) if meaning else None


def _places(chosen: Chosen, place: Place) -> list[Place]:
    """Of the one-hot array: the class, and the sample."""
    return [place, chosen.sample] if chosen.axis == 0 else [chosen.sample, place]
