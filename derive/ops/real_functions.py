"""Functions with a kink at 0 (step, relu, sign, abs), and roots and circular functions.

The value of step and sign at 0 is left open: relu(u) = step(u) u holds everywhere, step(u)² = step(u) off u = 0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from derive.core import symbols
from derive.core.function import Function

STEP = Function(
    "step",
    derivative=(),
    value=lambda z: z.by_sign(1, 0),
    latex=r"\operatorname{step}",
    numpy="np.heaviside({}, 0.0)",
    smooth="nonzero",
    smooth_laws=(((1, ("step", "step")), (-1, ("step",))),),
    reflection=((-1, ("step",)), (1, ())),
    smooth_reflection=True,
    above=((1, ()),),
)
RELU = Function(
    "relu",
    derivative=((1, ("step",)),),
    value=lambda z: z.bent(1, 0),
    latex=r"\operatorname{relu}",
    numpy="np.maximum({}, 0.0)",
    laws=(((1, ("relu",)), (-1, ("step", "id"))),),
    nonnegative=True,
    smooth="nonzero",
    reflection=((1, ("relu",)), (-1, ("id",))),
    above=((1, ("id",)),),
)
SIGN = Function(
    "sign",
    derivative=(),
    value=lambda z: z.by_sign(1, -1),
    latex=r"\operatorname{sign}",
    numpy="np.sign({})",
    smooth="nonzero",
    smooth_laws=(((1, ("sign", "sign")), (-1, ())), ((1, ("sign",)), (-2, ("step",)), (1, ()))),
    reflection=((-1, ("sign",)),),
    smooth_reflection=True,
    above=((1, ()),),
)
ABS = Function(
    "abs",
    derivative=((1, ("sign",)),),
    value=lambda z: z.bent(1, -1),
    latex=r"\left|{}\right|",
    numpy="np.abs({})",
    laws=(((1, ("abs",)), (-1, ("sign", "id"))),),
    nonnegative=True,
    smooth="nonzero",
    reflection=((1, ("abs",)),),
    above=((1, ("id",)),),
)
SQRT = Function(
    "sqrt",
    derivative=((Fraction(1, 2), ("sqrt", "reciprocal")),),
    value=lambda z: z.sqrt(),
    latex=r"\sqrt{{}}",
    numpy="np.sqrt({})",
    laws=(((1, ("sqrt", "sqrt")), (-1, ("id",))),),
    nonnegative=True,
    where="nonnegative",
    smooth="positive",
)
SIN = Function(
    "sin",
    derivative=((1, ("cos",)),),
    value=lambda z: z.sin(),
    latex=r"\sin",
    numpy="np.sin({})",
    reflection=((-1, ("sin",)),),
)
COS = Function(
    "cos",
    derivative=((-1, ("sin",)),),
    value=lambda z: z.cos(),
    latex=r"\cos",
    numpy="np.cos({})",
    laws=(((1, ("cos", "cos")), (1, ("sin", "sin")), (-1, ())),),
    reflection=((1, ("cos",)),),
)
FUNCTIONS = (STEP, RELU, SIGN, ABS, SQRT, SIN, COS)


def _as(name: str) -> Callable[[Any], Any]:
    return lambda expr: symbols.Applied(name, expr.args[0])


MACROS: dict[type, Callable[[Any], Any]] = {
    sympy.Abs: _as("abs"),
    sympy.sign: _as("sign"),
    sympy.sin: _as("sin"),
    sympy.cos: _as("cos"),
}


# --- made of the others ----------------------------------------------------------------------------------------------


def square(argument: Any) -> Any:
    """z² at every entry."""
    return symbols.hadamard(argument, argument)


def leaky_relu(argument: Any, slope: Any) -> Any:
    """z where z > 0, slope · z elsewhere."""
    return slope * symbols.exact(argument) + (1 - slope) * symbols.relu(argument)


def maximum(left: Any, right: Any) -> Any:
    """The larger of two, entry by entry: right + relu(left - right)."""
    return right + symbols.relu(symbols.exact(left) - right)


def minimum(left: Any, right: Any) -> Any:
    """The smaller of two, entry by entry: left - relu(left - right)."""
    return left - symbols.relu(symbols.exact(left) - right)
