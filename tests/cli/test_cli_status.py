"""0 as expected, 1 not as expected, 2 unusable, 3 internal error: and the sentence that says why."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from derive.check.document import Agreement, Document
from derive.cli import cli
from derive.core.errors import InternalError, NoRule
from derive.models import names

MODEL = "two_layer_network"


def surprising(document: Document) -> Document:
    """The first claim is no longer expected to come out as it does."""
    judged, *others = document.claims
    claim = replace(judged.verdict.claim, expected="refuted")
    return replace(document, claims=(replace(judged, verdict=replace(judged.verdict, claim=claim)), *others))


def test_as_expected(run: Any) -> None:
    for arguments in (["verify"], ["verify", MODEL], ["verify", "--format", "json"], ["verify", MODEL, MODEL]):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (0, ""), arguments


def test_a_surprise(run: Any, network: Document) -> None:
    result = run("verify", documents={"net": surprising(network), "other": network})
    assert result.exit_code == 1
    assert result.stderr == "derive: two_layer_network: line 9, note 000:89 is proved, not refuted as expected\n"


def test_code_that_disagrees_is_a_surprise(run: Any, network: Document) -> None:
    wrong = replace(network, agreement=(Agreement("dW1", 1e-3, 0.0, None), Agreement("db1", 0.0, float("inf"), 0.0)))
    result = run("verify", "--format", "json", documents={"net": wrong})
    assert result.exit_code == 1
    assert result.stderr == (
        "derive: two_layer_network: dW1 is not what the hand-written code computes\n"
        "derive: two_layer_network: db1 is not what the hand-written code computes\n"
    )
    assert json.loads(result.stdout)["documents"][0]["agreement"][0]["name"] == "dW1"


def test_an_unknown_name(run: Any) -> None:
    result = run("verify", "nope", MODEL)
    assert result.exit_code == 2
    assert result.stderr == (
        "derive: there is no model or file called `nope`; the models are logistic_regression, two_layer_network\n"
    )
    assert "two_layer_network: Two-layer network" in result.stdout


def test_a_folder_is_not_a_document(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    result = run("verify", "folder")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "derive: folder: it is a directory\n")


TRUE, FALSE = r"$\frac{\partial J}{\partial w} = 2 w$", r"$\frac{\partial J}{\partial w} = w$"


@pytest.mark.parametrize(("claims", "status"), [([TRUE], 0), ([TRUE, FALSE], 1), ([TRUE, "$q = w$"], 0)])
def test_a_file(claims: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts on the lines of the file; what was not understood is listed."""
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text("\n".join(["```derive", "w : n × 1", "```", "$J = w^T w$", *claims]))
    result = CliRunner().invoke(cli, ["verify", "notes.md", "--format", "json"])
    assert result.exit_code == status
    (document,) = json.loads(result.stdout)["documents"]
    assert document["path"] == "notes.md"
    verdicts = {claim["line"]: claim["verdict"] for claim in document["claims"]}
    assert (verdicts[4], verdicts[5]) == ("proved", "proved")
    assert verdicts.get(6, "proved") == ("refuted" if status else "proved")


SAYING = [
    ([TRUE, f"{FALSE} <!-- refuted -->"], 0, []),
    ([TRUE, f"{FALSE} <!-- book:7 proved -->"], 1, ["notes.md: line 6, book:7 is refuted, not proved as expected"]),
    ([f"{TRUE} <!-- refuted -->"], 1, ["notes.md: notes.md:5 is proved, not refuted as expected"]),
    (
        [f"{TRUE} <!-- proved -->", "$q = u$"],
        1,
        ["notes.md: line 6, column 4 is not understood: `u` is not declared (column 6)"],
    ),
    (
        [f"{TRUE} <!-- proved proved -->"],
        2,
        ["notes.md:5:39: the comment has 2 verdicts for 1 equality sign on this line"],
    ),
]


