"""A deep network for two classes, at any depth L.

A0 = X,   Zl = Wl A(l-1) + bl 1ᵀ,   Al = g(Zl) for l < L,   AL = σ(ZL),
J = -(1/m) (Y log ALᵀ + (1 - Y) log(1 - AL)ᵀ).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from derive.core.errors import Unreadable
from derive.core.symbols import define, log, matrix, ones, scalar, sigmoid, size, tanh, vector
from derive.models.model import Model


def deep_network(depth: int, activation: Callable[[Any], Any] = tanh, name: str = "deep_network") -> Model:
    """(LINEAR → activation) × (depth - 1) → LINEAR → σ with cross-entropy; Unreadable where there is no layer."""
    if depth < 1:
        raise Unreadable(f"a network has at least one layer, not {depth}")
    m = size("m")
    widths = [*(size(f"n{layer}") for layer in range(depth)), 1]
    X, Y = matrix("X", widths[0], m), matrix("Y", 1, m)
    learn: list[Any] = []
    definitions: list[Any] = []
    A = X
    for layer in range(1, depth + 1):
        W = matrix(f"W{layer}", widths[layer], widths[layer - 1])
        b = vector(f"b{layer}", widths[layer]) if layer < depth else scalar(f"b{layer}")
        Z = define(f"Z{layer}", W * A + b * ones(1, m))
        A = define(f"A{layer}", activation(Z) if layer < depth else sigmoid(Z))
        learn += [W, b]
        definitions += [Z, A]
    J = define("J", -(1 / m) * (Y * log(A).T + (1 - Y) * log(1 - A).T))
    return Model(
        name=name,
        title=f"{activation} network of {depth} layers",
        given=(X, Y),
        learn=tuple(learn),
        definitions=(*definitions, J),
        loss=J,
        sizes={**{str(width): 2 + layer % 3 for layer, width in enumerate(widths[:-1])}, "m": 5},
        of_depth=partial(deep_network, activation=activation, name=name),
    )


MODEL = deep_network(3)
