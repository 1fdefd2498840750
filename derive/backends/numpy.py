"""Formulas as NumPy functions:  compile(generate({"J": J, "dw": dw}, ["X", "Y", "w", "b"]))(X, Y, w, b).

Matrices are float64 arrays with two axes, vectors columns; scalars are numbers, or arrays of shape () or (1, 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._backend import Backend
from derive.backends._source import Source
from derive.backends._text import Library, Template, Types
from derive.core.text import ATOM, PRODUCT

HEAD = '''import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]
Number = np.floating[Any] | Array


def _array(name: str, value: ArrayLike, symbols: str = "", *shape: int | str) -> Array:
    """value as finite float64 numbers of this shape; a length that any number may be is given as a text."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    except (RuntimeError, TypeError):
        raise ValueError(f"{name} must be an array, got {type(value).__name__}") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
    if not shape and array.shape == (1, 1):
        array = array.reshape(())
    lengths = zip(shape, array.shape, strict=False)
    free: dict[int | str, int] = {length: n for length, n in lengths if isinstance(length, str)}
    if array.shape != tuple(free.get(length, length) for length in shape) or not array.size:
        expected = f"({symbols})" if symbols else "() or (1, 1)"
        known = f"({', '.join(map(str, shape))})"
        if symbols and known != expected:
            expected += f" = {known}"
        raise ValueError(f"{name} must have shape {expected}, got {array.shape}")
    array = array.astype(np.float64, copy=False)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got nan or inf")
    return array if shape else array[()]'''

LOGDET = '''def _logdet(matrix: Array) -> Any:
    """log det of a matrix, which need not overflow where det does."""
    sign, value = np.linalg.slogdet(matrix)
    return np.log(sign) + value'''

NORMAL = '''def _normal(z: Array) -> Any:
    """The chance that a standard normal number is below z."""
    return np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)), otypes=[np.float64])(z)[()]'''

ELU = '''def _elu(z: Array) -> Any:
    """z above 0, exp(z) - 1 below."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))[()]'''


RESERVED = "math np Any Array ArrayLike Callable NDArray Number _array _elu _logdet _normal"


def _tuple(lengths: Sequence[str]) -> str:
    return f"({', '.join(lengths)})"


def _checked(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    arguments = [f'"{label}"', value, *([f'"{symbols}"', *lengths] if lengths else [])]
    return f"_array({', '.join(arguments)})"


def _full(value: str, lengths: Sequence[str], scalar: bool) -> str:
    if scalar:
        return f"np.full({_tuple(lengths)}, {value}, dtype=np.float64)"
    return f"{_view(value, lengths)}.copy()"


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"np.broadcast_to({value}, {_tuple(lengths)})"


NUMPY = Library(
    standard={
        "": "from typing import Any",
        "opaque": "from collections.abc import Callable",
        "normal_distribution": "import math",
    },
    head=HEAD,
    helpers={"logdet": LOGDET, "normal_distribution": NORMAL, "elu": ELU},
    reserved=frozenset(RESERVED.split()),
    templates={
        "transpose": Template("{0}.T", ATOM),
        "vdot": Template("np.vdot({0}, {1})"),
        "trace": Template("np.trace({0})"),
        "eye": Template("np.eye({0})"),
        "norm": Template("np.linalg.norm({0})"),
        "inverse": Template("np.linalg.inv({0})"),
        "solve": Template("np.linalg.solve({0}, {1})"),
        "det": Template("np.linalg.det({0})"),
        "logdet": Template("_logdet({0})"),
        "diag": Template("np.diagflat({0})"),
        "diagonal": Template("np.diagonal({0})[:, np.newaxis]"),
        "kron": Template("np.kron({0}, {1})"),
        "column": Template("{0}.reshape(-1, 1)", ATOM),
        "reshape": Template("{0}.reshape({1}, {2})", ATOM),
        "commute": Template("{0}.reshape({1}, {2}, -1).swapaxes(0, 1).reshape({1} * {2}, -1)", ATOM),
        "commutation": Template("np.eye({0} * {1}).reshape({1}, {0}, -1).swapaxes(0, 1).reshape({0} * {1}, -1)", ATOM),
        "softmax": Template("{2} / {3}", PRODUCT, PRODUCT),
        "max": Template("{0}.max()", ATOM),
        "max 0": Template("{0}.max(axis=0, keepdims=True)", ATOM),
        "max 1": Template("{0}.max(axis=1, keepdims=True)", ATOM),
        "sum": Template("{0}.sum()", ATOM),
        "sum 0": Template("{0}.sum(axis=0, keepdims=True)", ATOM),
        "sum 1": Template("{0}.sum(axis=1, keepdims=True)", ATOM),
        "sigmoid 1": Template("np.where({0} >= 0, 1, {1}) / {2}", ATOM, PRODUCT),
        "sigmoid -1": Template("np.where({0} <= 0, 1, {1}) / {2}", ATOM, PRODUCT),
        "decay": Template("np.exp(-np.abs({0}))"),
        "tail": Template("np.log1p({0})"),
        "maximum": Template("np.maximum({0}, 0)"),
        "minimum": Template("np.minimum({0}, 0)"),
    },
    types=Types("ArrayLike", "Array", "Number", "Callable[[Array], ArrayLike]"),
    opening=lambda arguments: [],
    checked=_checked,
    full=_full,
    view=_view,
    zeros=lambda lengths: f"np.zeros({_tuple(lengths)})",
    ones=lambda lengths: f"np.ones({_tuple(lengths)})",
    copy=lambda value, scalar: value if scalar else f"{value}.copy()",
    scalar=lambda value: f"np.float64({value})",
    number=lambda value: f"np.float64({value})",
)


BACKEND = Backend("numpy", "NumPy", "np.", NUMPY)
generate, compile = BACKEND.generate, BACKEND.compile

__all__ = ["BACKEND", "Source", "compile", "generate"]
