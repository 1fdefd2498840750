"""What a proof takes for granted, and the conditions that can be seen to hold: signs."""

from __future__ import annotations

from collections.abc import Mapping

from derive.core.derivative import function_form
from derive.core.environment import DETERMINANT, ENTRY, Environment
from derive.core.form import DELTA, Factor, Form
from derive.core.function import Function

Condition = tuple[str, str]  # ("positive", "nonnegative", "nonzero", "invertible" or a declared property, symbol)
Uses = frozenset[Condition]
NOTHING: Uses = frozenset()
Known = Mapping[Condition, Uses]


class Rejected(Exception):
    """The proof is not one; the message says where it fails."""


def visible_sign(
    env: Environment, functions: Mapping[str, Function], known: Known, form: Form
) -> tuple[bool, Uses] | None:
    """Whether the form is positive (or only not negative) by its signs alone, and what that takes."""
    uses: set[Condition] = set()
    for number in form.heads():
        head = env.heads[number]
        record = functions.get(head.fn)
        for poly in record.positive if record is not None else ():
            if env.sizes[head.symbol] == form.free and function_form(env, poly, head.symbol).key == form.key:
                return True, NOTHING
    strict = False
    for (_, _, factors), c in form.terms.items():
        signs = [_sign(env, functions, known, factor, uses) for factor in factors]
        for i, factor in enumerate(factors):
            if signs[i] is None and factors.count(factor) % 2 == 0:
                signs[i] = "nonnegative"  # a square
        if c < 0 or None in signs:
            return None
        strict = strict or "nonnegative" not in signs
    return strict, frozenset(uses)


def _sign(
    env: Environment, functions: Mapping[str, Function], known: Known, factor: Factor, uses: set[Condition]
) -> str | None:
    """ "positive", "nonnegative", or None where nothing is known."""
    if factor[0] == DELTA:
        return "nonnegative"
    head = env.heads[factor[0]]
    record = functions.get(head.fn)
    if record is not None and ((1, (head.fn,)),) in record.positive:
        return "positive"
    if head.fn == DETERMINANT and ("positive definite", head.symbol) in known:
        uses |= known["positive definite", head.symbol]
        return "positive"
    if head.fn in (ENTRY, "reciprocal") or (record is not None and record.nonnegative):
        for kind in ("positive", "nonnegative") if head.fn == ENTRY else ("positive",):
            if (kind, head.symbol) in known:
                uses |= known[kind, head.symbol]
                return kind
    return "nonnegative" if record is not None and record.nonnegative else None


def restated(env: Environment, condition: Condition) -> Condition | None:
    """The same condition of what a symbol is a positive multiple of, entry by entry, or of what it is the reciprocal
    of: 2/a is positive exactly where a is."""
    kind, symbol = condition
    form = env.definitions.get(symbol)
    if form is None or kind not in ("positive", "nonnegative", "nonzero") or len(form.terms) != 1:
        return None
    (((_, bound, factors), c),) = form.terms.items()
    if bound or len(factors) != 1 or c < 0 or sorted(factors[0][1:]) != list(range(len(form.free))):
        return None
    head = env.heads[factors[0][0]]
    alike = head.fn == ENTRY or (head.fn == "reciprocal" and kind != "nonnegative")
    return (kind, head.symbol) if alike and len(head.sizes) == len(form.free) else None
