"""Formulas as PyTorch functions, with gradients by torch.autograd too; the results are where the arguments are.

Matrices are float64 tensors with two axes, vectors columns; scalars are numbers, or tensors of shape () or (1, 1). At
0, where |z| has no derivative, the pieces of σ and log(1 + e^z) are those of z >= 0, so that their sum is
differentiated rightly.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._backend import Backend
from derive.backends._templates import common, listed
from derive.backends._text import Library, Template, Types
from derive.core.text import ATOM, PRODUCT

HEAD = '''import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor


def _device(*values: Tensor | ArrayLike) -> torch.device:
    """Where the first tensor is."""
    tensors = [value for value in values if isinstance(value, Tensor)]
    return tensors[0].device if tensors else torch.empty(0).device


def _array(
    name: str, value: Tensor | ArrayLike, device: torch.device, symbols: str = "", *shape: int | str
) -> Tensor:
    """value as finite float64 numbers of this shape; a length that any number may be is given as a text."""
    if not isinstance(value, Tensor):
        if isinstance(value, np.ma.MaskedArray):
            raise ValueError(f"{name} must be an array without a mask")
        try:
            array = np.asarray(value)
        except ValueError:
            raise ValueError(f"{name} must be an array, got rows of unequal length") from None
        except (RuntimeError, TypeError):
            raise ValueError(f"{name} must be an array, got {type(value).__name__}") from None
        if array.dtype.kind not in "biuf":
            raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
        value = torch.from_numpy(np.array(array, dtype=np.float64, order="C")).to(device)
    if value.is_complex():
        raise ValueError(f"{name} must be an array of real numbers, got dtype {value.dtype}")
    if value.layout is not torch.strided:
        raise ValueError(f"{name} must be a dense tensor, got {value.layout}")
    if value.device != device:
        raise ValueError(f"{name} must be on {device}, where the first tensor is, got {value.device}")
    if not shape and value.shape == (1, 1):
        value = value.reshape(())
    lengths = zip(shape, value.shape, strict=False)
    free: dict[int | str, int] = {length: n for length, n in lengths if isinstance(length, str)}
    if value.shape != tuple(free.get(length, length) for length in shape) or not value.numel():
        expected = f"({symbols})" if symbols else "() or (1, 1)"
        known = f"({', '.join(map(str, shape))})"
        if symbols and known != expected:
            expected += f" = {known}"
        raise ValueError(f"{name} must have shape {expected}, got {tuple(value.shape)}")
    value = value.to(torch.float64)
    if not torch.isfinite(value).all():
        raise ValueError(f"{name} must be finite, got nan or inf")
    return value'''

DECAY = '''def _decay(z: Tensor) -> Tensor:
    """exp(-|z|), at 0 with the derivative of exp(-z)."""
    return torch.exp(torch.where(z >= 0, -z, z))'''

KRON = '''def _kron(left: Tensor, right: Tensor) -> Tensor:
    """The Kronecker product; that of PyTorch refuses some that are transposed."""
    blocks = left[:, None, :, None] * right[None, :, None, :]
    return blocks.reshape(left.shape[0] * right.shape[0], -1)'''

STEP = '''def _step(z: Tensor) -> Tensor:
    """1 above 0, 0 elsewhere."""
    return torch.where(z > 0, 1, torch.where(z <= 0, 0, z))'''

FLOAT64 = "dtype=torch.float64, device=device"

TANH_PRIME = '''def _tanh_prime(z: Tensor, t: Tensor) -> Tensor:
    """1 - t t, t = tanh z, with all digits far out too: 4 e/(1 + e)^2 with e = exp(-2 |z|)."""
    e = torch.exp(torch.where(z >= 0, -2 * z, 2 * z))
    return 4 * e / (1 + e) ** 2'''

PAIRS = '''def _pairs(array: Tensor) -> Tensor:
    """The products of the rows i and j for i <= j: (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = torch.triu_indices(len(array), len(array), device=array.device)
    return array[i] * array[j]'''

PLACES = '''def _places(n: int, device: torch.device) -> Tensor:
    """For all i and j the place of (i, j) or (j, i) in (0, 0), (0, 1), ..., (1, 1), (1, 2), ..."""
    i, j = torch.triu_indices(n, n, device=device)
    places = torch.empty((n, n), dtype=torch.int64, device=device)
    places[i, j] = places[j, i] = torch.arange(len(i), device=device)
    return places'''

UNPAIRED = '''def _unpaired(array: Tensor, n: int) -> Tensor:
    """The row of i and j for all i and j, where there is one for i <= j."""
    return array[_places(n, array.device).ravel()]'''

PAIRED = '''def _paired(array: Tensor, n: int) -> Tensor:
    """The row of i as that of the pair (i, i), among zeros for i < j."""
    i = torch.arange(n, device=array.device)
    rows = torch.zeros((n * (n + 1) // 2, array.shape[1]), dtype=array.dtype, device=array.device)
    rows[i * n - i * (i - 1) // 2] = array
    return rows'''

MIRRORED = '''def _mirrored(array: Tensor, m: int, n: int) -> Tensor:
    """H[(j, i), (l, k)], where the rows of the array are those of i <= k, the columns those of j <= l."""
    inner, outer = _places(m, array.device), _places(n, array.device)
    return array[inner[:, None], outer[:, None, :, None]].reshape(m * n, m * n)'''

SPREAD = '''def _spread(array: Tensor, axes: str, lengths: tuple[int, ...]) -> Tensor:
    """Zeros, but the array where axes with the same letter have the same index."""
    size = int(np.prod(lengths))
    places = np.einsum(axes, np.arange(size).reshape(lengths))
    whole = torch.zeros(size, dtype=array.dtype, device=array.device)
    whole[torch.tensor(places, device=array.device)] = array
    return whole'''

RESERVED = (
    "device np torch ArrayLike Callable Tensor _array _decay _device _kron _mirrored _paired _pairs _places _spread "
    "_step _tanh_prime _unpaired"
)


def _checked(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    arguments = [f'"{label}"', value, "device", *([f'"{symbols}"', *lengths] if lengths else [])]
    return f"_array({', '.join(arguments)})"


def _view(value: str, lengths: Sequence[str]) -> str:
    return f"torch.broadcast_to({value}, {listed(lengths)})"


def _number(value: str) -> str:
    return f"torch.tensor({value}, {FLOAT64})"


TORCH = Library(
    standard={"opaque": "from collections.abc import Callable"},
    head=HEAD,
    helpers={
        "decay": DECAY,
        "tanh_prime": TANH_PRIME,
        "kron": KRON,
        "step": STEP,
        "pairs": PAIRS,
        "unpaired": f"{PLACES}\n\n\n{UNPAIRED}",
        "paired": PAIRED,
        "mirrored": f"{PLACES}\n\n\n{MIRRORED}",
        "spread": SPREAD,
    },
    reserved=frozenset(RESERVED.split()),
    templates={
        **common("torch."),
        "vdot": Template("torch.vdot({0}.ravel(), {1}.ravel())", ATOM),
        "eye": Template(f"torch.eye({{0}}, {FLOAT64})"),
        "logdet": Template("torch.logdet({0})"),
        "diagonal": Template("torch.diagonal({0})[:, None]"),
        "kron": Template("_kron({0}, {1})"),
        "permute": Template("{0}.reshape({4}).permute({3}).reshape({1}, {2})", ATOM),
        "commutation": Template(
            f"torch.eye({{0}} * {{1}}, {FLOAT64}).reshape({{1}}, {{0}}, -1).swapaxes(0, 1).reshape({{0}} * {{1}}, -1)",
            ATOM,
        ),
        "max": Template("{0}.amax()", ATOM),
        "max 0": Template("{0}.amax(dim=0, keepdim=True)", ATOM),
        "max 1": Template("{0}.amax(dim=1, keepdim=True)", ATOM),
        "sum 0": Template("{0}.sum(dim=0, keepdim=True)", ATOM),
        "sum 1": Template("{0}.sum(dim=1, keepdim=True)", ATOM),
        "sigmoid 1": Template("torch.where({0} >= 0, 1, {1}) / {2}", ATOM, PRODUCT),
        "sigmoid -1": Template("torch.where({0} >= 0, {1}, 1) / {2}", ATOM, PRODUCT),
        "decay": Template("_decay({0})"),
        "maximum": Template("torch.where({0} >= 0, {0}, 0)", ATOM),
        "minimum": Template("torch.where({0} >= 0, 0, {0})", ATOM),
        "step": Template("_step({0})"),
        "relu": Template("torch.relu({0})"),
        "elu": Template("torch.nn.functional.elu({0})"),
        "normal_distribution": Template("torch.special.ndtr({0})"),
    },
    types=Types("Tensor | ArrayLike", "Tensor", "Tensor", "Callable[[Tensor], Tensor]"),
    opening=lambda arguments: [f"device = _device({', '.join(arguments)})"],
    checked=_checked,
    called=_checked,
    guarded=None,
    quiet="",
    full=lambda value, lengths, scalar: f"{_view(value, lengths)}.clone()",
    view=_view,
    zeros=lambda lengths: f"torch.zeros({listed(lengths)}, {FLOAT64})",
    ones=lambda lengths: f"torch.ones({listed(lengths)}, {FLOAT64})",
    copy=lambda value, scalar: f"{value}.clone()",
    scalar=_number,
    number=_number,
)

BACKEND = Backend("torch", "PyTorch", "torch.", TORCH)
