"""Losses to measure on: the models of the suite, and networks of any depth with hand-written gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive import define, hadamard, ones, relu, size, step, tanh
from derive.core.symbols import Partial
from derive.models.deep_network import deep_network


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
    model = deep_network(depth, relu if kinked else tanh)
    (X, Y), m = model.given, size("m")
    Z, A = model.definitions[:-1:2], [X, *model.definitions[1::2]]
    delta = define(f"D{depth}", (1 / m) * (A[-1] - Y))
    written: list[Any] = []
    for layer in range(depth, 0, -1):
        written += [delta * ones(m), delta * A[layer - 1].T]
        if layer > 1:
            W = model.learn[2 * layer - 2]
            slope = step(Z[layer - 2]) if kinked else 1 - hadamard(A[layer - 1], A[layer - 1])
            delta = define(f"D{layer - 1}", hadamard(W.T * delta, slope))
    name = f"{'relu' if kinked else 'tanh'} network, {depth} layers"
    return Case(name, depth, model.loss, model.learn, tuple(reversed(written)))


def suite() -> list[Case]:
    """The models whose gradients the notes give in closed form."""
    from derive.claims import read_document
    from derive.models import load, names

    cases = []
    for name in names():
        model = load(name)
        if model.loss is None or model.where:  # what is declared would have to be handed on
            continue
        by = {
            str(claim.lhs.args[1]): claim
            for claim in (stated.claim for stated in read_document(model.document, model.document.name, load).claims)
            if isinstance(claim.lhs, Partial)
            and str(claim.lhs.args[0]) == model.loss.name
            and claim.expected == "proved"
        }
        claims = [by[x.name] for x in model.learn if x.name in by]
        if not claims:
            continue
        cases.append(Case(name, 1, model.loss, tuple(c.lhs.args[1] for c in claims), tuple(c.rhs for c in claims)))
    return cases
