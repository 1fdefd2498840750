"""A model's formulas against its NumPy twin: symbolic form at 200 bits, lambdified function, hand-written code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from fractions import Fraction
from inspect import signature
from typing import Any

import numpy as np

from derive.check.document import Agreement
from derive.check.evaluate import Evaluator, Point
from derive.check.number import precision
from derive.core.function import Function, Poly, differentiated
from derive.core.op import Node

Values = Mapping[str, Any]
SEED = 20
ORDERS = 2  # of derivatives of an activation, as far as a Hessian needs them


def chosen(functions: Mapping[str, Function], choice: Mapping[str, str]) -> dict[str, Function]:
    """The table of functions with an opaque g taken to be a known one, and g', g'', ... its derivatives."""
    table = dict(functions)
    for letter, name in choice.items():
        table[letter] = functions[name]
        poly: Poly = ((1, (name,)),)
        for order in range(1, ORDERS + 1):
            poly = differentiated(poly, functions)
            table[letter + "'" * order] = Function(letter + "'" * order, (), _evaluated(poly, functions), "", "")
    return table


def _evaluated(poly: Poly, functions: Mapping[str, Function]) -> Callable[[Any], Any]:
    """The value of a polynomial in functions; "id" is z itself."""

    def value(z: Any) -> Any:
        total: Any = 0
        for c, names in poly:
            product: Any = c
            for name in names:
                product = product * (z if name == "id" else functions[name].value(z))
            total = product + total
        return total

    return value


def exact_point(values: Values, sizes: Mapping[str, int]) -> Point:
    """Floating-point numbers taken for the rationals that they are."""
    entries = {
        name: tuple(tuple(Fraction(float(x)) for x in row) for row in np.atleast_2d(value))
        for name, value in values.items()
    }
    return Point(sizes, entries)


def agreement(
    outputs: Mapping[str, Node],
    loss: str,
    derivatives: Mapping[str, tuple[str, ...]],
    lambdified: Callable[..., Any],
    twin: Any,
    functions: Mapping[str, Function],
    sizes: Mapping[str, int],
) -> tuple[Agreement, ...]:
    """A row for each output; `loss` is what `twin.loss` works out, and `derivatives` says by name what is
    differentiated by what: {"Hw": ("J", "w", "w")}.
    """
    values = twin.sample(np.random.default_rng(SEED), sizes)
    learnt = {name for _, *by in derivatives.values() for name in by}
    written = by_hand(twin, loss, values, learnt)
    fast = dict(zip(outputs, lambdified(**values), strict=True))
    rows = []
    with precision(200):
        evaluator = Evaluator(functions, exact_point(values, sizes))
        for name, node in outputs.items():
            exact = np.array([[float(x.value) for x in row] for row in evaluator.value(node)])
            numeric = np.atleast_2d(written[name])
            step = measured(twin, loss, derivatives, name, values, learnt) if name in derivatives else None
            rows.append(
                Agreement(
                    name,
                    _error(numeric, exact),
                    _error(np.atleast_2d(fast[name]), numeric),
                    None if step is None else _error(step.reshape(numeric.shape, order="F"), numeric),
                )
            )
    return tuple(rows)


def by_hand(twin: Any, loss: str, values: Values, learnt: Set[str]) -> dict[str, Any]:
    """Everything that a twin works out, by name: `forward`, `loss`, `backward`, `derivatives` as far as it has them.

    One that takes `**parameters` gets all that is learnt.
    """
    found: dict[str, Any] = {}
    for part in (twin.forward, getattr(twin, "backward", None), getattr(twin, "derivatives", None)):
        if part is not None:
            taken = signature(part).parameters
            wanted = set(taken)
            if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
                wanted |= learnt
            found.update(part(**{name: value for name, value in values.items() if name in wanted}))
    if hasattr(twin, "loss"):
        found[loss] = twin.loss(**values)
    return found


def measured(
    twin: Any,
    loss: str,
    derivatives: Mapping[str, tuple[str, ...]],
    name: str,
    values: Values,
    learnt: Set[str],
) -> Any:
    """A derivative by the complex step: of a quantity, or of a gradient that is itself written by hand."""
    from numeric.differences import complex_step_jacobian

    *inner, by = derivatives[name]
    if by not in values:  # a name that is defined cannot be moved alone
        return None
    of = inner[0]
    if len(inner) > 1:
        of = next((known for known, parts in derivatives.items() if parts == tuple(inner)), "")
    if not of:
        return None
    return complex_step_jacobian(lambda **point: by_hand(twin, loss, point, learnt)[of], values, by)


def _error(left: Any, right: Any) -> float:
    if left.shape != right.shape:
        return float("inf")
    return float(np.max(np.abs(left - right) / np.maximum(1.0, np.abs(right))))
