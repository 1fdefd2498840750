"""What commands say and write: complaints with an exit status, text on standard output, files whole or not at all."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import click


class Status(IntEnum):
    """What a run comes to; of several, the highest counts."""

    EXPECTED = 0
    UNEXPECTED = 1
    UNUSABLE = 2
    INTERNAL = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


@dataclass
class Complaints:
    """What has gone wrong so far."""

    status: Status = Status.EXPECTED

    def complain(self, status: Status, sentence: str) -> None:
        self.status = max(self.status, status)
        click.echo(f"derive: {sentence}", err=True)

    def write(self, path: Path, content: str | bytes) -> bool:
        """All of the content or nothing; whether it was written."""
        try:
            target = path.resolve()
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            try:
                draft.write_bytes(content if isinstance(content, bytes) else content.encode())
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
        except (OSError, ValueError) as error:  # the latter of a name that no file can have
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            sentence = f"`{path}` cannot be written: {reason.lower()}"
            self.complain(Status.UNUSABLE, sentence)
            return False
        return True


def show(text: str) -> None:
    """On standard output, without escape codes where they are not wanted, and in whatever encoding it has."""
    encoding = sys.stdout.encoding or "utf-8"
    color = False if os.environ.get("NO_COLOR") else None  # None: as standard output can take
    click.echo(text.encode(encoding, "replace").decode(encoding), nl=False, color=color)
