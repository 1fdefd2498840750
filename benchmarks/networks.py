"""Losses to measure on: the models of the suite, and networks of any depth with hand-written gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive import define, hadamard, matrix, ones, partial, relu, scalar, sigmoid, size, step, tanh, vector
from derive.core.symbols import log


@dataclass(frozen=True)
class Case:
    """A loss, the parameters that it is differentiated by, and a hand-written gradient for each."""

    name: str
    layers: int
    loss: Any
    parameters: tuple[Any, ...]
    written: tuple[Any, ...]


def network(depth: int, kinked: bool = False) -> Case:
    """(LINEAR → tanh) × (depth - 1) → LINEAR → σ with cross-entropy, and backpropagation layer by layer.

    With relu in place of tanh if `kinked`.
    """
    activation = relu if kinked else tanh
    m = size("m")
    widths = [*(size(f"n{layer}") for layer in range(depth)), 1]
    Y = matrix("Y", 1, m)
    A = [matrix("A0", widths[0], m)]
    W, b, Z = [], [], []
    for layer in range(1, depth + 1):
        W.append(matrix(f"W{layer}", widths[layer], widths[layer - 1]))
        b.append(vector(f"b{layer}", widths[layer]) if layer < depth else scalar(f"b{layer}"))
        Z.append(define(f"Z{layer}", W[-1] * A[-1] + b[-1] * ones(1, m)))
        A.append(define(f"A{layer}", activation(Z[-1]) if layer < depth else sigmoid(Z[-1])))
    J = define("J", -(1 / m) * (Y * log(A[-1]).T + (1 - Y) * log(1 - A[-1]).T))
    delta = define(f"D{depth}", (1 / m) * (A[-1] - Y))
    written: list[Any] = []
    for layer in range(depth, 0, -1):
        written += [delta * ones(m), delta * A[layer - 1].T]
        if layer > 1:
            slope = step(Z[layer - 2]) if kinked else 1 - hadamard(A[layer - 1], A[layer - 1])
            delta = define(f"D{layer - 1}", hadamard(W[layer - 1].T * delta, slope))
    parameters = tuple(x for pair in zip(W, b, strict=True) for x in pair)
    return Case(
        f"{'relu' if kinked else 'tanh'} network, {depth} layers", depth, J, parameters, tuple(reversed(written))
    )


def suite() -> list[Case]:
    """The models whose gradients the notes give in closed form."""
    from derive.claims import read_document
    from derive.models import load, names

    cases = []
    for name in names():
        model = load(name)
        by = {
            str(claim.lhs.args[1]): claim
            for claim in (stated.claim for stated in read_document(model.document, model.document.name, load).claims)
            if isinstance(claim.lhs, type(partial(1, model.learn[0])))
        }
        claims = [by[x.name] for x in model.learn if x.name in by and by[x.name].expected == "proved"]
        cases.append(Case(name, 1, model.loss, tuple(c.lhs.args[1] for c in claims), tuple(c.rhs for c in claims)))
    return cases
