"""Figures of the table of identities, and docs/known-gaps.md.

python -m benchmarks.identities
"""

from __future__ import annotations

import time
from itertools import groupby

from benchmarks.identities import TABLE
from benchmarks.identities.gaps import PAGE, page
from benchmarks.identities.judged import Judged, judged
from derive.check.declared import declared
from derive.check.judge import judge
from derive.core.claim import Claim
from derive.normal.session import Session
from derive.ops import language

HEADINGS = ("rows", "proved", "undecided", "refuted", "twins refuted", "undecided", "proved", "true/s", "false/s")


def figures(rows: list[Judged]) -> list[str]:
    def count(side: str, name: str) -> int:
        return sum(getattr(row, side).name == name for row in rows)

    counts = [count("true", name) for name in ("proved", "undecided", "refuted")]
    counts += [count("false", name) for name in ("refuted", "undecided", "proved")]
    rates = [len(rows) / sum(row.seconds[side] for row in rows) for side in (0, 1)]
    return [str(len(rows)), *map(str, counts), *(f"{rate:.0f}" for rate in rates)]


def shared() -> float:
    """Claims per second where those that take the same for granted share a session."""
    sessions: dict[frozenset[tuple[str, str]], Session] = {}
    start = time.process_time()
    for _, rows in groupby(TABLE, lambda pair: pair[0]):
        sessions.clear()  # another subject, other variables by the same names
        for _, row in rows:
            given = frozenset().union(*(declared(symbol, words) for symbol, words in row.where.items()))
            session = sessions.setdefault(given, Session(language(), given))
            for side in (row.rhs, row.false):
                judge(session, Claim("", row.lhs, side, varying=tuple(row.varying)))
    return 2 * len(TABLE) / (time.process_time() - start)


def main() -> None:
    rows = list(judged())
    print(f"| subject | {' | '.join(HEADINGS)} |\n|{'---|' * (1 + len(HEADINGS))}")
    for subject, group in groupby(rows, lambda row: row.subject):
        print(f"| {subject} | {' | '.join(figures(list(group)))} |")
    print(f"| all | {' | '.join(figures(rows))} |")
    claims, seconds = 2 * len(rows), sum(sum(row.seconds) for row in rows)
    print(f"\n{claims} claims in {seconds:.1f} s on one core: {claims / seconds:.0f} a second in a session each,")
    print(f"{shared():.0f} a second in sessions shared within a subject.")
    PAGE.write_text(page(rows))
    print(f"{PAGE.name} is written.")


if __name__ == "__main__":
    main()