@pytest.mark.parametrize(("claims", "status", "sentences"), SAYING)
def test_a_file_that_says_what_comes_out(
    claims: list[str], status: int, sentences: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text("\n".join(["```derive", "w : n × 1", "```", "$J = w^T w$", *claims]))
    result = CliRunner().invoke(cli, ["verify", "notes.md"])
    assert result.exit_code == status
    assert result.stderr.splitlines() == [f"derive: {sentence}" for sentence in sentences]


@pytest.mark.parametrize("name", ["", "/", "a\x00b", "x" * 5000, "--", "two_layer_network.py", "_private", "model"])
def test_no_name_is_a_traceback(run: Any, name: str) -> None:
    result = run("verify", "--format", "json", "--", name)
    assert result.exit_code == 2
    assert result.stderr.startswith("derive: ")
    assert result.stderr.count("\n") == 1
    assert json.loads(result.stdout)["documents"] == []


def test_a_model_that_cannot_be_used(run: Any, network: Document) -> None:
    result = run("verify", documents={"broken": NoRule("no derivative is known for `h`"), "net": network})
    assert result.exit_code == 2
    assert result.stderr == "derive: broken: no derivative is known for `h`\n"
    assert "Two-layer network" in result.stdout


def test_internal_errors(run: Any, network: Document) -> None:
    lost = replace(network, internal_errors=("the kernel proved x, but the second opinion differs",))
    result = run("verify", documents={"net": lost, "two": InternalError("two opinions"), "three": network})
    assert result.exit_code == 3
    assert result.stderr == (
        "derive: internal error in net: the kernel proved x, but the second opinion differs\n"
        "derive: internal error in two: two opinions\n"
    )
    assert result.stdout.count("Two-layer network") == 2


def test_defects_of_ours_are_named(run: Any, network: Document) -> None:
    result = run("verify", documents={"one": KeyError("q"), "net": network})
    assert result.exit_code == 3
    assert result.stderr.startswith("derive: internal error in one: KeyError: 'q' (conftest.py, line ")
    result = run("verify", documents={"net": replace(network, claims=(None,))})  # type: ignore[arg-type]
    assert result.exit_code == 3
    assert result.stderr.startswith("derive: internal error in net: AttributeError: ")
    assert result.stderr.count("\n") == 1


def test_the_highest_status_counts(run: Any, network: Document) -> None:
    documents = {"net": surprising(network), "two": InternalError("x")}
    assert run("verify", "nope", "net", documents=documents).exit_code == 2
    assert run("verify", "two", "nope", "net", documents=documents).exit_code == 3


def test_an_interruption_is_quiet(run: Any, network: Document) -> None:
    result = run("verify", documents={"net": network, "two": KeyboardInterrupt()})
    assert result.exit_code == 130
    assert result.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_a_broken_pipe_is_quiet() -> None:
    command = [sys.executable, "-m", "derive", "verify", MODEL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 128 + signal.SIGPIPE


@pytest.mark.parametrize(
    "arguments", [["nope"], ["verify", "--nope"], ["verify", "--format", "yaml"], ["report", "-o"], ["report", "--x"]]
)
def test_commands_that_do_not_exist(run: Any, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


def test_help_fits_on_a_screen(run: Any) -> None:
    commands = ("verify", "report", "explain", "graph", "export", "train")
    for arguments in (["-h"], *([name, "--help"] for name in commands), ["--help"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert result.stdout.count("\n") <= 24
        assert "…" not in result.stdout
        assert "..." not in result.stdout.replace("[MODEL]...", "").replace("[MODEL|FILE]...", "").replace(
            "[ARGS]...", ""
        )


def test_version(run: Any) -> None:
    assert run("--version").stdout == "derive 0.1.0\n"


@pytest.mark.xdist_group("suite")
def test_the_whole_suite(suite: Mapping[str, Document], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model, and the exit status that a continuous check looks at."""
    monkeypatch.setattr("derive.api.verify", lambda name: suite[name])
    result = CliRunner().invoke(cli, ["verify", "--format", "json"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert [document["path"] for document in json.loads(result.stdout)["documents"]] == names()
