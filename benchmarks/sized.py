"""The cases of `benchmarks.functions`: a model, the sizes, and data at which nothing saturates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from derive.models import load
from derive.models.deep_network import deep_network
from derive.models.model import Model


@dataclass(frozen=True)
class Case:
    """A model at given sizes; `written` is the name of what is written by hand and in JAX."""

    name: str
    written: str
    model: Model
    sizes: tuple[int, ...]
    counted: bool = True  # among those of the geometric means

    @cached_property
    def arguments(self) -> tuple[Any, ...]:
        """Random data and weights of the size 1/√(width), in the order of the arguments of the model."""
        rng = np.random.default_rng(0)
        return DATA[self.written](rng, *self.sizes)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The cost and the gradients by what is learnt."""
        return (self.model.loss.name, *(f"d{x.name}" for x in self.model.learn))


def _logistic(rng: np.random.Generator, n: int, m: int) -> tuple[Any, ...]:
    return rng.normal(size=(n, m)), _labels(rng, (m, 1)), rng.normal(size=(n, 1)) / np.sqrt(n), 0.1


def _network(rng: np.random.Generator, m: int, *widths: int) -> tuple[Any, ...]:
    parameters: list[Any] = []
    for before, after in zip(widths, [*widths[1:], 1], strict=True):
        parameters += [rng.normal(size=(after, before)) / np.sqrt(before), rng.normal(size=(after, 1)) / 10]
    parameters[-1] = 0.1
    return rng.normal(size=(widths[0], m)), _labels(rng, (1, m)), *parameters


def _softmax(rng: np.random.Generator, D: int, C: int, N: int) -> tuple[Any, ...]:
    return rng.normal(size=(N, D)), np.eye(C)[rng.integers(C, size=N)], 0.1, rng.normal(size=(D, C)) / np.sqrt(D)


def _labels(rng: np.random.Generator, shape: tuple[int, int]) -> Any:
    return rng.integers(2, size=shape).astype(float)


DATA = {"logistic_regression": _logistic, "two_layer_network": _network, "softmax": _softmax, "deep_network": _network}


def cases() -> list[Case]:
    """All cases, by kind and then by size."""
    logistic, network = load("logistic_regression"), load("two_layer_network_tanh")
    softmax, deep = load("softmax_cross_entropy_batch"), deep_network(6)
    return [
        *(
            Case(f"logistic-{n}x{m}", "logistic_regression", logistic, (n, m))
            for n, m in ((20, 1_000), (50, 5_000), (100, 10_000), (100, 100_000))
        ),
        *(
            Case(f"network-{n}-{h}-1-m{m}", "two_layer_network", network, (m, n, h))
            for n, h, m in ((2, 4, 400), (64, 32, 1_000), (256, 64, 1_000), (784, 128, 1_000))
        ),
        *(
            Case(f"softmax-{D}-{C}-N{N}", "softmax", softmax, (D, C, N))
            for D, C, N in ((20, 3, 500), (64, 10, 1_797), (784, 10, 2_000), (128, 100, 2_000))
        ),
        *(Case(f"deep-6x{width}-m500", "deep_network", deep, (500, *[width] * 6)) for width in (16, 256)),
        # where the system lays new memory under every array that is not kept
        Case("large-2-16-1-m100000", "two_layer_network", network, (100_000, 2, 16), counted=False),
        Case("large-6x64-m20000", "deep_network", deep, (20_000, *[64] * 6), counted=False),
        Case("large-6x8-m200000", "deep_network", deep, (200_000, *[8] * 6), counted=False),
    ]
