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

HEAD = '''import numpy as np


def _array(name, value, symbols="", *shape):
    """value as finite float64 numbers of this shape; a length that any number may be is given as a text."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
    if not shape and array.shape == (1, 1):
        array = array.reshape(())
    free = {length: actual for length, actual in zip(shape, array.shape) if isinstance(length, str)}
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

LOGDET = '''def _logdet(matrix):
    """log det of a matrix, which need not overflow where det does."""
    sign, value = np.linalg.slogdet(matrix)
    return np.log(sign) + value'''

PAIRS = '''def _pairs(array):
    """The products of the rows i and j for i <= j: (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    n, width = array.shape
    product, start = np.empty((n * (n + 1) // 2, width)), 0
    for i in range(n):
        end = start + n - i
        np.multiply(array[i], array[i:], out=product[start:end])
        start = end
    return product'''

PLACES = '''def _places(n):
    """For all i and j the place of (i, j) or (j, i) in (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = np.triu_indices(n)
    places = np.empty((n, n), dtype=int)
    places[i, j] = places[j, i] = np.arange(len(i))
    return places'''

UNPAIRED = '''def _unpaired(array, n):
    """The row of i and j for all i and j, where there is one for i <= j."""
    return np.take(array, _places(n).ravel(), axis=0)'''

MIRRORED = '''def _mirrored(array, m, n):
    """H[(j, i), (l, k)], where the rows of the array are those of i <= k, the columns those of j <= l."""
    inner, outer = _places(m), _places(n)
    return array[inner[:, np.newaxis], outer[:, np.newaxis, :, np.newaxis]].reshape(m * n, m * n)'''

SPREAD = '''def _spread(array, axes, lengths):
    """Zeros, but the array where axes with the same letter have the same index."""
    whole = np.zeros(lengths)
    np.einsum(axes, whole)[...] = array
    return whole'''

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


def _full(value: str, lengths: Sequence[str], scalar: bool) -> str:
    if scalar:
        return f"np.full({_tuple(lengths)}, {value}, dtype=np.float64)"
    return f"{_view(value, lengths)}.copy()"


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"np.broadcast_to({value}, {_tuple(lengths)})"


NUMPY = Library(
    head=HEAD,
    helpers={
        "logdet": LOGDET,
        "normal_distribution": NORMAL,
        "elu": ELU,
        "pairs": PAIRS,
        "unpaired": f"{PLACES}\n\n\n{UNPAIRED}",
        "mirrored": f"{PLACES}\n\n\n{MIRRORED}",
        "spread": SPREAD,
    },
    reserved=frozenset(
        {"np", "_array", "_logdet", "_normal", "_elu", "_pairs", "_places", "_unpaired", "_mirrored", "_spread"}
    ),
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
        "permute": Template("{0}.reshape({4}).transpose({3}).reshape({1}, {2})", ATOM),
        "joined *": Template('np.multiply({0}.reshape({2}), {1}.reshape({3}), order="C").reshape({4})', ATOM),
        "joined @": Template("({0}.reshape({2}) @ {1}.reshape({3})).reshape({4})", ATOM),
        "pairs": Template("_pairs({0})"),
        "mirrored": Template("_mirrored({0}, {1}, {2})"),
        "unpaired": Template("_unpaired({0}, {1})"),
        "spread": Template("_spread({0}, {1}, ({2})).reshape({3})"),
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
    checked=_checked,
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
