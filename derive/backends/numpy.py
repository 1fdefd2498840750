"""Formulas as NumPy functions:  compile(generate({"J": J, "dw": dw}, ["X", "Y", "w", "b"]))(X, Y, w, b).

Matrices are float64 arrays with two axes, vectors columns; scalars are numbers, or arrays of shape () or (1, 1).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from derive.backends import _source
from derive.backends._source import Source
from derive.backends._text import Library, Template
from derive.core.op import Node
from derive.core.text import ATOM, PRODUCT, SUM
from derive.ops import language

HEAD = '''import math

import numpy as np


def _array(name, value, symbols="", *shape):
    """value as an array of float64 of this shape; a length that any number may be is given as a text."""
    if type(value) is not np.ndarray or value.dtype != np.float64:
        value = _float64(name, value)
    if value.shape == shape:
        return value if shape else value[()]
    if not shape and value.shape == (1, 1):
        return value[0, 0]
    if len(value.shape) == 2 == len(shape) and value.size:
        (rows, columns), (actual, across) = shape, value.shape
        square = rows != columns or actual == across
        if square and (rows == actual or type(rows) is str) and (columns == across or type(columns) is str):
            return value
    wanted = f"({symbols})" if symbols else "() or (1, 1)"
    known = f"({', '.join(map(str, shape))})"
    if symbols and known != wanted:
        wanted += f" = {known}"
    raise ValueError(f"{name} must have shape {wanted}, got {value.shape}")


def _float64(name, value):
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} must be an array without a mask")
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
    return array.astype(np.float64)


def _finite(name, array):
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got nan or inf")
    return array'''

DOT = '''def _dot(a, b):
    """a b; products are fastest where the longer side of the result is stored in one piece."""
    return a.dot(b) if len(a) <= b.shape[1] else b.T.dot(a.T).T'''

TANH_PRIME = '''def _tanh_prime(z, t):
    """1 - t t, t = tanh z; far out, where the difference loses digits, 4 e/(1 + e)^2 with e = exp(-2 |z|)."""
    slope = 1 - t * t
    near = slope > 2e-4
    if not near.all():
        far = np.nonzero(~near)
        e = np.exp(-2 * np.abs(z[far]))
        slope[far] = 4 * e / (1 + e) ** 2 + 0 * z[far]  # nan where z is not finite, so that it is noticed
    return slope'''

LOGDET = '''def _logdet(matrix):
    """log det of a matrix, which need not overflow where det does."""
    sign, value = np.linalg.slogdet(matrix)
    return np.log(sign) + value'''

NORMAL = '''def _normal(z):
    """The chance that a standard normal number is below z."""
    import math

    return np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)), otypes=[np.float64])(z)[()]'''

ELU = '''def _elu(z):
    """z above 0, exp(z) - 1 below."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))[()]'''


def _tuple(lengths: Sequence[str]) -> str:
    return f"({', '.join(lengths)})"


def _checked(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    arguments = [f'"{label}"', value, *([f'"{symbols}"', *lengths] if lengths else [])]
    return f"_array({', '.join(arguments)})"


def _called(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    return f'_finite("{label}", {_checked(label, value, symbols, lengths)})'


def _guarded(certain: Sequence[str], names: Sequence[str]) -> list[str]:
    checks = [f'_finite("{name}", {name})' for name in names]
    return [f"if not math.isfinite({' + '.join(certain)}):", *(f"    {check}" for check in checks)] if certain else checks


def _full(value: str, lengths: Sequence[str], scalar: bool) -> str:
    if scalar:
        return f"np.full({_tuple(lengths)}, {value}, dtype=np.float64)"
    return f"{_view(value, lengths)}.copy()"


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"np.broadcast_to({value}, {_tuple(lengths)})"


NUMPY = Library(
    head=HEAD,
    helpers={"matmul": DOT, "tanh_prime": TANH_PRIME, "logdet": LOGDET, "normal_distribution": NORMAL, "elu": ELU},
    reserved=frozenset({"math", "np", "_array", "_finite", "_dot", "_tanh_prime", "_logdet", "_normal", "_elu"}),
    templates={
        "transpose": Template("{0}.T", ATOM),
        "matmul": Template("_dot({0}, {1})"),
        "tanh_prime": Template("_tanh_prime({0}, {1})"),
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
        "sigmoid 1": Template("np.maximum({1}, np.sign({0})) / {2}", ATOM, PRODUCT),
        "sigmoid -1": Template("np.maximum({1}, -np.sign({0})) / {2}", ATOM, PRODUCT),
        "decay": Template("np.exp(-np.abs({0}))"),
        "tail": Template("np.log1p({0})"),
        "maximum": Template("np.maximum({0}, 0)"),
        "minimum": Template("np.minimum({0}, 0)"),
    },
    checked=_checked,
    called=_called,
    guarded=_guarded,
    full=_full,
    view=_view,
    zeros=lambda lengths: f"np.zeros({_tuple(lengths)})",
    ones=lambda lengths: f"np.ones({_tuple(lengths)})",
    copy=lambda value: f"{value}.copy()",
    scalar=lambda value: f"np.float64({value})",
)


def _template(words: str) -> Template:
    """The way in which the record of a function is written."""
    if re.fullmatch(r"(np\.)?\w+\([^()]*\)", words):
        return Template(words)
    return Template(words, argument=ATOM, result=SUM)


def generate(
    outputs: Mapping[str, Node],
    arguments: Sequence[str | Node],
    functions: Mapping[str, str | Callable[..., Any]] | None = None,
    name: str = "function",
    doc: str = "",
) -> Source:
    """(arguments) -> (outputs) as the text of a NumPy function, which needs nothing but NumPy.

    outputs     by name, in the order in which they are returned; one alone is returned by itself
    arguments   names of symbols, in order; a defined symbol among them is passed instead of computed; the node of
                a symbol that is in no output gives its shape, from which sizes may follow
    functions   what opaque functions stand for: the name of a function that is known ("tanh"; g' is then its
                derivative) or a callable. The others are keyword arguments of the function: g, g_prime, ...

    Raises NoRule for what has no value to compute, Unreadable for a name that Python does not take.
    """
    known = language().functions
    templates = {function.name: _template(function.numpy) for function in known.values()}
    library = replace(NUMPY, templates={**templates, **NUMPY.templates})
    return _source.generate(library, known, outputs, arguments, functions, name, doc)


def compile(source: Source) -> Callable[..., Any]:
    """The function itself. Its arguments are given by place or by name; a wrong shape raises ValueError."""
    space: dict[str, Any] = {}
    exec(builtins.compile(source.text, f"<{source.name}>", "exec"), space)
    function: Any = space[source.name]
    function.__kwdefaults__ = {**source.bound} or None
    return function  # type: ignore[no-any-return]


__all__ = ["Source", "compile", "generate"]
