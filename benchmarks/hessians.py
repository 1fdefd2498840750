"""Hessians as NumPy functions against `jax.hessian`, by turns in one process, on one core, in 64 bits.

python -m benchmarks.hessians [--seconds S]

Ours are measured with and without arrays to work in that are kept between calls. The functions of both libraries take
arrays of their own; JAX's are compiled before. They have to agree before they are timed. By a matrix the Hessian is
that by its columns, one below the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from benchmarks.functions import WORK, one_core

if TYPE_CHECKING:
    from benchmarks.by_turns import Measured
    from benchmarks.hessian_cases import Case


def _agree(case: Case, blocks: Any, others: Sequence[Sequence[Any]]) -> None:
    """Raise AssertionError where a block is not that of JAX, whose indices are those of the two matrices."""
    import numpy as np

    places = [(i, j) for i in range(len(case.by)) for j in range(i, len(case.by))]
    for block, (i, j) in zip(blocks if len(places) > 1 else [blocks], places, strict=True):
        expected = np.asarray(others[i][j]).transpose(1, 0, 3, 2).reshape(block.shape)
        np.testing.assert_allclose(block, expected, rtol=1e-10, atol=1e-12 * np.abs(expected).max())


def measured(jax: Any, case: Case, seconds: float) -> dict[str, Measured]:
    """The medians: ours, ours in arrays that are kept, JAX's."""
    from benchmarks.by_turns import medians

    compiled = jax.jit(jax.hessian(case.loss, argnums=case.by))
    on_device = [jax.numpy.asarray(value) for value in case.arguments.values()]
    plain, kept = case.blocks
    runs: dict[str, Callable[[], Any]] = {
        "generated": partial(plain, *case.arguments.values()),
        WORK: partial(kept, *case.arguments.values(), work={}),
        "jax": lambda: jax.block_until_ready(compiled(*on_device)),
    }
    for name in ("generated", WORK):
        _agree(case, runs[name](), runs["jax"]())
    return medians(runs, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hessians", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", metavar="S", type=float, default=5.0, help="for each case; 5 by default")
    options = parser.parse_args()
    if find_spec("jax") is None:
        print("JAX is not installed: there is nothing to measure against.")
        return
    one_core()
    import jax

    from benchmarks.hessian_cases import cases

    jax.config.update("jax_enable_x64", True)
    print(f"| Hessian | jax ms | generated ms | {WORK} ms | generated / jax | {WORK} / jax | at most |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for case in cases(jax.numpy):
        found = measured(jax, case, options.seconds)
        times = [1e3 * found[name].seconds for name in ("jax", "generated", WORK)]
        ratios = [time / times[0] for time in times[1:]]
        cells = [*(f"{time:.3f}" for time in times), *(f"{ratio:.5f}" for ratio in ratios)]
        met = ", ".join("met" if ratio <= case.bar else "MISSED" for ratio in ratios)
        print(f"| {case.name} | {' | '.join(cells)} | 1/{1 / case.bar:g}: {met} |", flush=True)


if __name__ == "__main__":
    main()
