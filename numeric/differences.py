"""dJ/dx_k = Im J(x + i t e_k) / t = (J(x + t e_k) - J(x - t e_k)) / (2 t), up to O(t^2).

Shapes: any, kept. Units: those of J over those of x.
Errors: ValueError on an unknown name, a value that is not finite and real, or a bad step.

`loss` is called as loss(**values); an argument that is not an array goes in by functools.partial.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.arguments import real

Loss: TypeAlias = Callable[..., float | complex]
Point: TypeAlias = dict[str, NDArray[np.float64]]


def complex_step(loss: Loss, values: Mapping[str, ArrayLike], name: str, step: float = 1e-30) -> NDArray[np.float64]:
    """dJ/dx_k = Im J(x + i t e_k) / t + O(t^2), x = values[name], t = step.

    Shapes: that of x. Units: those of J over those of x.
    Errors: ValueError as in the module, and when the loss of a complex value is not complex.

    Nothing is subtracted, so t = 1e-30 makes the truncation vanish: what is left is rounding.
    """
    jacobian = complex_step_jacobian(loss, values, name, step)
    return jacobian.reshape(np.shape(values[name]), order="F")


def complex_step_jacobian(
    function: Callable[..., ArrayLike], values: Mapping[str, ArrayLike], name: str, step: float = 1e-30
) -> NDArray[np.float64]:
    """d vec F / d (vec x)^T, column k being Im vec F(x + i t e_k) / t + O(t^2), x = values[name], t = step.

    Shapes: F(**values) of any shape, x of any shape -> (size of F, size of x); vec takes columns one below the other.
    Units: those of F over those of x. Errors: ValueError as in `complex_step`.
    """
    point = _point(values, name, step)
    x = point[name]
    columns = []
    for k in np.ndindex(x.shape[::-1]):
        moved = x.astype(np.complex128)
        moved[k[::-1]] += 1j * step
        F = function(**{**point, name: moved})
        # A function that drops the imaginary part would otherwise have a derivative of 0.
        if not np.iscomplexobj(F):
            raise ValueError(f"loss must return a complex number for complex {name}, got {type(F).__name__}.")
        columns.append(np.asarray(F).imag.ravel(order="F") / step)
    return np.stack(columns, axis=1)


def central_difference(
    loss: Loss, values: Mapping[str, ArrayLike], name: str, step: float = 1e-6
) -> NDArray[np.float64]:
    """dJ/dx_k = (J(x + t e_k) - J(x - t e_k)) / (2 t) + O(t^2) + O(u T / t), t = step.

    Here x = values[name], u = 1.1e-16 is the rounding unit and T the largest number met on the way
    to J, which exceeds |J| where J is a small difference.

    Shapes: that of x. Units: those of J over those of x. Errors: ValueError as in the module.
    """
    point = _point(values, name, step)
    x = point[name]
    result = np.empty(x.shape)
    for k in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[k] += step
        below[k] -= step
        rise = loss(**{**point, name: above}) - loss(**{**point, name: below})
        result[k] = rise / (2 * step)
    return result


def _point(values: Mapping[str, ArrayLike], name: str, step: float) -> Point:
    if name not in values:
        raise ValueError(f"name must be one of {', '.join(values)}, got {name!r}.")
    if not (np.isfinite(step) and step > 0):
        raise ValueError(f"step must be a finite number > 0, got {step!r}.")
    return {key: real(f"values[{key!r}]", value) for key, value in values.items()}
