"""Several ways to compute the same thing, timed by turns, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

import gc
import math
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

LEAST = 200e-6  # seconds that one measurement takes at least
ROUNDS = 9  # at least


def agree(results: Mapping[str, tuple[Any, ...]]) -> None:
    """Every result is the first one, |a - b| ≤ 1e-10 max|a| for each array; SystemExit where it is not."""
    first, *others = results
    for name in others:
        for one, other in zip(results[first], results[name], strict=True):
            if np.shape(one) != np.shape(other):
                raise SystemExit(f"{first} and {name} disagree: shapes {np.shape(one)} and {np.shape(other)}")
            error = np.max(np.abs(np.asarray(one) - np.asarray(other))) / np.max(np.abs(one))
            if not error <= 1e-10:
                raise SystemExit(f"{first} and {name} disagree: relative error {error:.1e}")


@dataclass(frozen=True)
class Measured:
    """Of one call: seconds, and pages that the system had to lay under memory that was given back before."""

    seconds: float
    faults: float


def medians(variants: Mapping[str, Callable[[], Any]], seconds: float) -> dict[str, Measured]:
    """What one call of each takes: the median of rounds in which each has its turn, in an order drawn by lot.

    In its turn a variant is called once untimed, to find memory as it leaves it itself, and then until it takes long
    enough to be measured. What is far slower than the fastest has its turn in some of the rounds only.
    """
    once = {name: min(_turn(run, 1).seconds for _ in range(3)) for name, run in variants.items()}
    repeats = {name: math.ceil(LEAST / length) for name, length in once.items()}
    every = {name: math.ceil(length / (4 * min(once.values()))) for name, length in once.items()}
    taken: dict[str, list[Measured]] = {name: [] for name in variants}
    lot, order = random.Random(0), list(variants)
    end, done = time.perf_counter() + seconds, 0
    gc.disable()
    while done < ROUNDS or time.perf_counter() < end:
        lot.shuffle(order)
        for name in order:
            if done % every[name] == 0:
                taken[name].append(_turn(variants[name], repeats[name]))
        done += 1
    gc.enable()
    return {
        name: Measured(statistics.median(one.seconds for one in turns), statistics.median(one.faults for one in turns))
        for name, turns in taken.items()
    }


def _turn(run: Callable[[], Any], repeats: int) -> Measured:
    run()
    faults, start = _faults(), time.perf_counter()
    for _ in range(repeats):
        run()
    seconds = time.perf_counter() - start
    return Measured(seconds / repeats, (_faults() - faults) / repeats)


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt if resource else 0
