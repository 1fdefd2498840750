"""`derive graph`: what it prints and writes, and what it says about arguments that cannot be used."""

from pathlib import Path
from typing import Any

import pytest

from derive.models import names

NUMBERS = ("--at", "a=5", "--at", "b = 3", "--at", "c=2")


def test_the_terminal(run: Any) -> None:
    result = run("graph", "computation_graph", *NUMBERS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "v = a + u = 11  ∂J/∂v = 3" in result.stdout.splitlines()


@pytest.mark.parametrize(("suffix", "start"), [(".svg", "<svg "), (".tex", "\\documentclass")])
def test_files(run: Any, suffix: str, start: str, tmp_path: Path) -> None:
    target = tmp_path / f"graph{suffix}"
    result = run("graph", "two_layer_network", "-o", str(target))
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], f"there is no model called `nope`; the models are {', '.join(names())}"),
        (["computation_graph", "-o", "x.png"], "`x.png` has no known format: a picture ends in .svg or .tex"),
        (["computation_graph", "-o", "no/x.svg"], "`no/x.svg` cannot be written: no such file or directory"),
        (["computation_graph", "--at", "a5"], "`a5` is not a name with a number, such as a=5"),
        (["computation_graph", "--at", "a=5", "--at", "a=6"], "`a` is given two numbers"),
        (["computation_graph", "--at", "a=5"], "there is no number for `b`"),
        (["computation_graph", "--at", "a=x"], "`x` is no exact number for `a`: write it as 2, -3/4 or 0.25"),
    ],
)
def test_one_sentence_for_what_cannot_be_used(run: Any, arguments: list[str], sentence: str) -> None:
    result = run("graph", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"derive: {sentence}\n")


def test_pictures_lie_beside_a_report(run: Any, tmp_path: Path) -> None:
    assert run("report", "-o", str(tmp_path / "my report.md")).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "my report-logistic_regression.svg",
        "my report-two_layer_network.svg",
        "my report.md",
    ]
    text = (tmp_path / "my report.md").read_text(encoding="utf-8")
    assert "derivatives](my%20report-two_layer_network.svg)" in text
    assert run("report", "-o", str(tmp_path / "x.tex")).exit_code == 0
    assert (tmp_path / "x.tex").read_text(encoding="utf-8").count(r"\begin{tikzpicture}") == 2
    assert len(list(tmp_path.iterdir())) == 4


def test_a_report_on_standard_output_has_no_pictures(run: Any) -> None:
    assert "](" not in run("report", "two_layer_network").stdout
