"""What the names of a document mean at one place in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from derive.claims.choices import PLAIN, Choices
from derive.claims.dimension import Extent
from derive.claims.names import internal, loose
from derive.claims.tree import Differential, Surface, Symbol, Transposed, below
from derive.claims.typed import Typed, leaf
from derive.core import symbols
from derive.core.condition import Uses
from derive.core.sizes import ONE, Size, size_expr

if TYPE_CHECKING:
    from derive.claims.formulas import Formula

SAMPLES = "samples"  # the name of the losses of all samples is that of the loss with this subscript
LOSSES = ("J", "L", "ell", "E", "C", "cost", "loss")


ONE_HOT = frozenset({"one-hot", "one-hot columns", "one-hot rows"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """One name: its symbol, its shape, the variables behind it, and whether something defines it.

    `samples` is the axis that counts samples, 0 the rows and 1 the columns, where its definition says so. A `label` is
    the number of a class, and its symbol the one-hot column behind it.
    """

    symbol: Any
    rows: Extent
    cols: Extent
    variables: frozenset[str]
    defined: bool = False
    line: int = 0
    properties: tuple[str, ...] = ()
    samples: int | None = None
    label: bool = False

    def typed(self) -> Typed:
        return leaf(self.symbol, self.rows, self.cols)


@dataclass(frozen=True, slots=True)
class Line:
    """w_j, where that is a row (axis 0) or a column (1) of a matrix, or the transpose of one."""

    shown: str
    owner: str
    axis: int
    turned: bool


@dataclass
class Scope:
    """Names, sizes and functions; `formulas` are names defined with their arguments, `lost` those not understood.

    `lines` are the letters of rows and columns, `counted` the sizes that have been found to count samples. `choices`
    are what the document leaves open; of the names Z that are chosen so, `summed` says by which m dZ is more than a
    gradient.
    """

    names: dict[str, Meaning] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    formulas: dict[str, Formula] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    counted: set[Extent] = field(default_factory=set)
    choices: Choices = PLAIN
    summed: dict[str, Size] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def declare(
        self, name: str, rows: Size, cols: Size, line: int, properties: tuple[str, ...] = (), label: bool = False
    ) -> None:
        if rows is ONE and cols is ONE:
            symbol = symbols.scalar(name)
        else:
            symbol = symbols.matrix(name, size_expr(rows), size_expr(cols))
        self.names[name] = Meaning(symbol, rows, cols, frozenset({name}), False, line, properties, None, label)

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

    def labels(self) -> frozenset[str]:
        """The names that may be the number of a class, or of which y_i is one."""
        return frozenset(name for name, meaning in self.names.items() if ONE_HOT & set(meaning.properties))

    def variables(self, part: Typed) -> set[str]:
        """The variables behind the names that a reading is made of."""
        behind = {id(meaning.symbol): meaning.variables for meaning in self.names.values()}
        found: set[str] = set()
        pending = [part]
        while pending:
            part = pending.pop()
            if part.kind == "leaf":
                found |= behind.get(id(part.data.expr), frozenset())
            pending.extend(part.args)
        return found

    def loss(self) -> str | None:
        """The scalar defined last that has the name of a loss."""
        for name, meaning in reversed(self.names.items()):
            stem = name.partition("_")[0].rstrip("0123456789")
            if meaning.defined and meaning.rows is ONE and meaning.cols is ONE and stem in LOSSES:
                return name
        return None

    def find(self, symbol: Symbol) -> Meaning | None:
        return None if symbol.sample else self.names.get(spelling(symbol))

    def line_of(self, symbol: Symbol) -> Line | None:
        """What w_j is declared to be."""
        plain = symbol.sub and not symbol.layer and not symbol.sample and not symbol.primes
        return self.lines.get(symbol.base) if plain and not self.known(spelling(symbol)) else None

    def owners(self, symbol: Symbol) -> list[str]:
        """The names of which this may be an entry or a sample: x, and X, whose letter is written small."""
        found: list[str] = []
        bases = dict.fromkeys((symbol.base, symbol.base.capitalize()))
        losses = internal(symbol.base, symbol.layer, SAMPLES)
        for base, name in [(base, internal(base, symbol.layer)) for base in bases] + [(symbol.base, losses)]:
            meaning = self.names.get(name)
            single = len(symbol.sub) == 1 and not symbol.sample  # of a matrix X, x_i is neither
            if meaning is not None and (base == symbol.base or not single or ONE in (meaning.rows, meaning.cols)):
                found.append(name)
        arrays = [name for name in found if (self.names[name].rows, self.names[name].cols) != (ONE, ONE)]
        return arrays or found  # a scalar a has no entries where a_i may be one of A

    def matrix_of(self, symbol: Symbol) -> str | None:
        """The matrix W of which w_j may be a row or a column."""
        name = internal(symbol.base.capitalize(), symbol.layer)
        meaning = self.names.get(name)
        single = len(symbol.sub) == 1 and not symbol.sample and symbol.base.islower()
        matrix = meaning is not None and ONE not in (meaning.rows, meaning.cols)
        return name if single and matrix else None

    def worded(self, symbol: Symbol) -> Symbol:
        """y_{pred}^{(i)}: a sample of y_pred, not an entry of a sample of y, where pred is a word or part of a name."""
        name = internal(symbol.base, "", symbol.sub)
        word = is_word(symbol.sub) or name in self.names
        return replace(symbol, base=name, sub="") if symbol.sample and not symbol.layer and word else symbol

    def whole(self, symbol: Symbol) -> str:
        """The name, or that of which this is an entry or a sample."""
        name = spelling(symbol)
        line = self.line_of(symbol)
        if line is not None:
            return line.owner
        owners = [] if self.known(name) or not (symbol.sub or symbol.sample) else self.owners(symbol)
        return owners[0] if owners else name

    def resembling(self, symbol: Symbol) -> str | None:
        """The one name that differs from this only in case, or in whether its number is a layer or a subscript."""
        wanted = loose(spelling(symbol))
        found = [name for name in self.names if loose(name) == wanted]
        return found[0] if len(found) == 1 else None

    def known(self, name: str) -> bool:
        return name in self.names or name in self.sizes or name in self.functions


def is_word(sub: str) -> bool:
    """Whether a subscript is longer than the indices of an entry."""
    return len(sub) > 2 and sub.isalpha()


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
