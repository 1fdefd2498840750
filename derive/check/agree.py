"""A model's formulas against its NumPy twin: symbolic form at 200 bits, lambdified function, hand-written code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from derive.check.document import Agreement
from derive.check.evaluate import Evaluator, Point
from derive.check.number import precision
from derive.core.function import Function
from derive.core.op import Node

Values = Mapping[str, Any]
SEED = 20


def chosen(functions: Mapping[str, Function], choice: Mapping[str, str]) -> dict[str, Function]:
    """The table of functions with an opaque g taken to be a known one, and g' its derivative."""
    table = dict(functions)
    for letter, name in choice.items():
        record = functions[name]

        def slope(z: Any, record: Function = record) -> Any:
            total: Any = 0
            for c, names in record.derivative:
                product: Any = c
                for inner in names:
                    product = product * functions[inner].value(z)
                total = product + total
            return total

        table[letter] = record
        table[letter + "'"] = Function(letter + "'", (), slope, "", "")
    return table


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
    lambdified: Callable[..., Any],
    twin: Any,
    functions: Mapping[str, Function],
    sizes: Mapping[str, int],
    parameters: Mapping[str, str],
) -> tuple[Agreement, ...]:
    """A row for each output; `parameters` says which output is the gradient by which parameter."""
    from numeric.differences import complex_step

    values = twin.sample(np.random.default_rng(SEED), sizes)
    by_hand = {loss: twin.loss(**values), **twin.backward(**values)}
    fast = dict(zip(outputs, lambdified(**values), strict=True))
    rows = []
    with precision(200):
        evaluator = Evaluator(functions, exact_point(values, sizes))
        for name, node in outputs.items():
            exact = np.array([[float(x.value) for x in row] for row in evaluator.value(node)])
            numeric = np.atleast_2d(by_hand[name])
            step = complex_step(twin.loss, values, parameters[name]) if name in parameters else None
            rows.append(
                Agreement(
                    name,
                    _error(numeric, exact),
                    _error(np.atleast_2d(fast[name]), numeric),
                    None if step is None else _error(np.atleast_2d(step), numeric),
                )
            )
    return tuple(rows)


def _error(left: Any, right: Any) -> float:
    if left.shape != right.shape:
        return float("inf")
    return float(np.max(np.abs(left - right) / np.maximum(1.0, np.abs(right))))
