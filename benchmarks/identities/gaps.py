"""docs/known-gaps.md: the rows that are not proved or not refuted, and what is refused, as found by judging them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from benchmarks.identities.judged import Judged
from benchmarks.identities.refused import REFUSALS, answer
from derive import show

PAGE = Path(__file__).parents[2] / "docs" / "known-gaps.md"
HEAD = """# Known gaps

Written by `python -m benchmarks.identities` from the table of identities in `benchmarks/identities`; a test compares.
Nothing here is marked by hand: each row is judged, and what does not come out as it should is listed. An open row is
never called proved or refuted.
"""


def page(judged: Iterable[Judged]) -> str:
    rows = list(judged)
    proved, refuted = (sum(row.true.name == "proved" for row in rows), sum(row.false.name == "refuted" for row in rows))
    lines = [
        HEAD,
        f"Of {len(rows)} identities {proved} are proved, and {refuted} of their false twins are refuted.",
        "",
    ]
    lines += _section("True, and not proved", [row for row in rows if row.true.name != "proved"], "true")
    lines += _section("False, and not refuted", [row for row in rows if row.false.name != "refuted"], "false")
    lines += ["## Refused", "", "| what | for example | source | what is said |", "|---|---|---|---|"]
    for refusal in REFUSALS:
        proved_after_all, said = answer(refusal)
        words = "it is proved" if proved_after_all else said
        lines.append(f"| {refusal.name} | {_cell(refusal.written)} | {refusal.source} | {_text(words)} |")
    return "\n".join(lines) + "\n"


def _section(title: str, rows: list[Judged], side: str) -> list[str]:
    if not rows:
        return []
    lines = [f"## {title}", ""]
    for subject, group in groupby(rows, lambda row: row.subject):
        lines += [f"### {subject}", "", "| identity | claim | source | verdict |", "|---|---|---|---|"]
        for judged in group:
            row, verdict = judged.row, getattr(judged, side)
            claim = f"{show(row.lhs)} = {show(row.rhs if side == 'true' else row.false)}"
            where = ", ".join(f"{name} {words}" for name, words in row.where.items())
            given = f", {where}" if where else ""
            lines.append(f"| {row.name} | {_cell(claim)}{given} | {row.source} | {_text(str(verdict.reason))} |")
        lines.append("")
    return lines


def _cell(words: str) -> str:
    return f"`{words}`".replace("|", r"\|")


def _text(words: str) -> str:
    return words.replace("|", r"\|")
