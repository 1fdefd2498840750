"""Generated functions against the same cost and gradients by hand and in JAX, in one process, on one core.

python -m benchmarks.functions [--cases NAME,...] [--seconds S]
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.sized import Case
    from derive.models.model import Model

Run = Callable[[], Any]
WORK, WANTED, WORST, JAX, CALLABLE = "with work buffers", 0.90, 1.05, 0.80, 50.0
COLUMNS = (
    ("generated", "hand"),
    (WORK, "hand"),
    ("jax", "hand"),
    ("straightforward", "hand"),
    ("generated", "jax"),
    (WORK, "jax"),
)


def one_core() -> None:
    """One thread for every library, all on one core; before any of them is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["JAX_PLATFORMS"] = "cpu"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def variants(case: Case) -> dict[str, Run]:
    """What is there to be timed; work buffers and JAX only where there are any."""
    from benchmarks import by_hand, straightforward

    model, arguments = case.model, case.arguments
    found: dict[str, Run] = {
        "hand": partial(getattr(by_hand, case.written), *arguments),
        "straightforward": partial(getattr(straightforward, case.written), *arguments),
        "generated": partial(model.lambdify(*case.outputs), *arguments),
    }
    if "work" in inspect.signature(model.lambdify).parameters:
        lambdify: Callable[..., Any] = model.lambdify
        found[WORK] = partial(lambdify(*case.outputs, work=True), *arguments, work={})
    if importlib.util.find_spec("jax"):
        from benchmarks import in_jax

        cost = {"two_layer_network": "deep_network"}.get(case.written, case.written)
        found["jax"] = in_jax.on_device(getattr(in_jax, cost), len(model.given), arguments)
    return found


def table(chosen: list[Case], seconds: float) -> dict[tuple[str, str], list[float]]:
    """A row for each case, then the geometric means; returns the ratios by column, of the cases that are counted."""
    from benchmarks.by_turns import agree, medians

    ratios: dict[tuple[str, str], list[float]] = {column: [] for column in COLUMNS}
    print("| case | hand µs | " + " | ".join(f"{a} / {b}" for a, b in COLUMNS) + " | page faults |")
    print("|---|--:|" + "--:|" * len(COLUMNS) + "---|")
    for case in chosen:
        runs = variants(case)
        agree({name: run() for name, run in runs.items()})
        measured = medians(runs, seconds)
        times = {name: each.seconds for name, each in measured.items()}
        faults = ", ".join(f"{name} {each.faults:.0f}" for name, each in measured.items() if each.faults >= 0.5)
        for one, other in COLUMNS:
            if case.counted and one in times and other in times:
                ratios[one, other].append(times[one] / times[other])
        cells = [f"{times[a] / times[b]:.2f}" if a in times and b in times else "" for a, b in COLUMNS]
        print(f"| {case.name} | {1e6 * times['hand']:.0f} | {' | '.join(cells)} | {faults} |", flush=True)
    means = [f"{statistics.geometric_mean(ratios[column]):.2f}" if ratios[column] else "" for column in COLUMNS]
    print(f"| geometric mean, without the large ones | | {' | '.join(means)} | |\n")
    return ratios


def bars(ratios: dict[tuple[str, str], list[float]]) -> None:
    """What was aimed at, and whether it is met."""
    for name in ("generated", WORK):
        by_hand, in_jax = ratios[name, "hand"], ratios[name, "jax"]
        if by_hand:
            _bar(f"{name} / hand, geometric mean", statistics.geometric_mean(by_hand), WANTED)
            _bar(f"{name} / hand, worst case", max(by_hand), WORST)
        if in_jax:
            _bar(f"{name} / jax, geometric mean", statistics.geometric_mean(in_jax), JAX)


def _bar(what: str, value: float, limit: float, unit: str = "") -> None:
    print(f"- {what}: {value:.2f}{unit}, at most {limit:.2f}{unit}: {'met' if value <= limit else 'MISSED'}")


def made(build: Callable[[], Model]) -> float:
    """Milliseconds of processor time from SymPy definitions to a function of the cost and all gradients."""
    start = time.process_time()
    model = build()
    model.lambdify(model.loss.name, *(f"d{x.name}" for x in model.learn))
    return 1e3 * (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.functions", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", metavar="NAME,...", help="those whose names begin so; all by default")
    parser.add_argument("--seconds", metavar="S", type=float, default=10.0, help="for each case; 10 by default")
    options = parser.parse_args()
    one_core()

    from derive.models.deep_network import deep_network

    first, *others = [made(lambda: deep_network(6)) for _ in range(6)]  # before anything else is derived
    from benchmarks.sized import cases

    beginnings = tuple(options.cases.split(",")) if options.cases else ("",)
    chosen = [case for case in cases() if case.name.startswith(beginnings)]
    if not chosen:
        parser.error(f"no case begins with {options.cases}; there are {', '.join(case.name for case in cases())}")
    if not importlib.util.find_spec("jax"):
        print("JAX is not installed: its columns are empty.\n")
    bars(table(chosen, options.seconds))
    _bar("loss to callable, six layers, median of 5", statistics.median(others), CALLABLE, " ms")
    print(f"  The first takes {first:.1f} ms.")


if __name__ == "__main__":
    main()
