"""The table of the suite in README.md: what is claimed in which lines of which note, and what comes out.

python -m benchmarks.suite
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from derive import api
from derive.check.document import Document, Judged
from derive.models import names
from reports.report import counts

PAGE = Path(__file__).parents[1] / "README.md"
MARKS = "<!-- python -m benchmarks.suite -->\n", "<!-- end of the suite -->\n"
FAR = 15  # lines without a claim, after which another range of lines begins


def table(documents: Iterable[Document]) -> str:
    """A row for each model, in the order of the notes, and one for all."""
    rows = ["| system | note | claims | proved | errata |", "|---|---|--:|--:|--:|"]
    total = [0, 0, 0]
    for document in sorted(documents, key=lambda document: (not _lines(document), *_lines(document).items())):
        found = counts(document)
        numbers = [found.claims, found.proved, sum(map(_is_erratum, document.claims))]
        total = [one + other for one, other in zip(total, numbers, strict=True)]
        name = f"[`{document.path}`](derive/models/{document.path}.md)"
        places = "; ".join(f"{note}, {_ranges(lines)}" for note, lines in _lines(document).items())
        rows.append(f"| {name}: {document.title} | {places} | {' | '.join(map(str, numbers))} |")
    rows.append(f"| all | | {' | '.join(map(str, total))} |")
    return "\n".join(rows) + "\n"


def _is_erratum(judged: Judged) -> bool:
    """Whether a claim of a note, as it is written there, is false or has no meaning."""
    source = judged.verdict.claim.source
    return source is not None and source.source == source.text and judged.verdict.name in ("refuted", "ill-formed")


def _lines(document: Document) -> dict[str, list[int]]:
    """The lines of each note from which there are claims."""
    found: dict[str, set[int]] = {}
    for judged in document.claims:
        source = judged.verdict.claim.source
        if source is not None:
            found.setdefault(source.text, set()).add(source.line)
    return {note: sorted(lines) for note, lines in sorted(found.items())}


def _ranges(lines: list[int]) -> str:
    starts = [lines[0], *(b for a, b in pairwise(lines) if b - a > FAR)]
    ends = [*(a for a, b in pairwise(lines) if b - a > FAR), lines[-1]]
    return ", ".join(f"{a}–{b}" if a != b else f"{a}" for a, b in zip(starts, ends, strict=True))


def written(page: str, content: str) -> str:
    """The page with this between its marks."""
    before, found, rest = page.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (found and end):
        raise ValueError(f"there are no lines {MARKS[0].strip()} and {MARKS[1].strip()}")
    return f"{before}{found}\n{content}\n{end}{after}"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(written(page, table(map(api.verify, names()))), encoding="utf-8")
    print(f"{PAGE.name} is written.")


if __name__ == "__main__":
    main()
