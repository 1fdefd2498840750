"""Activations beyond those in `real_functions.py`: ELU, and the normal distribution with what is made of it.

ELU(z) = z above 0, e^z - 1 below;   Φ(z) the chance that a standard normal number is below z, φ = Φ' its density
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.core import symbols
from derive.core.function import Function

ELU = Function(
    "elu",
    derivative=((1, ("elu",)), (-1, ("relu",)), (1, ())),
    value=lambda z: z.bent(1, 0) + (-(-z).bent(1, 0)).exp() - 1,
    latex=r"\operatorname{elu}",
    numpy="_elu({})",
    # elu - relu is 0 above 0 and exp - 1 below; at 0 it is both, whatever step is there
    laws=(((1, ("elu",)), (-1, ("relu",)), (-1, ("exp",)), (1, ()), (1, ("step", "exp")), (-1, ("step",))),),
    positive=(((1, ("elu",)), (1, ())),),
    above=((1, ("id",)),),
)
NORMAL = Function(
    "normal_distribution",
    derivative=((1, ("normal_density",)),),
    value=lambda z: z.normal_distribution(),
    latex=r"\Phi",
    numpy="_normal({})",
    positive=(((1, ("normal_distribution",)),), ((1, ()), (-1, ("normal_distribution",)))),
    reflection=((-1, ("normal_distribution",)), (1, ())),
)
DENSITY = Function(
    "normal_density",
    derivative=((-1, ("id", "normal_density")),),
    value=lambda z: z.normal_density(),
    latex=r"\varphi",
    numpy="np.exp(-0.5 * np.square({})) / 2.5066282746310002",
    positive=(((1, ("normal_density",)),),),
    reflection=((1, ("normal_density",)),),
)
FUNCTIONS = (ELU, NORMAL, DENSITY)


def _applier(name: str) -> Callable[[Any], Any]:
    return symbols.Applier(name)


normal_distribution, normal_density = _applier("normal_distribution"), _applier("normal_density")


def elu(argument: Any, alpha: Any = 1) -> Any:
    """z where z > 0, alpha (e^z - 1) elsewhere."""
    plain = symbols.Applied("elu", symbols.exact(argument))
    return plain if alpha == 1 else alpha * plain + (1 - symbols.exact(alpha)) * symbols.relu(argument)


def silu(argument: Any) -> Any:
    """z σ(z), which is called swish too."""
    return symbols.hadamard(argument, symbols.sigmoid(argument))


def gelu(argument: Any) -> Any:
    """z Φ(z)"""
    return symbols.hadamard(argument, normal_distribution(argument))


def erf(argument: Any) -> Any:
    """2 Φ(√2 z) - 1"""
    return 2 * normal_distribution(symbols.sqrt(2) * symbols.exact(argument)) - 1
