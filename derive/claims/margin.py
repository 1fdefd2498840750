"""<!-- note 000:54.2 refuted -->: what stands in a comment behind a formula, for the `=` signs of its line in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.core.claim import Place

VERDICT = r"(?:proved|refuted|undecided|ill-formed)"
COMMENT = re.compile(rf"<!--\s*(?:([^<>\n]+?):(\d+)(?:\.(\d+))?\s+)?({VERDICT}(?:\s+{VERDICT})*)\s*-->")


@dataclass(frozen=True, slots=True)
class Margin:
    """What the author knows to come out at each sign, and where the first sign is taken from, if anywhere."""

    at: int
    verdicts: tuple[str, ...]
    source: Place | None

    def verdict(self, step: int) -> str:
        """Of the sign with this number on its line."""
        return self.verdicts[step - 1] if step <= len(self.verdicts) else "proved"

    def origin(self, step: int) -> Place | None:
        """The sign in the source, counted on from the first one."""
        if self.source is None:
            return None
        return Place(self.source.source, self.source.line, 1, self.source.step + step - 1)


def margin(line: str, start: int) -> Margin | None:
    """What the comment on this line says; the line starts at this offset of the document."""
    found = COMMENT.search(line)
    if found is None:
        return None
    name, number, step, words = found.groups()
    source = Place(name, int(number), 1, int(step or 1)) if name else None
    return Margin(start + found.start(), tuple(words.split()), source)
