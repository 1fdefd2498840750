"""What the names of a document mean at one place in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from derive.claims.choices import PLAIN, Choices
from derive.claims.dimension import Extent
from derive.claims.names import internal, loose
from derive.claims.tree import Differential, Surface, Symbol, Transposed, below
from derive.claims.typed import Typed, leaf
from derive.core import symbols
from derive.core.condition import Uses
from derive.core.sizes import ONE, Size, size_expr

LOSSES = ("J", "L", "ell", "E", "C", "cost", "loss")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One name: its symbol, its shape, the variables behind it, and whether something defines it.

    `samples` is the axis that counts samples, 0 the rows and 1 the columns, where its definition says so.
    """

    symbol: Any
    rows: Extent
    cols: Extent
    variables: frozenset[str]
    defined: bool = False
    line: int = 0
    properties: tuple[str, ...] = ()
    samples: int | None = None

    def typed(self) -> Typed:
        return leaf(self.symbol, self.rows, self.cols)


@dataclass
class Scope:
    """Names, sizes and functions; `calls` are the arguments of names written with them, `lost` those not understood.

    `choices` are what the document leaves open; of the names Z that are chosen so, `summed` says by which m dZ is more
    than a gradient.
    """

    names: dict[str, Meaning] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    calls: dict[str, tuple[Surface, ...]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    choices: Choices = PLAIN
    summed: dict[str, Size] = field(default_factory=dict)

    def declare(self, name: str, rows: Size, cols: Size, line: int, properties: tuple[str, ...] = ()) -> None:
        if rows is ONE and cols is ONE:
            symbol = symbols.scalar(name)
        else:
            symbol = symbols.matrix(name, size_expr(rows), size_expr(cols))
        self.names[name] = Meaning(symbol, rows, cols, frozenset({name}), False, line, properties)

    def define(
        self,
        name: str,
        expr: Any,
        rows: Extent,
        cols: Extent,
        variables: Iterable[str],
        line: int,
        samples: int | None = None,
    ) -> Any:
        symbol = symbols.define(name, expr)
        self.names.pop(name, None)  # the latest definition comes last
        self.names[name] = Meaning(symbol, rows, cols, frozenset(variables), True, line, (), samples)
        self.lost.pop(name, None)
        return symbol

    def given(self) -> Uses:
        """What is declared of the variables, beside their shapes."""
        return frozenset((word, name) for name, meaning in self.names.items() for word in meaning.properties)

    def loss(self) -> str | None:
        """The scalar defined last that has the name of a loss."""
        for name, meaning in reversed(self.names.items()):
            if meaning.defined and meaning.rows is ONE and meaning.cols is ONE and name.rstrip("0123456789") in LOSSES:
                return name
        return None

    def find(self, symbol: Symbol) -> Meaning | None:
        return None if symbol.sample else self.names.get(spelling(symbol))

    def owners(self, symbol: Symbol) -> list[str]:
        """The names of which this may be an entry or a sample: x, and X, whose letter is written small."""
        found: list[str] = []
        for base in dict.fromkeys((symbol.base, symbol.base.capitalize())):
            name = internal(base, symbol.layer)
            meaning = self.names.get(name)
            single = len(symbol.sub) == 1 and not symbol.sample  # of a matrix X, x_i is neither
            if meaning is not None and (base == symbol.base or not single or ONE in (meaning.rows, meaning.cols)):
                found.append(name)
        arrays = [name for name in found if (self.names[name].rows, self.names[name].cols) != (ONE, ONE)]
        return arrays or found  # a scalar a has no entries where a_i may be one of A

    def whole(self, symbol: Symbol) -> str:
        """The name, or that of which this is an entry or a sample."""
        name = spelling(symbol)
        owners = [] if self.known(name) or not (symbol.sub or symbol.sample) else self.owners(symbol)
        return owners[0] if owners else name

    def resembling(self, symbol: Symbol) -> str | None:
        """The one name that differs from this only in case, or in whether its number is a layer or a subscript."""
        wanted = loose(spelling(symbol))
        found = [name for name in self.names if loose(name) == wanted]
        return found[0] if len(found) == 1 else None

    def known(self, name: str) -> bool:
        return name in self.names or name in self.sizes or name in self.functions


def spelling(symbol: Symbol) -> str:
    """The internal name of a symbol as written."""
    name = internal(symbol.base, symbol.layer, symbol.sub)
    return f"{name}({symbol.sample})" if symbol.sample else name


def mentions(surface: Surface, name: str) -> bool:
    return any(isinstance(part, Symbol) and spelling(part) == name for part in below(surface))


def subscripts(surface: Surface | None) -> list[Symbol]:
    """The names in d_w."""
    return [part.by for part in below(surface) if isinstance(part, Differential) and part.by is not None]


def differentials(surface: Surface | None) -> list[Symbol]:
    """The names right after a d, transposed or not."""
    found = [part.of for part in below(surface) if isinstance(part, Differential)]
    found = [part.of if isinstance(part, Transposed) else part for part in found]
    return [part for part in found if isinstance(part, Symbol)]
