"""The surface tree: what was written on one side of an equation, before anybody knows what its letters mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction as Ratio
from typing import Any


@dataclass(frozen=True, slots=True)
class Surface:
    """A piece of mathematics and the offset in the document at which it starts."""

    at: int


@dataclass(frozen=True, slots=True)
class Number(Surface):
    """3 or 0.5, as written."""

    value: str


@dataclass(frozen=True, slots=True)
class Symbol(Surface):
    """A letter with its layer, its subscript and the number of a sample, each as plain text."""

    base: str
    layer: str = ""
    sub: str = ""
    sample: str = ""
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Function(Surface):
    """The name of a known function, with what it stands on."""

    name: str
    primes: int = 0
    sub: str = ""
    order: int = 1  # of d, \partial and \nabla
    power: Surface | None = None  # \tanh^2 z is the square of tanh z


@dataclass(frozen=True, slots=True)
class Constant(Surface):
    """Ones or zeros; `sizes` are as written in the subscript."""

    name: str
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum(Surface):
    """Terms with their signs."""

    terms: tuple[tuple[int, Surface], ...]


@dataclass(frozen=True, slots=True)
class Term(Surface):
    """Factors, each after the operator before it: "" (side by side), "cdot", "star", "circ", "odot", "slash", ..."""

    factors: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True, slots=True)
class Group(Surface):
    """Something in parentheses: one expression, or several with commas. `mixed` where other signs stand inside."""

    entries: tuple[Surface, ...]
    mixed: str = ""


@dataclass(frozen=True, slots=True)
class Braced(Group):
    r"""Something in braces, which say what \log{a} applies to."""


@dataclass(frozen=True, slots=True)
class Call(Surface):
    """f(x): an application, a product, or a name with its arguments."""

    head: Surface
    group: Group


@dataclass(frozen=True, slots=True)
class Open(Surface):
    r"""\log a b: a function without parentheses, with everything that it might apply to."""

    head: Function
    factors: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True, slots=True)
class Reaching(Surface):
    r"""\nabla_x a b: a derivative that is still to be taken, with everything that it might be taken of."""

    of_nothing: Surface
    factors: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True, slots=True)
class Fraction(Surface):
    """top / bottom, as a fraction."""

    top: Surface
    bottom: Surface


@dataclass(frozen=True, slots=True)
class Transposed(Surface):
    """of^T"""

    of: Surface


@dataclass(frozen=True, slots=True)
class Power(Surface):
    """of^exponent; `entrywise` for a circle in the exponent or a number beside a layer."""

    of: Surface
    exponent: Surface
    entrywise: bool = False


@dataclass(frozen=True, slots=True)
class Entry(Surface):
    """(…)_{i}: an entry of something."""

    of: Surface
    sub: str


@dataclass(frozen=True, slots=True)
class Differential(Surface):
    """d of something, d² where `order` says so; `by` is what varies, where that is written."""

    of: Surface | None
    by: Symbol | None = None
    order: int = 1


@dataclass(frozen=True, slots=True)
class Change(Surface):
    r"""\partial of something, outside a fraction."""

    of: Surface | None
    order: int = 1


@dataclass(frozen=True, slots=True)
class Gradient(Surface):
    r"""\partial of / \partial by; an operator where `of` is missing, \nabla alone where `by` is.

    What is written with \nabla or as dW stands `upright`, in the shape of its variable in any layout.
    """

    of: Surface | None
    by: Surface | None
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Hessian(Surface):
    r"""\partial^2 of / \partial one \partial other; an operator without `of`, \nabla^2 without the others."""

    of: Surface | None
    one: Surface | None
    other: Surface | None


@dataclass(frozen=True, slots=True)
class BigSum(Surface):
    r"""\sum over an index of what follows."""

    index: str
    lower: str
    upper: str
    body: Surface | None


@dataclass(frozen=True, slots=True)
class Indicator(Surface):
    """1 where left = right (or ≠, <, >), else 0."""

    left: Surface
    right: Surface
    sign: str


@dataclass(frozen=True, slots=True)
class Relation(Surface):
    """left < right, or with another sign."""

    left: Surface
    sign: str
    right: Surface


@dataclass(frozen=True, slots=True)
class Piece(Surface):
    """A value, None where it says that there is none, and the alternatives, all relations of one of which hold; without
    any, it holds otherwise."""

    value: Surface | None
    where: tuple[tuple[Relation, ...], ...]


@dataclass(frozen=True, slots=True)
class Cases(Surface):
    r"""\begin{cases} ... \end{cases}"""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Under(Surface):
    """A side of a claim that is made where two places are the same (=) or not (≠): i, sign, j."""

    of: Surface
    condition: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Norm(Surface):
    r"""\| of \| with its subscript, or | of |."""

    of: Surface
    sub: str
    double: bool


@dataclass(frozen=True, slots=True)
class Dots(Surface):
    r"""\cdots, which stand for a pattern."""


@dataclass(frozen=True, slots=True)
class Unread(Surface):
    """Something with no meaning in this language yet, and the words for it."""

    words: str


def below(surface: Surface | None) -> list[Surface]:
    """Every part of a surface tree."""
    found: list[Surface] = []
    pending = [surface] if surface is not None else []
    while pending:
        found.append(pending.pop())
        pending.extend(parts(found[-1]))
    return found


def parts(surface: Surface | None) -> list[Surface]:
    """What a surface tree is made of."""
    found: list[Surface] = []
    pending: list[object] = [getattr(surface, name) for name in surface.__dataclass_fields__] if surface else []
    while pending:
        part = pending.pop()
        if isinstance(part, Surface):
            found.append(part)
        elif isinstance(part, tuple):
            pending.extend(part)
    return found


def rebuilt(surface: Surface, change: Callable[[Surface], Surface | None]) -> Surface:
    """The same with parts exchanged, from the top down, for what `change` says that they become."""

    def inside(value: object) -> object:
        if isinstance(value, Surface):
            return rebuilt(value, change)
        return tuple(map(inside, value)) if isinstance(value, tuple) else value

    found = change(surface)
    if found is not None:
        return found
    before = {name: getattr(surface, name) for name in surface.__dataclass_fields__}
    after: dict[str, Any] = {name: inside(value) for name, value in before.items()}
    return replace(surface, **after)


def written_number(surface: Surface) -> bool:
    """Whether it is a number in digits, to a power perhaps."""
    return isinstance(surface.of if isinstance(surface, Power) else surface, Number)


def written_ratio(surface: Surface) -> Ratio | None:
    """The number that is written in digits, if it is one: -2, 0.5, 1/2."""
    sign = 1
    if isinstance(surface, Sum) and len(surface.terms) == 1:
        sign, surface = surface.terms[0]
    if isinstance(surface, Number) and len(surface.value) < 10:
        return sign * Ratio(surface.value)
    if isinstance(surface, Fraction):
        return _divided(sign, surface.top, surface.bottom)
    if isinstance(surface, Term) and len(surface.factors) == 2 and surface.factors[1][0] == "slash":
        return _divided(sign, surface.factors[0][1], surface.factors[1][1])
    return None


def _divided(sign: int, top: Surface, bottom: Surface) -> Ratio | None:
    if not isinstance(top, Number) or not isinstance(bottom, Number) or len(top.value + bottom.value) > 10:
        return None
    return sign * Ratio(top.value) / Ratio(bottom.value) if Ratio(bottom.value) else None
