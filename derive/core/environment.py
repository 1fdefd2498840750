"""The symbols of one investigation, their definitions, and the heads that factors are made of."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from derive.core.errors import IllTyped
from derive.core.form import DELTA, Form, Key
from derive.core.function import opaque_parts
from derive.core.sizes import SIZES

ENTRY, DIFFERENTIAL, DERIVATIVE, SECOND = "entry of", "d of", "D of", "dd of"  # no function has such a name
NUMBER_OF = "|"  # with which the name of a function begins that makes one number of a whole array
DETERMINANT = NUMBER_OF + "det"


class Head(NamedTuple):
    """What a factor is before its indices.

    fn ENTRY is an entry of `symbol`; a function's name is that function of an entry, or, for a function of a whole
    matrix, an entry of its value; "|J" is one number that depends on the whole symbol, "|J'" its derivative by an entry
    and so on; DIFFERENTIAL is an entry of the
    differential of `symbol` when the variables `wrt` vary, SECOND of its second differential; DERIVATIVE is the
    derivative of an entry of `symbol` by an entry of `wrt[0]`, which is held to be independent of everything that it
    is defined by, or, for two variables, the second derivative by both.
    """

    fn: str
    symbol: str
    wrt: tuple[str, ...]
    sizes: tuple[int, ...]


class IllFitting(Exception):
    """A term that is none: indices, sizes or heads do not fit."""


class Environment:
    """Symbols with the sizes of their indices, definitions in an order in which each uses only earlier ones."""

    def __init__(self) -> None:
        self.heads: list[Head] = [Head("delta", "", (), ())]
        self._numbers: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self.sizes: dict[str, tuple[int, ...]] = {}
        self.definitions: dict[str, Form] = {}
        self.parts: dict[str, frozenset[str]] = {}  # the symbols that a definition mentions
        self.order: list[str] = []
        self.rank: dict[str, int] = {}
        self.height: dict[str, int] = {}  # how many definitions lie below a symbol, one upon the other
        self.automatic: set[str] = set()
        self._lengths: set[str] = set()  # names of sizes
        self._met: set[int] = set()  # sizes
        self._interned: dict[tuple[object, ...], str] = {}
        self._fitting: dict[tuple[tuple[int, ...], Key], tuple[int, ...]] = {}  # terms found to fit, and their sizes

    def declare(self, symbol: str, sizes: tuple[int, ...]) -> None:
        """A variable: an array of independent real numbers."""
        if symbol in self.definitions or self.sizes.get(symbol, sizes) != sizes:
            raise IllTyped(f"`{symbol}` stands for two different things")
        if symbol not in self.rank:
            self._enter(symbol, sizes)

    def _enter(self, symbol: str, sizes: tuple[int, ...]) -> None:
        self.meet(sizes)
        if symbol in self._lengths:
            raise IllTyped(f"`{symbol}` is the name of a size and of a variable")
        self.sizes[symbol] = sizes
        self.rank[symbol] = len(self.order)
        self.order.append(symbol)
        self.height[symbol] = 0

    def meet(self, sizes: Iterable[int]) -> None:
        """Take note of sizes: no size and variable have one name."""
        for number in sizes:
            if number not in self._met:
                self._met.add(number)
                self._lengths |= SIZES[number].names()
                for name in sorted(SIZES[number].names() & self.sizes.keys()):
                    raise IllTyped(f"`{name}` is the name of a size and of a variable")

    def define(self, symbol: str, form: Form) -> None:
        """A name for a form, once and for all; the form is checked, and kept as it is now."""
        if symbol in self.sizes:
            raise IllTyped(f"`{symbol}` stands for two different things")
        self.check(form)
        self._enter(symbol, form.free)
        self.definitions[symbol] = form = form.copy()
        self.parts[symbol] = frozenset(self.mentioned(form))
        self.height[symbol] = 1 + max((self.height[part] for part in self.parts[symbol]), default=0)

    def name_of(self, form: Form) -> str | None:
        """The automatic name that a form has."""
        return self._interned.get(form.key)

    def abbreviate(self, form: Form) -> str:
        """The automatic name of a form; equal forms get the same."""
        found = self._interned.get(form.key)
        if found is None:
            found = f"#{len(self._interned) + 1}"
            self._interned[form.key] = found
            self.define(found, form)
            self.automatic.add(found)
        return found

    def head(self, fn: str, symbol: str, wrt: tuple[str, ...] = ()) -> int:
        """The number of a head, made on first use."""
        key = (fn, symbol, wrt)
        number = self._numbers.get(key)
        if number is None:
            sizes = self.sizes[symbol]
            if fn == DERIVATIVE:
                sizes += tuple(size for variable in wrt for size in self.sizes[variable])
            elif fn.startswith(NUMBER_OF):
                sizes *= opaque_parts(fn)[1]
            number = self._numbers[key] = len(self.heads)
            self.heads.append(Head(fn, symbol, wrt, sizes))
        return number

    def check(self, form: Form) -> None:
        """Raise IllFitting unless every term is one over this environment."""
        for key, coefficient in form.terms.items():
            if type(coefficient) not in (int, Fraction) or not coefficient:
                raise IllFitting(f"the coefficient {coefficient!r} is not a rational number")
            self.check_key(key, form.free)

    def check_key(self, key: Key, free: tuple[int, ...]) -> tuple[int, ...]:
        """The sizes of all indices of a term, once every factor has been found to fit.

        Heads and sizes are never taken back, so what fits once fits for good.
        """
        found = self._fitting.get((free, key))
        if found is None:
            found = self._fitting[free, key] = self._fitted(key, free)
        return found

    def _fitted(self, key: Key, free: tuple[int, ...]) -> tuple[int, ...]:
        scale, bound, factors = key
        sizes = free + bound
        known, count = len(SIZES), len(sizes)
        for number in (*sizes, *[size for size, _ in scale]):
            if not 0 <= number < known:
                raise IllFitting("a term mentions a size that does not exist")
        for _, power in scale:
            if type(power) is not int:
                raise IllFitting("a size has a power that is not a whole number")
        if len(dict(scale)) < len(scale):
            raise IllFitting("a term has one size twice")
        for number, *indices in factors:
            if not 0 <= number < len(self.heads):
                raise IllFitting("a factor has a head that does not exist")
            for i in indices:
                if type(i) is not int or not 0 <= i < count:
                    raise IllFitting("a factor has an index that its term does not have")
            if number == DELTA:
                if len(indices) != 2 or sizes[indices[0]] != sizes[indices[1]]:
                    raise IllFitting("a delta joins indices of different sizes")
            elif tuple([sizes[i] for i in indices]) != self.heads[number].sizes:
                raise IllFitting(f"the indices of {self.heads[number].symbol} do not have its sizes")
        return sizes

    def mentioned(self, form: Form) -> set[str]:
        """The symbols whose entries, or functions of entries, occur in a form."""
        return {self.heads[head].symbol for head in form.heads() if head != DELTA}
