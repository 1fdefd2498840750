"""Certificates on the command line: written by `derive verify`, judged by `derive recheck`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from derive.cli import cli

MODEL = "logistic_regression"
FALSE = (
    '"statement":{"lhs":[[],[[1,[],[],[]]]],"rhs":[[],[]],"steps":[]},'
    '"sizes":[],"heads":[],"symbols":[],"lemmas":[],"established":[],"conditions":[]}'
)


@pytest.fixture
def folder(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Certificates of one model, in the folder `made/here`."""
    monkeypatch.chdir(tmp_path)
    result = run("verify", MODEL, "--certificates", "made/here")
    assert (result.exit_code, result.stderr) == (0, "")
    return Path("made/here")


def test_a_file_for_each_proved_claim(run: Any, folder: Path) -> None:
    lines = (9.1, 10.1, 10.2, 18.1, 24.1, 25.1, 31.1, 31.2, 35.1, 35.2, 43.1, 45.1, 46.1, 46.2, 47.1, 47.2)
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{MODEL}-{line}.json" for line in lines)
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert run("verify", MODEL, "--certificates", str(folder)).exit_code == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == first


def test_all_accepted(run: Any, folder: Path) -> None:
    result = run("recheck", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    start = lines.index(f"accepted  {folder}/{MODEL}-35.1.json")
    assert lines[start + 1] == "  D(J; b) = -m^-1 * sum(i < m: #6[i])"
    assert lines[start + 2] == "    where Z[i < m] = sum(j < n: X[j,i] * w[j]) + b"
    assert lines[start + 8] == "          X[i < n, j < m], w[i < n], b, Y[i < m] any real numbers"
    assert lines[-1].startswith("16 files: 16 accepted, 0 rejected, 0 unreadable; ")


def test_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The true claim gets a certificate, the false one none."""
    monkeypatch.chdir(tmp_path)
    lines = ["```derive", "w : n × 1", "```", "$J = w^T w$", r"$\frac{\partial J}{\partial w} = 2 w$"]
    Path("notes.md").write_text("\n".join([*lines, r"$\frac{\partial J}{\partial w} = w$"]))
    assert CliRunner().invoke(cli, ["verify", "notes.md", "--certificates", "c"]).exit_code == 1
    assert sorted(file.name for file in Path("c").iterdir()) == ["notes.md-4.1.json", "notes.md-5.1.json"]
    result = CliRunner().invoke(cli, ["recheck", "c/notes.md-5.1.json"])
    assert "  D(J; w)[i] = 2 * w[i]   for i < n\n" in result.stdout


def test_rejected_and_unreadable_files_do_not_stop_the_others(run: Any, folder: Path) -> None:
    good = folder / f"{MODEL}-9.1.json"
    Path("false.json").write_text('{"schema":1,"claim":{},' + FALSE)
    Path("broken.json").write_text('{"schema":1,')
    result = run("recheck", "false.json", str(good))
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.startswith("rejected  false.json: statement: 1 term of the difference left over\naccepted  ")
    result = run("recheck", "broken.json", "missing.json", "false.json", str(good))
    assert result.exit_code == 2
    assert result.stderr == (
        "derive: broken.json: line 1, column 13: not JSON: expecting property name enclosed in double quotes\n"
        "derive: missing.json: no such file or directory\n"
    )
    assert "4 files: 1 accepted, 1 rejected, 2 unreadable; " in result.stdout


def test_as_json(run: Any, folder: Path) -> None:
    good = folder / f"{MODEL}-31.1.json"
    Path("false.json").write_text('{"schema":1,"claim":{},' + FALSE)
    result = run("recheck", "--format", "json", str(good), "false.json", "missing.json")
    assert result.exit_code == 2
    accepted, rejected, unreadable = json.loads(result.stdout)["certificates"]
    assert accepted["statement"] == "D(J; w)[i] = -m^-1 * sum(j < m: X[i,j] * #6[j])   for i < n"
    assert (accepted["verdict"], accepted["conditions"], len(accepted["definitions"])) == ("accepted", [], 7)
    assert (rejected["verdict"], rejected["reason"]) == (
        "rejected",
        "statement: 1 term of the difference left over",
    )
    assert (unreadable["verdict"], unreadable["reason"]) == ("unreadable", "no such file or directory")


def test_what_a_file_says_cannot_steer_the_terminal(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    law = '"steps":[[1,[[],[],[]],["\\u001b[2J\\nλ"],[]]]'
    file.write_text('{"schema":1,"claim":{},' + FALSE.replace('"steps":[]', law))
    result = run("recheck", str(file))
    assert result.exit_code == 1
    assert "statement.steps[0]: there is no law called ?[2J?\\u03bb\n" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names")
def test_what_is_no_file_is_not_read(run: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "empty").mkdir()
    result = run("recheck", str(tmp_path / "pipe.json"), str(tmp_path / "empty"), "a\x00b")
    assert result.exit_code == 2
    assert result.stderr == (
        f"derive: {tmp_path}/pipe.json: it is not a file\n"
        f"derive: {tmp_path}/empty: there is no file in it that ends in .json\n"
        "derive: a\x00b: embedded null byte\n"
    )


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("file", "`file` cannot be made: file exists"),
        ("file/below", "`file/below` cannot be made: not a directory"),
        ("x" * 300, "`" + "x" * 300 + "` cannot be made: file name too long"),
    ],
)
def test_folders_that_cannot_be_made(
    run: Any, target: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("kept")
    result = run("verify", MODEL, "--certificates", target)
    assert result.exit_code == 2
    assert result.stderr == f"derive: {sentence}\n"
    assert "25 claims: " in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_certificate_that_is_none_is_an_internal_error(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is written has been accepted by a kernel of its own."""
    monkeypatch.setattr("derive.cli.certificate", lambda judged: {"schema": 1})
    result = run("verify", MODEL, "--certificates", str(tmp_path))
    assert result.exit_code == 3
    assert result.stderr.splitlines()[0] == (
        f"derive: internal error in {MODEL}: no certificate of note 000:52.1: the file has no `claim`"
    )
    assert not list(tmp_path.iterdir())


def test_a_claim_by_pieces_has_a_file_for_each_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cases = r"\frac{d}{dz} |z| = \begin{cases} -1 & z < 0 \\ 1 & z > 0 \\ \text{undefined} & z = 0 \end{cases}"
    Path("notes.md").write_text(f"```derive\nz : scalar\n```\n${cases}$\n${cases.replace('-1', '1')}$\n")
    assert CliRunner().invoke(cli, ["verify", "notes.md", "--certificates", "c"]).exit_code == 1
    names = sorted(file.name for file in Path("c").iterdir())
    assert names == [f"notes.md-4.1.{piece}.json" for piece in (1, 2, 3)]
    result = CliRunner().invoke(cli, ["recheck", "c"])
    assert result.exit_code == 0 and "3 accepted" in result.stdout
    assert "z = 0 - t" in result.stdout or "z = -t" in result.stdout
    below = Path("c/notes.md-4.1.1.json")
    forged = json.loads(below.read_text())
    forged["statement"]["rhs"] = [[], [[1, [], [], []]]]
    below.write_text(json.dumps(forged))
    assert CliRunner().invoke(cli, ["recheck", "c"]).exit_code == 1
