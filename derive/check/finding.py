"""What became of files that are said to be certificates: accepted, rejected or unreadable, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.check.indexed import conditions, definitions, statement
from derive.check.recheck import recheck
from derive.check.untrusted import LARGEST
from derive.core.condition import Rejected
from derive.core.derivative import Records
from derive.core.errors import Unreadable

VERDICTS = ("accepted", "rejected", "unreadable")


@dataclass(frozen=True, slots=True)
class Finding:
    """One file. `statement` is what was proved, under `conditions`; `reason` is why nothing was."""

    path: str
    verdict: str  # one of VERDICTS
    statement: str = ""
    conditions: Sequence[str] = ()
    definitions: Sequence[str] = ()
    reason: str = ""

    def __str__(self) -> str:
        if self.verdict != "accepted":
            return f"{self.verdict}  {self.path}: {self.reason}\n"
        lines = [f"{self.verdict}  {self.path}", f"  {self.statement}"]
        lines += [f"    {'with ' if k == 0 else '     '} {words}" for k, words in enumerate(self.conditions)]
        lines += [f"    {'where' if k == 0 else '     '} {words}" for k, words in enumerate(self.definitions)]
        return "\n".join(lines) + "\n"


def findings(paths: Sequence[str], records: Records) -> Iterator[Finding]:
    """A finding for each file, in order; a directory stands for the files in it that end in .json, by name."""
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            yield finding(path, records)
            continue
        found = sorted(str(file) for file in folder.glob("*.json"))
        if not found:
            yield Finding(path, "unreadable", reason="there is no file in it that ends in .json")
        for file in found:
            yield finding(file, records)


def finding(path: str, records: Records) -> Finding:
    """What a kernel of its own has to say about one file."""
    try:
        found = recheck(_read(Path(path)), records)
    except Unreadable as error:
        return Finding(path, "unreadable", reason=_plain(str(error)))
    except Rejected as error:
        return Finding(path, "rejected", reason=_plain(str(error)))
    return Finding(path, "accepted", statement(found), conditions(found), definitions(found))


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise Unreadable("it is not a file")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable((error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a name with a null character
        raise Unreadable(str(error)) from error


def _plain(words: str) -> str:
    """A sentence that may quote the file: one line of ASCII that cannot steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in words).encode("ascii", "backslashreplace").decode()
