"""value -> float64 or complex128 array of the expected shape, or ValueError.

Shapes: a size is written as a letter ("n", bound by the first array that has it) or an integer.
Units: none. Errors: one sentence naming the argument, the expected shape and the actual one.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.inexact[Any]]
Activation: TypeAlias = Callable[[Array], Array]
Shape: TypeAlias = tuple[str | int, ...]


def arrays(shapes: Mapping[str, Shape], /, **values: ArrayLike) -> tuple[Array, ...]:
    """(v1, v2, ...) -> the same values as arrays whose sizes agree with one another.

    Shapes: `shapes[name]` for each value; equal letters are equal sizes, all at least 1.
    Units: unchanged. Errors: ValueError for the first value that does not fit.
    """
    sizes: dict[str, int] = {}
    return tuple(array(name, value, shapes[name], sizes) for name, value in values.items())


def array(name: str, value: ArrayLike, shape: Shape | None = None, sizes: dict[str, int] | None = None) -> Array:
    """value -> value as float64, or as complex128 where it is complex.

    Shapes: `shape`, with letters looked up in `sizes` and added to it; None allows any shape;
    () also allows (1, 1) and returns it as (). Units: unchanged.
    Errors: ValueError on another shape, a size of 0, a non-number or a non-finite entry.
    """
    sizes = {} if sizes is None else sizes
    must = f"{name} must be a finite numeric array of {_expected(shape, sizes)}"
    try:
        given = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{must}, got rows of unequal length.") from error
    if given.dtype.kind not in "biufc":
        raise ValueError(f"{must}, got shape {given.shape} of dtype {given.dtype}.")
    if shape == () and given.shape == (1, 1):
        given = given.reshape(())
    if shape is not None and not _fits(given.shape, shape, sizes):
        raise ValueError(f"{must}, got shape {given.shape}.")
    with np.errstate(over="ignore"):  # of numbers with more digits, which float64 may be too small for
        found: Array = given.astype(np.complex128 if given.dtype.kind == "c" else np.float64, copy=False)
    bad = np.count_nonzero(~np.isfinite(found))
    if bad:
        raise ValueError(f"{must}, got shape {given.shape} with {bad} non-finite.")
    return found


def real(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """value -> value as float64.

    Shapes: any, kept. Units: unchanged. Errors: ValueError as in `array`, and on a complex value.
    """
    given = array(name, value)
    if np.iscomplexobj(given):
        raise ValueError(f"{name} must be a real array of any shape, got shape {given.shape} of dtype complex.")
    return given.astype(np.float64, copy=False)


def one_hot(name: str, value: Array, axis: int) -> Array:
    """value -> value, once each of its lines along an axis has been found to be a single 1 among zeros.

    Shapes: (n, m), kept. Units: unchanged. Errors: ValueError on anything else.
    """
    if not np.all((value == 0) | (value == 1)) or not np.all(np.sum(value, axis=axis) == 1):
        raise ValueError(f"{name} must be one-hot: a single 1 among zeros in each {('column', 'row')[axis]}.")
    return value


def size(sizes: Mapping[str, int], letter: str) -> int:
    """sizes -> sizes[letter].

    Shapes: a scalar. Units: a count. Errors: ValueError unless it is an integer of at least 1.
    """
    given = sizes.get(letter)
    if not isinstance(given, int | np.integer) or given < 1:
        raise ValueError(f"sizes must give an integer {letter} >= 1, got {given!r}.")
    return int(given)


def _fits(actual: tuple[int, ...], shape: Shape, sizes: dict[str, int]) -> bool:
    if len(actual) != len(shape) or 0 in actual:
        return False
    for length, wanted in zip(actual, shape, strict=True):
        known = sizes.setdefault(wanted, length) if isinstance(wanted, str) else wanted
        if length != known:
            return False
    return True


def _expected(shape: Shape | None, sizes: Mapping[str, int]) -> str:
    if shape is None:
        return "any shape"
    if shape == ():
        return "shape () or (1, 1)"
    known = [sizes.get(s, s) if isinstance(s, str) else s for s in shape]
    symbols, numbers = (f"({', '.join(map(str, part))})" for part in (shape, known))
    free = " and ".join(f"{s} >= 1" for s in known if isinstance(s, str))
    return f"shape {symbols}" + (f" = {numbers}" if numbers != symbols else "") + (f" with {free}" if free else "")
