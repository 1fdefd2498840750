"""The readings of what has no parts: numbers, names, constant matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as Ratio
from itertools import count
from typing import Any

from derive.claims.scope import Scope, spelling
from derive.claims.sized import size_of
from derive.claims.summation import entry
from derive.claims.tree import Constant, Function, Number, Surface, Symbol, written_number
from derive.claims.typed import Known, Reading, Typed, Unknown, leaf, number
from derive.core.errors import DeriveError
from derive.core.sizes import ONE


class NotRead(Exception):
    """What has no meaning in this language yet: the offset in the document, and a sentence."""

    def __init__(self, at: int, words: str) -> None:
        super().__init__(words)
        self.at, self.words = at, words


class Atoms:
    """Names in one scope; `index` is that of the sum that is being read, `remarks` what was chosen on the way."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.remarks: list[str] = []
        self.numbers = count()
        self.index: str | None = None

    def remark(self, words: str) -> None:
        if words not in self.remarks:
            self.remarks.append(words)

    def number(self, surface: Number, known: Known) -> list[Reading]:
        return [(number(Ratio(surface.value)), known)]

    def symbol(self, surface: Symbol, known: Known) -> list[Reading]:
        name = spelling(surface)
        if self.index is not None and name not in self.scope.names:
            part = entry(self.scope, surface, self.index)
            if part is not None:
                return [(part, known)]
        if surface.primes:
            raise NotRead(surface.at, f"`{name}'` is not the derivative of a declared function")
        meaning = self.scope.find(surface)
        if meaning is not None:
            if self.index is not None and (meaning.rows, meaning.cols) != (ONE, ONE):
                raise NotRead(surface.at, "sums over anything but entries of vectors are not read yet")
            self.scope.used.add(name)
            return [(meaning.typed(), known)]
        if name in self.scope.sizes:
            return [(leaf(self.scope.sizes[name]), known)]
        if name in self.scope.functions:
            raise NotRead(surface.at, f"the function `{name}` stands without an argument")
        if surface.base == "I" and not surface.layer:
            size = self.sizes((surface.sub,), surface.at)[0] if surface.sub else Unknown(next(self.numbers), True)
            return [(Typed("identity", (), None, size, size), known)]
        if name == "e":
            return [(Typed("apply", (number(1),), "exp", ONE, ONE), known)]
        raise NotRead(surface.at, self.unknown(surface, name))

    def unknown(self, surface: Symbol, name: str) -> str:
        whole = spelling(Symbol(0, surface.base, surface.layer))
        if surface.sample and (self.scope.known(name.split("(")[0]) or not surface.sub):
            return f"samples such as `{name}` are not read yet"
        if surface.sub and whole in self.scope.names:
            return f"entries such as `{name}` are not read yet"
        return self.scope.lost.get(name, f"`{name}` is not declared")

    def sizes(self, words: Sequence[str], at: int) -> list[Any]:
        try:
            return [size_of(word) for word in words]
        except DeriveError as error:
            raise NotRead(at, str(error)) from None

    def constant(self, surface: Constant, known: Known, free: bool = False) -> list[Reading]:
        """A column of ones unless its subscript says otherwise; in a sum (`free`), of whatever shape fits."""
        if self.index is not None:
            raise NotRead(surface.at, "sums over anything but entries of vectors are not read yet")
        if surface.sizes:
            sizes = self.sizes(surface.sizes, surface.at)
            if len(sizes) > 2:
                raise NotRead(surface.at, "a matrix has two sizes")
            rows, cols = sizes if len(sizes) == 2 else (sizes[0], ONE)
            return [(Typed(surface.name, (), None, rows, cols), known)]
        rows = Unknown(next(self.numbers), not free)
        return [(Typed(surface.name, (), None, rows, Unknown(next(self.numbers), False) if free else ONE), known)]

    def function(self, surface: Function, known: Known) -> list[Reading]:
        words = {"D": "`d` stands before nothing", "NABLA": r"`\nabla` stands before nothing"}
        words |= {"PARTIAL": r"`\partial` stands before nothing", "SUM": r"`\sum` stands before nothing"}
        raise NotRead(surface.at, words.get(surface.name, f"the function `{surface.name}` stands without an argument"))

    def crossed(self, factors: Sequence[tuple[str, Surface]]) -> Sequence[tuple[str, Surface]]:
        """The factors without a letter x that is no name and stands between two numbers: 2 x 3."""
        if self.scope.known("x") or "x" in self.scope.lost:
            return factors
        done: list[tuple[str, Surface]] = []
        for place, (operator, factor) in enumerate(factors):
            beside = [side for _, side in (*factors[place - 1 : place], *factors[place + 1 : place + 2])]
            if factor == Symbol(factor.at, "x") and len(beside) == 2 and all(map(written_number, beside)):
                self.remark("`x` between two numbers is read as a times sign")
            else:
                done.append((operator, factor))
        return done
