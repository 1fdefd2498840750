"""lhs ≥ rhs is |d| = d, and lhs > rhs is |d|/d = 1, with d = lhs - rhs: an inequality is an equality to the kernel.

What makes the second one true must also show that d is nowhere 0: the judge takes no condition that neither side needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint

from derive.check.evaluate import Evaluator
from derive.check.number import Imprecise, Undefined, precision
from derive.check.refute import PRECISIONS, Comparison
from derive.check.sample import points
from derive.core.condition import Uses
from derive.core.errors import NoRule
from derive.core.op import SCALAR, Node
from derive.core.read import Language
from derive.core.sizes import ONE

STRICT = (">", "<")


def equality(language: Language, relation: str, lhs: Node, rhs: Node) -> tuple[Node, Node]:
    """The sides of the equality that says the same as lhs > rhs, lhs ≥ rhs, lhs < rhs or lhs ≤ rhs, entry by entry."""
    make = language.make
    more, less = (lhs, rhs) if relation in (">", "≥") else (rhs, lhs)
    difference = more if _is_nothing(less) else make("add", more, _negated(language, less))
    size = make("apply", difference, data="abs")
    if relation not in STRICT:
        return size, difference
    return make("quotient", size, difference), _ones(language, difference)


def _is_nothing(node: Node) -> bool:
    return node.op.name == "zeros" or (node.op.name == "number" and not node.data)


def _negated(language: Language, node: Node) -> Node:
    return language.make("product", language.make("number", data=Fraction(-1)), node)


def _ones(language: Language, like: Node) -> Node:
    if like.shape == SCALAR:
        return language.make("number", data=Fraction(1))
    if any(len(axis) > 1 for axis in like.shape):
        raise NoRule("strict inequalities along an axis that is a list of sizes are not judged")
    return language.make("ones", data=tuple(axis[0] if axis else ONE for axis in like.shape))


def at_point(found: Comparison, lhs: Node, rhs: Node) -> Comparison:
    """The sides of the inequality themselves where the equality fails."""
    i, j = found.entry or (0, 0)
    with precision(PRECISIONS[-1]):
        left, right = found.evaluator.value(lhs), found.evaluator.value(rhs)
    return replace(found, lhs=left[i, j].value, rhs=right[i, j].value)


def equal_at_zero(
    language: Language, lhs: Node, rhs: Node, varying: tuple[str, ...], given: Uses
) -> Iterator[Comparison]:
    """Where the sides of a strict inequality meet, all variables being 0 of which nothing is declared."""
    declared = {symbol for _, symbol in given}
    for point in points([lhs, rhs], dict(language.functions), 1, given):
        values = {
            name: entries if name in declared else tuple(tuple(Fraction(0) for _ in row) for row in entries)
            for name, entries in point.values.items()
        }
        evaluator = Evaluator(language.functions, replace(point, values=values), varying)
        with precision(PRECISIONS[0]):
            try:
                left, right = evaluator.value(lhs), evaluator.value(rhs)
            except (Undefined, Imprecise):
                continue
        for i in range(left.shape[0]):
            for j in range(left.shape[1]):
                sides = left[i, j].value, right[i, j].value
                if _is_equal(*sides):
                    yield Comparison(evaluator.point, evaluator, (i, j), *sides)
                    return


def _is_equal(left: Any, right: Any) -> bool:
    """Whether two values are certainly the same."""
    if isinstance(left, flint.fmpq) and isinstance(right, flint.fmpq):
        return bool(left == right)
    left, right = flint.arb(left), flint.arb(right)
    return bool(left.is_exact() and right.is_exact() and left == right)
