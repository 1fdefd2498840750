"""What runs for ever, takes all memory or dies is undecided, and nothing else is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive import api, wall
from derive.cli import cli
from derive.core.claim import Claim
from derive.core.errors import Unreadable
from derive.wall import Stop, walled

pytestmark = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="there is no fork here")
CLAIMS = [Claim(str(number), None, None) for number in range(4)]


def judging(trouble: Callable[[], object], at: tuple[int, ...] = (2,)) -> Callable[[Stop], list[str]]:
    """Asks for each claim; where it is not stopped, some are trouble."""

    def work(stop: Stop) -> list[str]:
        reasons = []
        for number, claim in enumerate(CLAIMS):
            reasons.append(stop(claim))
            if number in at and not reasons[-1]:
                trouble()
        return reasons

    return work


def stuck() -> None:
    time.sleep(60)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "SECONDS", 0.8)
    monkeypatch.setattr(wall, "MEMORY", 200 << 20)


def test_nothing_happens_to_what_ends_in_time() -> None:
    assert walled(judging(list)) == ["", "", "", ""]


LONG = "it took longer than 0.8 seconds"


@pytest.mark.parametrize("at", [(0,), (2,), (3,), (1, 2)])
def test_a_claim_that_runs_for_ever(at: tuple[int, ...]) -> None:
    assert walled(judging(stuck, at)) == [LONG if number in at else "" for number in range(4)]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="nobody tells how much memory is in use")
def test_a_claim_that_takes_all_memory() -> None:
    reasons = walled(judging(lambda: bytearray(2 << 30)))
    assert reasons == ["", "", "it takes more than 200 MiB of memory", ""]
    assert walled(judging(lambda: bytearray(2 << 20))) == [""] * 4


def test_a_process_that_dies() -> None:
    reasons = walled(judging(lambda: os._exit(9)))
    assert reasons == ["", "", "the process that judged it came to a sudden end", ""]


def test_a_document_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "SECONDS", 30)
    monkeypatch.setattr(wall, "ALL", 1.0)
    reasons = walled(judging(lambda: time.sleep(0.4), (0, 1, 2, 3)))
    assert reasons[0] == ""
    assert reasons[3] == "the document took longer than 1 seconds"
    assert sorted(reasons) == reasons


@pytest.mark.parametrize("before", [True, False])
def test_no_claim_is_blamed_for_what_comes_before_and_after(before: bool) -> None:
    def work(stop: Stop) -> None:
        for claim in () if before else CLAIMS:
            stop(claim)
        stuck()

    with pytest.raises(Unreadable, match=f"^it cannot be judged: {LONG}$"):
        walled(work)


def test_errors_come_through() -> None:
    def unreadable(stop: Stop) -> None:
        raise Unreadable("notes.md:1:1: it is not UTF-8")

    with pytest.raises(Unreadable, match=r"^notes\.md:1:1: it is not UTF-8$"):
        walled(unreadable)


def test_where_nothing_can_be_forked_there_are_no_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    process = os.getpid()
    assert walled(lambda stop: (os.getpid(), stop(CLAIMS[0]))) == (process, "")
    monkeypatch.undo()
    assert walled(lambda stop: os.getpid()) != process


NOTES = "```derive\na, b : scalar\n```\n$a b = b a$\n$a + b = b + a$\n$a b = a$\n"


def test_the_other_claims_of_a_file_are_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES)
    monkeypatch.setattr(wall, "SECONDS", 1.5)
    judge = api._judge
    monkeypatch.setattr(api, "_judge", lambda session, c: stuck() if c.place.line == 5 else judge(session, c))
    result = CliRunner().invoke(cli, ["verify", str(notes), "--format", "json"])
    (document,) = json.loads(result.stdout)["documents"]
    assert [claim["verdict"] for claim in document["claims"]] == ["proved", "undecided", "refuted"]
    assert document["claims"][1]["reason"] == "it took longer than 1.5 seconds"
    assert result.exit_code == 1


INTERRUPTED = """
import os, time
from derive import api, cli

def judge(session, claim):
    print(os.getpid(), flush=True)
    time.sleep(60)

api._judge = judge
cli.main()
"""


def test_an_interruption_ends_both_processes(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES)
    command = [sys.executable, "-c", INTERRUPTED, "verify", str(notes)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        judging = int(process.stdout.readline())
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr.read() == ""
    assert judging != process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(judging, 0)
