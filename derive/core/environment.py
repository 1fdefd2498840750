"""The symbols of one investigation, their definitions, and the heads that factors are made of."""

from __future__ import annotations

from typing import NamedTuple

from derive.core.errors import IllTyped
from derive.core.form import DELTA, Form

ENTRY, DIFFERENTIAL, DERIVATIVE = "", "d", "D"


class Head(NamedTuple):
    """What a factor is before its indices.

    fn "" is an entry of `symbol`; a function's name is that function of an entry; "d" is an entry of the
    differential of `symbol` when the variables `wrt` vary; "D" is the derivative of an entry of `symbol` by an entry
    of `wrt[0]`, which is held to be independent of everything that it is defined by.
    """

    fn: str
    symbol: str
    wrt: tuple[str, ...]
    sizes: tuple[int, ...]


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
        self._interned: dict[tuple[object, ...], str] = {}

    def declare(self, symbol: str, sizes: tuple[int, ...]) -> None:
        """A variable: an array of independent real numbers."""
        if self.sizes.setdefault(symbol, sizes) != sizes:
            raise IllTyped(f"`{symbol}` stands for two arrays of different shapes")
        if symbol not in self.rank:
            self.rank[symbol] = len(self.order)
            self.order.append(symbol)
            self.height[symbol] = 0

    def define(self, symbol: str, form: Form) -> None:
        """A name for a form, once and for all."""
        if symbol in self.sizes:
            raise IllTyped(f"`{symbol}` is defined twice")
        self.declare(symbol, form.free)
        self.definitions[symbol] = form
        self.parts[symbol] = frozenset(self.mentioned(form))
        self.height[symbol] = 1 + max((self.height[part] for part in self.parts[symbol]), default=0)

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
                sizes += self.sizes[wrt[0]]
            number = self._numbers[key] = len(self.heads)
            self.heads.append(Head(fn, symbol, wrt, sizes))
        return number

    def mentioned(self, form: Form) -> set[str]:
        """The symbols whose entries, or functions of entries, occur in a form."""
        return {self.heads[head].symbol for head in form.heads() if head != DELTA}
