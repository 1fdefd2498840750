"""The readings of what has no parts: numbers, names, constant matrices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction as Ratio
from itertools import count
from typing import Any

from derive.claims.dimension import Dimension, Known, Unknown, beside
from derive.claims.products import READINGS
from derive.claims.scope import Scope, spelling
from derive.claims.sized import size_of
from derive.claims.tree import Constant, Function, Number, Surface, Symbol, written_number
from derive.claims.typed import Letter, Reading, Typed, leaf, number
from derive.core.errors import DeriveError
from derive.core.sizes import ONE, Size

LETTERS = re.compile(r"[A-Za-z]{2,}")


class NotRead(Exception):
    """What has no meaning in this language yet: the offset in the document, and a sentence."""

    def __init__(self, at: int, words: str) -> None:
        super().__init__(words)
        self.at, self.words = at, words


class Meaningless(NotRead):
    """What cannot have a meaning; `defect` is the kind of slip."""

    def __init__(self, at: int, words: str, defect: str) -> None:
        super().__init__(at, words)
        self.defect = defect


@dataclass(frozen=True, slots=True)
class Convention:
    r"""What a notation with several meanings means in one claim: \otimes, a Jacobian without a transpose, W A + b.

    Where a column stands `alone` in a sum, it is not added to every column of a matrix.
    """

    kronecker: bool = True
    usual_layout: bool = True
    alone: bool = True


class Atoms:
    """Names in one scope; `remarks` are what was chosen on the way.

    Of the indices, `bound` are those of the sums around what is being read, `free` stand for every place, and `outside`
    are free in what is written, whatever a sum over unequal indices goes over.

    `functions` are the known elementwise functions. With `loose` there is exactly one reading, the most natural one,
    whether its shapes fit or not. `loss` is what the bare name dW of a gradient belongs to, where it is one. `met` are
    the fields of the convention that something written depends on.
    """

    def __init__(self, scope: Scope, functions: frozenset[str], loose: bool = False, loss: str | None = None) -> None:
        self.scope, self.functions, self.loose, self.loss = scope, functions, loose, loss
        self.convention = Convention()
        self.remarks: list[str] = []
        self.met: set[str] = set()
        self.numbers = count()
        self.bound: Mapping[str, Letter] = {}
        self.free: dict[str, Letter] = {}
        self.outside: frozenset[str] = frozenset()
        self.methods: dict[type, Callable[[Any, Known], list[Reading]]] = {}

    def readings(self, surface: Surface, known: Known | None = None) -> list[Reading]:
        """Every reading with a shape, the most natural first, each once; none where nothing fits."""
        found = self.methods[type(surface)](surface, {} if known is None else known)
        if len(found) > READINGS:
            raise NotRead(surface.at, f"it has more than {READINGS} readings")
        return found

    def remark(self, words: str) -> None:
        if words not in self.remarks:
            self.remarks.append(words)

    def number(self, surface: Number, known: Known) -> list[Reading]:
        return [(number(Ratio(surface.value)), known)]

    def symbol(self, surface: Symbol, known: Known) -> list[Reading]:
        name = spelling(surface)
        if surface.primes:
            raise NotRead(surface.at, f"`{name}'` is not the derivative of a declared function")
        meaning = self.scope.find(surface)
        if meaning is not None:
            if meaning.label:
                raise NotRead(surface.at, f"`{name}` is the number of a class: it is read in subscripts and indicators")
            self.scope.used.add(name)
            return [(meaning.typed(), known)]
        if name in self.scope.sizes:
            return [(leaf(self.scope.sizes[name]), known)]
        if name in self.scope.functions:
            raise NotRead(surface.at, f"the function `{name}` stands without an argument")
        if self.is_constant(surface) and surface.base == "I":
            size = self.lengths((surface.sub,), surface.at)[0] if surface.sub else Unknown(next(self.numbers), True)
            return [(Typed("identity", (), None, size, size), known)]
        if self.is_constant(surface):
            return [(self.commutation(surface, name), known)]
        if name == "e":
            return [(Typed("apply", (number(1),), "exp", ONE, ONE), known)]
        raise NotRead(surface.at, self.unknown(surface, name))

    def is_constant(self, surface: Symbol) -> bool:
        """Whether this is I, I_n or K_{m,n}, which nobody declared."""
        if surface.base in self.scope.names or surface.layer or surface.sample or surface.primes:
            return False
        return surface.base == "I" or (surface.base == "K" and bool(surface.sub))

    def unknown(self, surface: Symbol, name: str) -> str:
        if surface.sample and (self.scope.known(name.split("(")[0]) or not surface.sub):
            return f"samples such as `{name}` are not read yet"
        whole = self.scope.lost.get(surface.base) if surface.sub else None  # P of P_{ij}
        return self.scope.lost.get(name) or whole or f"`{name}` is not declared"

    def commutation(self, surface: Symbol, name: str) -> Typed:
        """K_{m,n} and K_{mn}, which nobody declared."""
        words = surface.sub.split(",") if "," in surface.sub else list(surface.sub)
        if len(words) != 2 or not all(word.isdigit() or word in self.scope.sizes for word in words):
            raise NotRead(surface.at, self.unknown(surface, name))
        rows, cols = self.sizes(words, surface.at)
        return Typed("commutation", (), (rows, cols), beside(rows, cols), beside(cols, rows))

    def sizes(self, words: Sequence[str], at: int) -> list[Size]:
        """n m is written as nm where both are sizes and nm is none."""
        try:
            return [size_of(LETTERS.sub(lambda match: self.apart(match[0]), word)) for word in words]
        except DeriveError as error:
            raise NotRead(at, str(error)) from None

    def apart(self, letters: str) -> str:
        separate = letters not in self.scope.sizes and all(letter in self.scope.sizes for letter in letters)
        return " ".join(letters) if separate else letters

    def lengths(self, words: Sequence[str], at: int) -> list[Dimension]:
        """The sizes; a product may be a list of its factors, in an order which the surroundings decide."""
        found = self.sizes(words, at)
        return [Unknown(next(self.numbers), True, size) if _is_product(size) else size for size in found]

    def constant(self, surface: Constant, known: Known, free: bool = False) -> list[Reading]:
        """A column of ones unless its subscript says otherwise; in a sum (`free`), of whatever shape fits."""
        if surface.sizes:
            sizes = self.lengths(surface.sizes, surface.at)
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


def _is_product(size: Size) -> bool:
    ((names, coefficient), *others) = size.terms
    return not others and sum(power for _, power in names) + (coefficient != 1) > 1
