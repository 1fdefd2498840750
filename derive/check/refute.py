"""Looking for a point at which two sides differ, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

import flint

from derive.check.evaluate import Evaluator, Point
from derive.check.number import Imprecise, Undefined, differ, precision
from derive.check.sample import points
from derive.check.verdict import Enclosure, Exact, Witness
from derive.core.condition import NOTHING, Uses
from derive.core.op import Node, walk
from derive.core.read import Language
from derive.ops.functional import weights
from derive.ops.indexed import free_letters

TRIED = 5  # points for each one that is wanted, since some may lie where a side is not defined
PRECISIONS = (200, 600, 2000)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides at a point where they are defined; `entry` is where they differ, if they do."""

    point: Point
    evaluator: Evaluator
    entry: tuple[int, int] | None
    lhs: Any
    rhs: Any


def compare(
    language: Language, lhs: Node, rhs: Node, varying: tuple[str, ...], count: int = 6, given: Uses = NOTHING
) -> Iterator[Comparison]:
    """The two sides at generic points at which what is given holds, leaving out points where one is not defined."""
    found = (
        compare_at(language, lhs, rhs, varying, point)
        for point in points([lhs, rhs], dict(language.functions), TRIED * count, given)
    )
    yield from islice((comparison for comparison in found if comparison is not None), count)


def compare_at(language: Language, lhs: Node, rhs: Node, varying: tuple[str, ...], point: Point) -> Comparison | None:
    """None where a side is not defined, or cannot be told to be at 2000 bits."""
    for bits in PRECISIONS:
        with precision(bits):
            evaluator = Evaluator(language.functions, point, varying)
            try:
                left, right = evaluator.value(lhs), evaluator.value(rhs)
            except Undefined:
                return None
            except Imprecise:
                continue
            for (i, j), x in _entries(left):
                if differ(x.value, right[i, j].value):
                    return Comparison(point, evaluator, (i, j), x.value, right[i, j].value)
            return Comparison(point, evaluator, None, left[0, 0].value, right[0, 0].value)
    return None


def meets(known: Comparison, lhs: Node, other: Node) -> bool:
    """Whether another right side cannot be told apart at the same point; what was worked out there serves again."""
    with precision(PRECISIONS[0]):
        try:
            left, right = known.evaluator.value(lhs), known.evaluator.value(other)
        except (Undefined, Imprecise):
            return False
        return left.shape == right.shape and not any(differ(x.value, right[at].value) for at, x in _entries(left))


def _entries(array: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    for i in range(array.shape[0]):
        for j in range(array.shape[1]):
            yield (i, j), array[i, j]


def witness(comparison: Comparison, lhs: Node, rhs: Node, varying: tuple[str, ...]) -> Witness:
    """The point in words: what the two sides mention, and the entry at which they were read."""
    point = comparison.point
    mentioned = {node.data[0] for node in walk([lhs, rhs]) if node.op.name == "symbol" and not node.args}
    values = {name: _texts(entries) for name, entries in point.values.items() if name in mentioned}
    if any(node.op.name == "d" for node in walk([lhs, rhs])):
        values |= {f"d{name}": _texts(point.differentials[name]) for name in varying if name in mentioned}
    i, j = comparison.entry or (0, 0)
    functions = {letter: _polynomial(coefficients) for letter, coefficients in point.functions.items()}
    functions |= _functionals([lhs, rhs], comparison.evaluator)
    free = {name for node in (lhs, rhs) for name, _ in free_letters(node, {})}
    sizes = {**point.sizes, **{name: place for name, place in point.indices.items() if name in free}}
    return Witness(sizes, values, functions, (i + 1, j + 1), exact(comparison.lhs), exact(comparison.rhs))


def _functionals(nodes: list[Node], evaluator: Evaluator) -> dict[str, str]:
    """The unknown functions of whole matrices, of the entries of their arguments row by row."""
    counts: dict[str, int] = {}
    for node in walk(nodes):
        if node.op.name == "functional":
            rows, cols = (evaluator.length(axis) for axis in node.args[0].shape)
            counts[node.data[0]] = max(rows * cols, counts.get(node.data[0], 0))
    shown = {}
    for name, count in counts.items():
        vectors = [f"[{' '.join(map(str, vector))}]" for vector in weights(name, count)]
        shown[name] = "w·z + (u·z)(t·z) + (s·z)**3 with w = {}, u = {}, t = {}, s = {}".format(*vectors)
    return shown


def _texts(entries: tuple[tuple[Fraction, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(x) for x in row) for row in entries)


def _polynomial(coefficients: tuple[Fraction, ...]) -> str:
    terms = [f"({c})" if k == 0 else f"({c})*z" if k == 1 else f"({c})*z**{k}" for k, c in enumerate(coefficients) if c]
    return " + ".join(terms)


def exact(value: Any) -> Exact:
    """A rational, or decimals that enclose the number (12 digits are enough to tell it apart)."""
    if isinstance(value, flint.fmpq):
        return str(value)
    middle, radius, exponent = value.mid_rad_10exp(15)
    middle, radius, exponent = int(middle), int(radius), int(exponent)
    if not radius:
        return str(middle * Fraction(10) ** exponent)
    radius += 1
    return Enclosure(_decimal(middle - radius, exponent), _decimal(middle + radius, exponent))


def _decimal(digits: int, exponent: int) -> str:
    sign, text = ("-", str(-digits)) if digits < 0 else ("", str(digits))
    if exponent >= 0:
        return sign + text + "0" * exponent if exponent < 20 else f"{sign}{text}e{exponent}"
    if -exponent >= 40:
        return f"{sign}{text}e{exponent}"
    text = text.rjust(1 - exponent, "0")
    return f"{sign}{text[:exponent]}.{text[exponent:]}"
