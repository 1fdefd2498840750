"""python -m benchmarks.loops: a loss and its gradient by loops over numbers, and by vectorised code, in turns.

Seconds of wall clock, the median of several turns in one process; both are checked to give the same before they count.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from numeric import logistic_regression, loops, multiclass_svm_batch, softmax_cross_entropy_batch

TURNS = 7
REPEATED = 20  # vectorised steps in a turn, which are too short for the clock one by one
CASES: list[tuple[ModuleType, Callable[..., Any], Mapping[str, int]]] = [
    (module, getattr(loops, module.__name__.split(".")[-1]), sizes)
    for module, several in {
        logistic_regression: ({"n": 5, "m": 20}, {"n": 30, "m": 569}, {"n": 64, "m": 1797}),
        softmax_cross_entropy_batch: (
            {"N": 20, "D": 5, "C": 3},
            {"N": 569, "D": 30, "C": 2},
            {"N": 1797, "D": 64, "C": 10},
        ),
        multiclass_svm_batch: ({"N": 20, "D": 5, "C": 3}, {"N": 569, "D": 30, "C": 2}, {"N": 1797, "D": 64, "C": 10}),
    }.items()
    for sizes in several
]


def vectorised(module: ModuleType, values: Mapping[str, Any]) -> tuple[float, Mapping[str, Any]]:
    """What the loop gives, loss and gradient."""
    return module.loss(**values), module.backward(**values)


def seconds(work: Callable[[], Any], times: int) -> float:
    """Of one call."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def _ratio(slow: float, fast: float) -> str:
    return f"{slow / fast:.1f}" if slow < 10 * fast else f"{slow / fast:.0f}"


def main() -> None:
    """The table of `docs/training.md`."""
    print("| | sizes | loop, ms | vectorised, ms | ratio |\n|---|---|--:|--:|--:|")
    for module, loop, sizes in CASES:
        values = module.sample(np.random.default_rng(0), sizes)
        J, slopes = vectorised(module, values)
        K, found = loop(**values)
        np.testing.assert_allclose(K, J, rtol=1e-12)
        for name, slope in slopes.items():
            np.testing.assert_allclose(found[name], slope, rtol=1e-11, atol=1e-13)
        slow, fast = [], []
        for _ in range(TURNS):
            slow.append(seconds(partial(loop, **values), 1))
            fast.append(seconds(partial(vectorised, module, values), REPEATED))
        times = [1000 * statistics.median(each) for each in (slow, fast)]
        name = module.__name__.split(".")[-1]
        shape = ", ".join(f"{letter} = {size}" for letter, size in sizes.items())
        print(f"| `{name}` | {shape} | {times[0]:.3g} | {times[1]:.3g} | {_ratio(*times)} |", flush=True)


if __name__ == "__main__":
    main()
