"""Every row of the table with its two verdicts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.identities import TABLE
from benchmarks.identities.row import Row
from derive import Verdict, judge


@dataclass(frozen=True)
class Judged:
    """`true` and `false` are the verdicts on the identity and its twin, each in a session of its own."""

    subject: str
    row: Row
    true: Verdict
    false: Verdict
    seconds: tuple[float, float]


def judged() -> Iterator[Judged]:
    for subject, row in TABLE:
        start = time.process_time()
        true = judge(row.lhs, row.rhs, varying=row.varying, where=row.where)
        middle = time.process_time()
        false = judge(row.lhs, row.false, varying=row.varying, where=row.where)
        yield Judged(subject, row, true, false, (middle - start, time.process_time() - middle))
