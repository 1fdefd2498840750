"""Formulas as JAX functions, under jax.jit and jax.grad too; shapes are checked when they are traced.

Matrices are float64 arrays with two axes, vectors columns; scalars are numbers, or arrays of shape () or (1, 1). At 0,
where |z| has no derivative, the pieces of σ and log(1 + e^z) are those of z >= 0, so that their sum is differentiated
rightly.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._backend import Backend
from derive.backends._templates import checked, common, listed
from derive.backends._text import Library, Template, Types
from derive.core.text import ATOM, PRODUCT

HEAD = '''import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike


def _float64() -> None:
    """JAX computes in float32 unless it is told otherwise."""
    if not jax.config.jax_enable_x64:
        raise ValueError('JAX has float64 off: switch it on by jax.config.update("jax_enable_x64", True)')


def _array(name: str, value: ArrayLike, symbols: str = "", *shape: int | str) -> Array:
    """value as finite float64 numbers of this shape; a length that any number may be is given as a text."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} must be an array without a mask")
    try:
        array = value if isinstance(value, Array) else np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    except (RuntimeError, TypeError):
        raise ValueError(f"{name} must be an array, got {type(value).__name__}") from None
    if not any(jnp.issubdtype(array.dtype, kind) for kind in (jnp.bool_, jnp.integer, jnp.floating)):
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
    if isinstance(array, jax.core.Tracer):  # it has no entries yet
        return array.astype(jnp.float64)
    with jax.ensure_compile_time_eval():
        array = jnp.array(array, dtype=jnp.float64)
        if not jnp.isfinite(array).all():
            raise ValueError(f"{name} must be finite, got nan or inf")
    return array'''

DECAY = '''def _decay(z: Array) -> Array:
    """exp(-|z|), at 0 with the derivative of exp(-z)."""
    return jnp.exp(jnp.where(z >= 0, -z, z))'''

LOGDET = '''def _logdet(matrix: Array) -> Array:
    """log det of a matrix, which need not overflow where det does."""
    sign, value = jnp.linalg.slogdet(matrix)
    return jnp.log(sign) + value'''

TANH_PRIME = '''def _tanh_prime(z: Array, t: Array) -> Array:
    """1 - t t, t = tanh z, with all digits far out too: 4 e/(1 + e)^2 with e = exp(-2 |z|)."""
    e = jnp.exp(jnp.where(z >= 0, -2 * z, 2 * z))
    return 4 * e / (1 + e) ** 2'''

STEP = '''def _step(z: Array) -> Array:
    """1 above 0, 0 elsewhere, and nan at nan in every version of JAX."""
    return jnp.where(z > 0, 1.0, jnp.where(z <= 0, 0.0, z))'''

PAIRS = '''def _pairs(array: Array) -> Array:
    """The products of the rows i and j for i <= j: (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = np.triu_indices(len(array))
    return array[i] * array[j]'''

PLACES = '''def _places(n: int) -> Array:
    """For all i and j the place of (i, j) or (j, i) in (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = np.triu_indices(n)
    places = np.empty((n, n), dtype=np.intp)
    places[i, j] = places[j, i] = np.arange(len(i))
    return jnp.asarray(places)'''

UNPAIRED = '''def _unpaired(array: Array, n: int) -> Array:
    """The row of i and j for all i and j, where there is one for i <= j."""
    return array[_places(n).ravel()]'''

PAIRED = '''def _paired(array: Array, n: int) -> Array:
    """The row of i as that of the pair (i, i), among zeros for i < j."""
    i = np.arange(n)
    return jnp.zeros((n * (n + 1) // 2, array.shape[1])).at[i * n - i * (i - 1) // 2].set(array)'''

MIRRORED = '''def _mirrored(array: Array, m: int, n: int) -> Array:
    """H[(j, i), (l, k)], where the rows of the array are those of i <= k, the columns those of j <= l."""
    inner, outer = _places(m), _places(n)
    return array[inner[:, jnp.newaxis], outer[:, jnp.newaxis, :, jnp.newaxis]].reshape(m * n, m * n)'''

SPREAD = '''def _spread(array: Array, axes: str, lengths: tuple[int, ...]) -> Array:
    """Zeros, but the array where axes with the same letter have the same index."""
    size = int(np.prod(lengths))
    places = np.einsum(axes, np.arange(size).reshape(lengths))
    return jnp.zeros(size).at[places].set(array)'''

RESERVED = (
    "jax jnp np Array ArrayLike Callable _array _decay _float64 _logdet _mirrored _paired _pairs _places _spread _step "
    "_tanh_prime _unpaired"
)


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"jnp.broadcast_to({value}, {listed(lengths)})"


JAX = Library(
    standard={"opaque": "from collections.abc import Callable"},
    head=HEAD,
    helpers={
        "decay": DECAY,
        "logdet": LOGDET,
        "step": STEP,
        "tanh_prime": TANH_PRIME,
        "pairs": PAIRS,
        "unpaired": f"{PLACES}\n\n\n{UNPAIRED}",
        "paired": PAIRED,
        "mirrored": f"{PLACES}\n\n\n{MIRRORED}",
        "spread": SPREAD,
    },
    reserved=frozenset(RESERVED.split()),
    templates={
        **common("jnp."),
        "eye": Template("jnp.eye({0}, dtype=jnp.float64)"),
        "commutation": Template("jnp.eye({0} * {1}).reshape({1}, {0}, -1).swapaxes(0, 1).reshape({0} * {1}, -1)", ATOM),
        "sigmoid 1": Template("jnp.where({0} >= 0, 1, {1}) / {2}", ATOM, PRODUCT),
        "sigmoid -1": Template("jnp.where({0} >= 0, {1}, 1) / {2}", ATOM, PRODUCT),
        "decay": Template("_decay({0})"),
        "maximum": Template("jnp.where({0} >= 0, {0}, 0)", ATOM),
        "minimum": Template("jnp.where({0} >= 0, 0, {0})", ATOM),
        "step": Template("_step({0})"),
        "relu": Template("jax.nn.relu({0})"),
        "elu": Template("jax.nn.elu({0})"),
        "normal_distribution": Template("jax.scipy.special.ndtr({0})"),
    },
    types=Types("ArrayLike", "Array", "Array", "Callable[[Array], Array]"),
    opening=lambda arguments: ["_float64()"],
    checked=checked,
    called=checked,
    guarded=None,
    quiet="",
    full=lambda value, lengths, scalar: _view(value, lengths),
    view=_view,
    zeros=lambda lengths: f"jnp.zeros({listed(lengths)})",
    ones=lambda lengths: f"jnp.ones({listed(lengths)})",
    copy=lambda value, scalar: value,
    scalar=lambda value: f"jnp.float64({value})",
    number=lambda value: f"jnp.float64({value})",
)

BACKEND = Backend("jax", "JAX", "jnp.", JAX)
