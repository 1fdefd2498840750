"""Array expressions as source, with no more parentheses than they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from derive.backends._array import NEGATIVE, TRIANGLES, UNIT, Array, Scale, split
from derive.core.errors import NoRule
from derive.core.op import Axis
from derive.core.sizes import Size
from derive.core.text import ATOM, PRODUCT, SUM, UNARY

LARGEST = 2**53  # whole numbers beyond are written as floating-point numbers
NUMBERS = ("constant", "scale", "add", "times", "divide")  # of Python's numbers, these are Python's numbers


class Template(NamedTuple):
    """Source with {0}, {1}, ... for the arguments; how tightly they must bind, and how tightly the whole does."""

    words: str
    argument: int = 0
    result: int = ATOM


class Types(NamedTuple):
    """The annotations of the generated function: what is passed, and what is returned."""

    argument: str
    array: str
    scalar: str
    function: str


@dataclass(frozen=True)
class Library:
    """The syntax of an array library, beyond the operators + - * / @.

    standard    what is imported from Python itself, by the kind of array, or the function, that needs it; "" for all
    head        the source before the function: imports, and the function that checks arguments
    helpers     the source of further functions, by the kind of array, or the function, that needs them
    templates   by kind: vdot transpose trace eye "sum", "sum 0", "sum 1", ..., and by name of function
    types       the annotations
    opening     arguments -> what comes before they are checked
    checked     label, value, its shape in symbols, its lengths -> the value as an array of this shape
    called      the same for what a function of the caller's returns, which is looked at at once
    guarded     numbers that are not finite where an argument is not, arguments -> statements that look for nan and
                inf in the arguments, without such numbers in any case; None where `checked` does that
    quiet       a decorator for a function that looks for nan in its arguments after it has computed with them
    full        value, lengths, whether it is a scalar -> an array that repeats it
    view        value, lengths -> one that is only read
    zeros ones  lengths -> array
    copy        value, whether it is a scalar -> one that shares no memory with it
    scalar      a Python number -> a scalar of the library
    number      a Python number -> what the functions of the library take for it
    """

    standard: Mapping[str, str]
    head: str
    helpers: Mapping[str, str]
    reserved: frozenset[str]
    templates: Mapping[str, Template]
    types: Types
    opening: Callable[[Sequence[str]], list[str]]
    checked: Callable[[str, str, str, list[str]], str]
    called: Callable[[str, str, str, list[str]], str]
    guarded: Callable[[list[str], list[str]], list[str]] | None
    quiet: str
    full: Callable[[str, list[str], bool], str]
    view: Callable[[str, list[str]], str]
    zeros: Callable[[list[str]], str]
    ones: Callable[[list[str]], str]
    copy: Callable[[str, bool], str]
    scalar: Callable[[str], str]
    number: Callable[[str], str]


Shown = tuple[str, int]


@dataclass
class Writer:
    """What has been written so far. `named` are the arrays that are local variables, `numbers` Python's numbers."""

    library: Library
    size: Callable[[Size], Shown]
    opaque: Callable[[Array, str], str]
    shown: dict[Array, Shown] = field(default_factory=dict)
    named: set[Array] = field(default_factory=set)
    numbers: set[Array] = field(default_factory=set)

    def name(self, array: Array, text: str) -> None:
        self.shown[array] = (text, ATOM)
        self.named.add(array)

    def write(self, array: Array) -> Shown:
        """The source of an array whose arguments are written."""
        parts = [self.shown[arg] if array.kind in NUMBERS else self.operand(arg) for arg in array.args]
        match array.kind:
            case "constant":
                return self.constant(array.data)
            case "scale":
                return self._scale(array.data, array.args[0])
            case "add":
                return self._sum(UNIT, array)
            case "times" | "divide":
                return _infix(array.kind, parts)
            case "matmul" if "matmul" not in self.library.templates:
                # x / m @ y means (x / m) @ y, which not everybody knows
                left = parts[0][0] if array.args[0].kind == "matmul" else _bracketed(parts[0], UNARY)
                return _infix("matmul", [(left, PRODUCT), parts[1]])
            case "opaque":
                return self.opaque(array, parts[0][0]), ATOM
            case "eye":
                return self._filled("eye", [self.size(array.data)])
            case "reshape" | "commutation":
                return self._filled(array.kind, [*parts, *map(self.size, array.data)])
            case "permute":
                stored, rows, cols, order = array.data
                words = [self.length(rows)[0], self.length(cols)[0]]
                if order == tuple(sorted(order)):
                    return self._filled("reshape", [*parts, *_inside(words)])
                words += [", ".join(map(str, order)), self.lengths((size,) for size in stored)]
                return self._filled("permute", [*parts, *_inside(words)])
            case "joined *" | "joined @":
                return self._filled(array.kind, [*parts, *_inside(map(self.lengths, array.data))])
            case "unpaired" | "paired":
                return self._filled(array.kind, [*parts, self.size(array.data)])
            case "mirrored":
                return self._filled("mirrored", [*parts, *map(self.size, array.data)])
            case "spread":
                axes, own, shape = array.data
                if own:
                    parts[0] = (f"{_bracketed(parts[0], ATOM)}.reshape({self.lengths((size,) for size in own)})", ATOM)
                whole = self.lengths((size,) for axis in shape for size in axis)
                filled = [parts[0], *_inside([f'"{axes}"', whole, self.lengths(shape)]), *parts[1:]]
                if len(parts) > 1 and "spread onto" not in self.library.templates:
                    return f"{_bracketed(parts[1], SUM)} + {self._filled('spread', filled)[0]}", SUM
                return self._filled("spread onto" if len(parts) > 1 else "spread", filled)
            case "whole":
                lengths = [self.size(size)[0] for size in array.data]
                ones = self.shown[array.args[0]][0] == "1"
                return self.library.ones(lengths) if ones else self.library.view(parts[0][0], lengths), ATOM
            case "sum" | "max":
                return self._filled(array.kind if array.data is None else f"{array.kind} {array.data}", parts)
            case "sigmoid":
                return self._filled(f"sigmoid {array.data}", parts)
            case "function":
                return self._filled(array.data, parts)
        return self._filled(array.kind, parts)

    def term(self, array: Array) -> tuple[bool, tuple[str, str]]:
        """Whether a term of a sum is subtracted, and what it is without the sign: alone, and as a factor."""
        negative, shown = self._term(UNIT, array)
        return negative, (shown[0], _bracketed(shown, PRODUCT + 1))

    def factor(self, array: Array) -> str:
        return _bracketed(self.shown[array], ATOM)

    def operand(self, array: Array) -> Shown:
        """What a function of the library takes."""
        shown = self.shown[array]
        words = self.library.number(shown[0]) if array in self.numbers else shown[0]
        return shown if words == shown[0] else (words, ATOM)

    def lengths(self, axes: Iterable[Axis]) -> str:
        return ", ".join(self.length(axis)[0] for axis in axes)

    def length(self, axis: Axis) -> Shown:
        """The length of an axis as a product; there are n (n + 1) // 2 pairs."""
        words = []
        for size in axis:
            if size in TRIANGLES:
                n = _bracketed(self.size(TRIANGLES[size]), ATOM)
                words.append((f"{n} * ({n} + 1) // 2", SUM))
            else:
                words.append(self.size(size))
        if len(words) == 1:
            return words[0]
        return " * ".join(_bracketed(shown, PRODUCT) for shown in words) or "1", PRODUCT if words else ATOM

    def _filled(self, key: str, parts: list[Shown]) -> Shown:
        template = self.library.templates.get(key)
        if template is None:
            raise NoRule(f"this library has no `{key}`")
        return template.words.format(*(_bracketed(part, template.argument) for part in parts)), template.result

    def _sum(self, scale: Scale, array: Array) -> Shown:
        """±(a - b): what is added comes before what is subtracted."""
        terms = sorted((self._term(scale, arg) for arg in array.args), key=lambda term: term[0])
        words = [_bracketed(shown, SUM + (place > 0)) for place, (_, shown) in enumerate(terms)]
        signs = [" - " if negative else " + " for negative, _ in terms]
        first = f"-{_bracketed(terms[0][1], UNARY)}" if terms[0][0] else words[0]
        return first + "".join(sign + word for sign, word in zip(signs[1:], words[1:], strict=True)), SUM

    def _term(self, scale: Scale, array: Array) -> tuple[bool, Shown]:
        """Whether a term is subtracted, and what it is without the sign."""
        if array in self.named:
            return scale == NEGATIVE, self.shown[array]
        inner, rest = split(array)
        scale = scale.times(inner)
        negative = scale.coefficient < 0
        positive = scale.times(NEGATIVE) if negative else scale
        return negative, self._scale(positive, rest) if rest else self.constant(positive)

    def _scale(self, scale: Scale, array: Array) -> Shown:
        """c x, with -(a - b) as b - a."""
        flips = array.kind == "add" and any(split(arg)[0].coefficient < 0 for arg in array.args)
        if flips and scale == NEGATIVE and array not in self.named:
            return self._sum(scale, array)
        if array.kind == "scale" and array not in self.named:
            return self._scale(scale.times(array.data), array.args[0])
        return self._scaled(scale, self.shown[array])

    def _scaled(self, scale: Scale, shown: Shown) -> Shown:
        """c x as `2 * x`, `x / m`, `2 / m * x`: one pass over x."""
        if scale == UNIT:
            return shown
        top, bottom = self._powers(scale)
        sign = "-" if scale.coefficient < 0 else ""
        if top and bottom:
            return f"{sign}{top} / {bottom} * {_bracketed(shown, PRODUCT + 1)}", PRODUCT
        if top:
            return f"{sign}{top} * {_bracketed(shown, PRODUCT + 1)}", PRODUCT
        if bottom:
            return f"{sign}{_bracketed(shown, UNARY if sign else PRODUCT)} / {bottom}", PRODUCT
        return f"-{_bracketed(shown, UNARY)}", UNARY

    def constant(self, scale: Scale) -> Shown:
        if not scale.coefficient:
            return "0", ATOM
        top, bottom = self._powers(scale)
        sign = "-" if scale.coefficient < 0 else ""
        words = f"{sign}{top or 1}" + (f" / {bottom}" if bottom else "")
        return words, ATOM if words.isalnum() else PRODUCT

    def _powers(self, scale: Scale) -> tuple[str, str]:
        """What multiplies, and what divides."""
        number, below = _number(abs(scale.coefficient))
        top = [number] if number != "1" else []
        bottom = [below] if below != "1" else []
        for size, power in scale.sizes:
            words = _bracketed(self.size(size), ATOM) + (f"**{abs(power)}" if abs(power) > 1 else "")
            (top if power > 0 else bottom).append(words)
        return " * ".join(top), bottom[0] if len(bottom) == 1 else f"({' * '.join(bottom)})" if bottom else ""


def _number(value: Fraction) -> tuple[str, str]:
    """Numerator and denominator, or the decimal where that is the same number."""
    top, bottom = value.numerator, value.denominator
    if (max(top, bottom) < LARGEST and top in (0, 1)) or (bottom == 1 and top < LARGEST):
        return str(top), str(bottom)
    try:
        decimal = repr(float(value))
    except OverflowError:
        raise NoRule(f"`{value}` is too large for a floating-point number") from None
    if max(top, bottom) >= LARGEST or Fraction(decimal) == value:
        return decimal, "1"
    return str(top), str(bottom)


def _inside(words: Iterable[str]) -> list[Shown]:
    """What stands between parentheses or commas as it is."""
    return [(word, ATOM) for word in words]


def _infix(kind: str, parts: list[Shown]) -> Shown:
    sign = {"times": " * ", "divide": " / ", "matmul": " @ "}[kind]
    return sign.join(_bracketed(part, PRODUCT + (place > 0)) for place, part in enumerate(parts)), PRODUCT


def _bracketed(shown: Shown, binding: int) -> str:
    return shown[0] if shown[1] >= binding else f"({shown[0]})"
