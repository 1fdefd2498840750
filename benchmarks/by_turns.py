"""Several ways to compute the same thing, timed by turns, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

import gc
import math
import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

LEAST = 200e-6  # seconds that one measurement takes at least
ROUNDS = 9  # at least


def agree(results: Mapping[str, tuple[Any, ...]]) -> None:
    """Every result is the first one, |a - b| ≤ 1e-10 max|a| for each array; SystemExit where it is not."""
    first, *others = results
    for name in others:
        for one, other in zip(results[first], results[name], strict=True):
            error = np.max(np.abs(np.asarray(one) - np.asarray(other))) / np.max(np.abs(one))
            if np.shape(one) != np.shape(other) or not error <= 1e-10:
                raise SystemExit(f"{first} and {name} disagree: {error:.1e}, {np.shape(one)}, {np.shape(other)}")


def medians(variants: Mapping[str, Callable[[], Any]], seconds: float) -> dict[str, float]:
    """Seconds that one call of each takes: the median of rounds in which each has its turn, in an order drawn by lot.

    One call is repeated within a turn until it takes long enough to be measured.
    """
    repeats = {name: math.ceil(LEAST / min(_taken(run, 1) for _ in range(5))) for name, run in variants.items()}
    taken: dict[str, list[float]] = {name: [] for name in variants}
    lot, order = random.Random(0), list(variants)
    end, done = time.perf_counter() + seconds, 0
    gc.disable()
    while done < ROUNDS or time.perf_counter() < end:
        lot.shuffle(order)
        for name in order:
            taken[name].append(_taken(variants[name], repeats[name]))
        done += 1
    gc.enable()
    return {name: statistics.median(times) for name, times in taken.items()}


def _taken(run: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats
