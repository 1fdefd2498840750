"""theta := theta - rate dJ/dtheta, again and again.

Shapes: parameters by name, of any shapes, which they keep. Units: those of J.
Errors: ValueError on a bad rate or number of steps, and where J or a parameter is no longer finite.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Parameters: TypeAlias = Mapping[str, NDArray[np.inexact[Any]]]
Propagate: TypeAlias = Callable[[Parameters], tuple[float, Parameters]]
Progress: TypeAlias = Callable[[int, float], None]


@dataclass(frozen=True)
class Descent:
    """The parameters at the end, J before each step and at the end: one number more than there were steps; the rate."""

    parameters: Parameters
    losses: tuple[float, ...]
    rate: float


def descend(
    propagate: Propagate, parameters: Parameters, *, steps: int, rate: float, progress: Progress | None = None
) -> Descent:
    """theta := theta - rate dJ/dtheta, `steps` times.

    `propagate` takes parameters to J and dJ/dtheta, each under the name of its parameter; `progress` is told the number
    of each step that is done, and J before it.

    Shapes: as in the module. Units: those of J. Errors: ValueError as in the module, and those of `propagate`.
    """
    checked(steps, rate)
    losses: list[float] = []
    for step in range(steps):
        J, slopes = _propagated(propagate, parameters, step, rate)
        losses.append(J)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is found in the next line but one
            parameters = {name: np.asarray(value - rate * slopes[name]) for name, value in parameters.items()}
        if not all(np.isfinite(value).all() for value in parameters.values()):
            raise _diverged(step + 1, rate)
        if progress is not None:
            progress(step + 1, J)
    losses.append(_propagated(propagate, parameters, steps, rate)[0])
    return Descent(parameters, tuple(losses), rate)


def checked(steps: int, rate: float) -> None:
    """Nothing, where they can be used.

    Shapes: scalars. Units: a count; those of theta^2 over those of J. Errors: ValueError where they cannot.
    """
    if not isinstance(steps, int | np.integer) or steps < 1:
        raise ValueError(f"steps must be an integer of at least 1, got {steps}.")
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f"rate must be a positive number, got {rate}.")


def largest_eigenvalue(X: NDArray[np.float64]) -> float:
    """The largest eigenvalue of X X^T, by 50 steps of v := X X^T v / ||X X^T v||.

    Shapes: (n, m) -> scalar. Units: those of X squared. Errors: none.
    """
    v = np.random.default_rng(0).standard_normal(len(X))
    size = 0.0
    for _ in range(50):
        v = X @ (X.T @ (v / np.linalg.norm(v)))
        size = float(np.linalg.norm(v))
        if size == 0:
            break
    return size


def _propagated(propagate: Propagate, parameters: Parameters, step: int, rate: float) -> tuple[float, Parameters]:
    try:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            J, slopes = propagate(parameters)
    except ValueError as error:
        if step == 0:
            raise
        # Data and shapes were right in the first step: what is wrong now is the size of the numbers.
        raise _diverged(step, rate) from error
    if not math.isfinite(J):
        raise _diverged(step, rate)
    return float(J), slopes


def _diverged(step: int, rate: float) -> ValueError:
    after = "at the start" if step == 0 else f"after {step} step{'s' if step > 1 else ''}"
    return ValueError(f"the loss is no finite number {after}: lower the rate, which is {rate:g}.")
