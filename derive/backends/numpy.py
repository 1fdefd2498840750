"""Formulas as NumPy functions:  compile(generate({"J": J, "dw": dw}, ["X", "Y", "w", "b"]))(X, Y, w, b).

Matrices are float64 arrays with two axes, vectors columns; scalars are numbers, or arrays of shape () or (1, 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._backend import Backend
from derive.backends._source import Source
from derive.backends._templates import checked, common, listed
from derive.backends._text import Library, Template, Types
from derive.core.text import ATOM, PRODUCT

HEAD = '''import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]
Number = np.floating[Any] | Array
FLOAT64 = np.dtype(np.float64)


def _array(name: str, value: Any, symbols: str = "", *shape: int | str) -> Array:
    """value as float64 numbers of this shape; a length that any number may be is given as a text."""
    plain = type(value) is np.ndarray and value.dtype is FLOAT64
    array: Array = value if plain else _float64(name, value)
    if array.shape == shape:
        return array if shape else array[()]
    if not shape and array.shape == (1, 1):
        return array.reshape(())[()]
    if len(array.shape) == 2 == len(shape) and array.size:
        (rows, columns), (actual, across) = shape, array.shape
        square = rows != columns or actual == across
        if square and (rows == actual or type(rows) is str) and (columns == across or type(columns) is str):
            return array
    expected = f"({symbols})" if symbols else "() or (1, 1)"
    known = f"({', '.join(map(str, shape))})"
    if symbols and known != expected:
        expected += f" = {known}"
    raise ValueError(f"{name} must have shape {expected}, got {array.shape}")


def _float64(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return np.float64(value)
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    except (RuntimeError, TypeError):
        raise ValueError(f"{name} must be an array, got {type(value).__name__}") from None
    if array.dtype.kind not in "biuf" or isinstance(value, np.ma.MaskedArray):
        kind = "a masked array" if array.dtype.kind in "biuf" else f"dtype {array.dtype}"
        raise ValueError(f"{name} must be an array of real numbers, got {kind}")
    return array.astype(np.float64)


def _finite(name: str, array: Array) -> Array:
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got nan or inf")
    return array'''

DOT = '''def _dot(a: Array, b: Array, out: Array | None = None) -> Array:
    """a b; products are fastest where the longer side of the result is stored in one piece."""
    if a.size == 1 or b.size == 1:
        return np.multiply(a, b, out=out)  # dot takes 0 times nan for 0 here
    if len(a) <= b.shape[1]:
        return a.dot(b, out)
    return b.T.dot(a.T, None if out is None else out.T).T'''

WORK = '''def _arrays(work: dict[str, Any] | None, shapes: list[tuple[int, int]], /, **arguments: Array) -> Any:
    """Arrays of these shapes, those of the last call where they fit; no argument may be one of them."""
    if work is None:
        work = {}
    if not isinstance(work, dict):
        raise ValueError(f"work must be a dict, got {type(work).__name__}")
    found = (id(work), shapes)  # a copy of the dict gets arrays of its own
    if work.get("found") != found:
        arrays = [_aligned(*shape) for shape in shapes]
        work.update(found=found, arrays=arrays, own={id(array.base) for array in arrays})
    for name, array in arguments.items():
        base = array.base
        if base is not None:
            plain = type(base) is np.ndarray and base.base is None
            if id(base) in work["own"] if plain else any(np.may_share_memory(array, mine) for mine in work["arrays"]):
                raise ValueError(f"{name} lies in work, where it would be overwritten: pass a copy of it")
    return work["arrays"]


def _aligned(n: int, m: int) -> Array:
    """An array at an address that processors like, stored along its longer side, as the results of _dot are."""
    memory = np.empty(n * m + 8)
    start = -memory.ctypes.data % 64 // 8
    entries = memory[start : start + n * m]
    return entries.reshape(n, m) if n <= m or m == 1 else entries.reshape(m, n).T'''

TANH_PRIME = '''def _tanh_prime(z: Array, t: Array, out: Array | None = None) -> Array:
    """1 - t t, t = tanh z; far out, where the difference loses digits, 4 e/(1 + e)^2 with e = exp(-2 |z|)."""
    slope = np.multiply(t, t, out=out)
    np.subtract(1.0, slope, out=slope)
    if not slope.min() > 2e-4:
        far = np.nonzero(~(slope > 2e-4))
        e = np.exp(-2 * np.abs(z[far]))
        slope[far] = 4 * e / (1 + e) ** 2 + 0 * z[far]  # nan where z is not finite, so that it is noticed
    return slope'''

LOGDET = '''def _logdet(matrix: Array) -> Any:
    """log det of a matrix, which need not overflow where det does."""
    sign, value = np.linalg.slogdet(matrix)
    return np.log(sign) + value'''

PAIRS = '''def _pairs(array: Array, out: Array | None = None) -> Array:
    """The products of the rows i and j for i <= j: (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    n, width = array.shape
    product = (np.empty(n * (n + 1) // 2 * width) if out is None else out).reshape(-1, width)
    start = 0
    for i in range(n):
        end = start + n - i
        np.multiply(array[i], array[i:], out=product[start:end])
        start = end
    return product'''

PLACES = '''def _places(n: int) -> NDArray[np.intp]:
    """For all i and j the place of (i, j) or (j, i) in (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = np.triu_indices(n)
    places = np.empty((n, n), dtype=np.intp)
    places[i, j] = places[j, i] = np.arange(len(i))
    return places'''

UNPAIRED = '''def _unpaired(array: Array, n: int) -> Array:
    """The row of i and j for all i and j, where there is one for i <= j."""
    return np.take(array, _places(n).ravel(), axis=0)'''

PAIRED = '''def _paired(array: Array, n: int, out: Array | None = None) -> Array:
    """The row of i as that of the pair (i, i), among zeros for i < j."""
    i = np.arange(n)
    shape = (n * (n + 1) // 2, array.shape[1])
    rows = np.empty(shape) if out is None else out.reshape(shape)
    rows.fill(0)
    rows[i * n - i * (i - 1) // 2] = array
    return rows'''

MIRRORED = '''def _mirrored(array: Array, m: int, n: int, out: Array | None = None) -> Array:
    """H[(j, i), (l, k)], where the rows of the array are those of i <= k, the columns those of j <= l."""
    whole = np.empty((n, m, n, m)) if out is None else out.reshape(n, m, n, m)
    places, start = _places(m).ravel(), 0
    for j in range(n):
        end = start + n - j
        block = array[:, start:end].T.take(places, axis=1).reshape(n - j, m, m)
        whole[j, :, j:], whole[j:, :, j] = block.swapaxes(0, 1), block
        start = end
    return whole.reshape(m * n, m * n)'''

SPREAD = '''def _spread(array: Array, axes: str, lengths: tuple[int, ...], onto: Array | None = None) -> Array:
    """The array where axes with the same letter have the same index, added to zeros or to what lies there."""
    whole = np.zeros(lengths) if onto is None else onto.reshape(lengths)
    entries = np.einsum(axes, whole)
    entries += array
    return whole'''

NORMAL = '''def _normal(z: Array) -> Any:
    """The chance that a standard normal number is below z."""
    return np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)), otypes=[np.float64])(z)[()]'''

ELU = '''def _elu(z: Array) -> Any:
    """z above 0, exp(z) - 1 below."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))[()]'''


RESERVED = (
    "math np Any Array ArrayLike Callable FLOAT64 NDArray Number _aligned _array _arrays _dot _elu _finite _float64 "
    "_logdet _mirrored _normal _paired _pairs _places _spread _tanh_prime _unpaired"
)


def _called(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    return f'_finite("{label}", {checked(label, value, symbols, lengths)})'


def _guarded(certain: Sequence[str], names: Sequence[str]) -> list[str]:
    checks = [f'_finite("{name}", {name})' for name in names]
    return (
        [f"if not math.isfinite({' + '.join(certain)}):", *(f"    {check}" for check in checks)] if certain else checks
    )


def _full(value: str, lengths: Sequence[str], scalar: bool) -> str:
    if scalar:
        return f"np.full({listed(lengths)}, {value}, dtype=np.float64)"
    return f"{_view(value, lengths)}.copy()"


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"np.broadcast_to({value}, {listed(lengths)})"


NUMPY = Library(
    standard={
        "": "import math\nfrom typing import Any",
        "opaque": "from collections.abc import Callable",
    },
    head=HEAD,
    helpers={
        "matmul": DOT,
        "work": WORK,
        "tanh_prime": TANH_PRIME,
        "logdet": LOGDET,
        "normal_distribution": NORMAL,
        "elu": ELU,
        "pairs": PAIRS,
        "unpaired": f"{PLACES}\n\n\n{UNPAIRED}",
        "paired": PAIRED,
        "mirrored": f"{PLACES}\n\n\n{MIRRORED}",
        "spread": SPREAD,
    },
    reserved=frozenset(RESERVED.split()),
    templates={
        **common("np."),
        "matmul": Template("_dot({0}, {1})"),
        "eye": Template("np.eye({0})"),
        "joined *": Template('np.multiply({0}.reshape({2}), {1}.reshape({3}), order="C").reshape({4})', ATOM),
        "spread onto": Template("_spread({0}, {1}, ({2}), {4}).reshape({3})"),
        "commutation": Template("np.eye({0} * {1}).reshape({1}, {0}, -1).swapaxes(0, 1).reshape({0} * {1}, -1)", ATOM),
        "sigmoid 1": Template("np.maximum({1}, np.sign({0})) / {2}", ATOM, PRODUCT),
        "sigmoid -1": Template("np.maximum({1}, -np.sign({0})) / {2}", ATOM, PRODUCT),
        "decay": Template("np.exp(-np.abs({0}))"),
        "maximum": Template("np.maximum({0}, 0.0)"),
        "minimum": Template("np.minimum({0}, 0.0)"),
    },
    types=Types("ArrayLike", "Array", "Number", "Callable[[Array], ArrayLike]"),
    opening=lambda arguments: [],
    checked=checked,
    called=_called,
    guarded=_guarded,
    quiet='@np.errstate(invalid="ignore")',
    full=_full,
    view=_view,
    zeros=lambda lengths: f"np.zeros({listed(lengths)})",
    ones=lambda lengths: f"np.ones({listed(lengths)})",
    copy=lambda value, scalar: value if scalar else f"{value}.copy()",
    scalar=lambda value: f"np.float64({value})",
    number=lambda value: f"np.float64({value})",
)


BACKEND = Backend("numpy", "NumPy", "np.", NUMPY)
generate, compile = BACKEND.generate, BACKEND.compile

__all__ = ["BACKEND", "Source", "compile", "generate"]
