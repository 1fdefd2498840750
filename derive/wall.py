"""Walls around a document: seconds for each of its claims, seconds and memory for all of them, in a process of its own.

The judge counts its work against a budget; these walls stand behind it, for documents that nobody has seen before. A
claim that runs into one is undecided, and the others are judged in a new process. Where processes cannot be forked,
there are no walls; where nobody tells how much memory is in use, there is none around memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from derive.core.claim import Claim
from derive.core.errors import Unreadable

SECONDS = 30.0  # for a claim, and for everything before the first one
ALL = 600.0  # seconds for a document, after which no further claim is judged
MEMORY = 2 << 30  # bytes on top of what is in use before

T = TypeVar("T")
Stop = Callable[[Claim], str]  # why a claim is not to be judged; nothing where it is


def walled(work: Callable[[Stop], T]) -> T:
    """What `work` returns, plain data; it has to call its argument before each claim, in the same order each time.

    Raises what `work` raises, and Unreadable where it runs into a wall without judging a claim.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return work(lambda claim: "")
    stops = _Stops()
    until = time.monotonic() + ALL
    while True:
        done, claim, found = _attempt(work, stops, until)
        if done:
            if isinstance(found, Exception):
                raise found
            result: T = found
            return result
        if claim < 0 or stops(claim):
            raise Unreadable(f"it cannot be judged: {found}")
        if time.monotonic() >= until:
            stops.last, until = claim, float("inf")
        else:
            stops.claims[claim] = found


@dataclass
class _Stops:
    """Why the claim with this number is not judged; from the `last` one on, none is."""

    claims: dict[int, str] = field(default_factory=dict)
    last: float = float("inf")

    def __call__(self, claim: int) -> str:
        late = f"the document took longer than {ALL:g} seconds" if claim >= self.last else ""
        return self.claims.get(claim, late)


def _attempt(work: Callable[[Stop], Any], stops: _Stops, until: float) -> tuple[bool, int, Any]:
    """Whether the work was done, the number of the claim at which it was then, and what came of it."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, stops, writer), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: those of NumPy survive a fork
        process.start()
    writer.close()
    claim = -1
    try:
        while True:
            seconds = min(SECONDS, until - time.monotonic())
            if not reader.poll(max(seconds, 0)):
                return False, claim, f"it took longer than {SECONDS:g} seconds"
            kind, value = reader.recv()
            if kind != "claim":
                return kind == "done", claim, value
            claim = value
    except EOFError:
        return False, claim, "the process that judged it came to a sudden end"
    finally:
        process.kill()
        process.join()
        reader.close()


def _child(work: Callable[[Stop], Any], stops: _Stops, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees to that
    _limit_memory()
    numbers = count()

    def asked(claim: Claim) -> str:
        number = next(numbers)
        pipe.send(("claim", number))
        return stops(number)

    try:
        answer = ("done", work(asked))
    except MemoryError:
        answer = ("memory", f"it takes more than {MEMORY >> 20} MiB of memory")
    except Exception as error:
        answer = ("done", error)
    with suppress(OSError):
        pipe.send(answer)


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGE_SIZE") + MEMORY, hard))
