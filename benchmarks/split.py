"""Where the time goes: build, intern, shapes, lower, derive, raise, compare, kernel, second opinion.

python benchmarks/split.py
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parent))

from networks import Case, network, suite

from derive import partial
from derive.calculus.gradient import gradient
from derive.check.confirm import Checker
from derive.check.evaluate import Evaluator
from derive.check.number import Undefined, differ, precision
from derive.check.sample import points
from derive.core.lemma import Lemma
from derive.core.op import walk
from derive.normal.session import Session
from derive.ops import language

T = TypeVar("T")
PHASES = ("build", "intern", "shapes", "lower", "derive", "compare", "kernel", "second", "raise")
PROVE = ("lower", "derive", "compare", "kernel")
DEPTHS = (1, 2, 6, 20, 50, 100, 200)
KINKED = (20, 100)  # layers of the networks with relu


def timed(times: dict[str, float], phase: str, work: Callable[[], T]) -> T:
    start = time.process_time()  # others may be at work on the machine
    result = work()
    times[phase] = times.get(phase, 0.0) + 1e3 * (time.process_time() - start)
    return result


def measure(make: Callable[[], Case]) -> tuple[Case, dict[str, float]]:
    """Milliseconds of each phase; every gradient is derived, compared with the hand-written one and proved."""
    gc.collect()
    gc.freeze()  # SymPy alone is hundreds of thousands of objects: looking through them again is not our time
    times: dict[str, float] = {}
    case = timed(times, "build", make)
    session = Session(language())
    prover = session.prover
    sides = timed(
        times,
        "intern",
        lambda: [
            (session.read(partial(case.loss, x)), session.read(written))
            for x, written in zip(case.parameters, case.written, strict=True)
        ],
    )
    nodes = list(walk([node for pair in sides for node in pair]))
    timed(times, "shapes", lambda: [node.op.shape(node) for node in nodes])
    times["intern"] -= times["shapes"]  # shapes are found while nodes are made
    forms = timed(times, "lower", lambda: [(session.lower(left), session.lower(right)) for left, right in sides])
    name = session.read(case.loss).data[0]
    timed(times, "derive", lambda: [prover.derivative(name, x.name) for x in case.parameters])
    lemmas = timed(times, "compare", lambda: [prover.equal(left, right) for left, right in forms])
    if not all(isinstance(lemma, Lemma) for lemma in lemmas):
        raise SystemExit(f"{case.name}: not every gradient was proved")
    checker = Checker(session.kernel)
    timed(times, "kernel", lambda: [checker.confirm(lemma) for lemma in lemmas if isinstance(lemma, Lemma)])
    timed(times, "second", lambda: second_opinion(session, case, sides))
    loss = session.read(case.loss)
    timed(times, "raise", lambda: [gradient(session, loss, session.read(x)) for x in case.parameters])
    return case, times


def second_opinion(session: Session, case: Case, sides: list[Any]) -> None:
    """All gradients at once: the slope of the loss in a generic direction against the sum of tr(Gᵀ dX)."""
    make = session.language.make
    loss = session.read(case.loss)
    terms = []
    for (_, written), x in zip(sides, case.parameters, strict=True):
        change = make("d", session.read(x))
        terms.append(make("trace", make("product", make("transpose", written), change)))
    claimed = make("add", *terms) if len(terms) > 1 else terms[0]
    with precision(200):
        for point in points([loss, claimed], dict(session.language.functions)):
            evaluator = Evaluator(session.language.functions, point, tuple(x.name for x in case.parameters))
            try:
                left, right = evaluator.value(make("d", loss))[0, 0].value, evaluator.value(claimed)[0, 0].value
            except Undefined:
                continue  # a logarithm of a variable that is negative there
            if differ(left, right):
                raise SystemExit(f"{case.name}: the second opinion disagrees")
            return


def main() -> None:
    measure(lambda: network(2))  # imports and caches
    print(
        f"{'milliseconds':<32}" + "".join(f"{phase:>9}" for phase in PHASES) + f"{'prove':>9}{'all':>9}{'a layer':>9}"
    )
    cases = [
        *[lambda case=case: case for case in suite()],
        *[lambda depth=depth: network(depth) for depth in DEPTHS],
        *[lambda depth=depth: network(depth, kinked=True) for depth in KINKED],
    ]
    for make in cases:
        runs = [measure(make) for _ in range(5)]
        case = runs[0][0]
        best = {phase: min(times[phase] for _, times in runs) for phase in PHASES}
        total = sum(best.values()) - best["build"] - best["raise"]  # from built objects to a confirmed proof
        prove = sum(best[phase] for phase in PROVE)
        row = "".join(f"{best[phase]:9.2f}" for phase in PHASES)
        print(f"{case.name:<32}{row}{prove / case.layers:9.2f}{total:9.2f}{total / case.layers:9.2f}")
    print(
        "`prove`, for one layer: lower, derive, compare and kernel. `all`: from built objects to proofs that the kernel"
    )
    print("and the second opinion have confirmed. Each phase is the best of 5 runs.")


if __name__ == "__main__":
    main()
