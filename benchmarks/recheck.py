"""Certificates of the suite and of deep networks: how many, how large, and how long it takes to check them again.

python benchmarks/recheck.py
"""

from __future__ import annotations

import time

from networks import network

from derive import api, partial
from derive.check.certificate import certificate, dumps
from derive.check.document import Judged
from derive.check.judge import judge
from derive.check.recheck import recheck
from derive.check.verdict import Proved
from derive.core.claim import Claim
from derive.models import names
from derive.normal.session import Session
from derive.ops import language


def measured(title: str, judged: list[Judged], verifying: float) -> None:
    """One row: certificates, bytes, milliseconds to verify (search included) and to check again."""
    written = [dumps(certificate(each)).encode() for each in judged if isinstance(each.verdict, Proved)]
    start = time.perf_counter()
    for data in written:
        recheck(data, language().records)
    again = time.perf_counter() - start
    sizes = f"{len(written)} | {sum(map(len, written)):,} | {max(map(len, written)):,}"
    print(f"| {title} | {sizes} | {1000 * verifying:.0f} | {1000 * again:.0f} |", flush=True)


def main() -> None:
    print("| | certificates | bytes | largest | verify, ms | recheck, ms |\n|---|---|---|---|---|---|")
    for name in names():
        document = api.verify(name)
        measured(name, list(document.claims), document.seconds)
    for depth in (2, 6, 20):
        case = network(depth)
        session, start = Session(language()), time.perf_counter()
        claims = [
            Claim("", partial(case.loss, variable), written)
            for variable, written in zip(case.parameters, case.written, strict=True)
        ]
        judged = [Judged(judge(session, claim), None, None, 0.0) for claim in claims]
        measured(case.name, judged, time.perf_counter() - start)


main()
