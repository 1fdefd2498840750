"""docs/tutorial.md: its mathematics comes out as its comments say, and what is shown is what is printed."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
BLOCKS = [(kind, text) for _, kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]
COMMAND = re.compile(r"^\$ derive (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tutorial, and the document that it has inside."""
    (tmp_path / "docs").mkdir()
    shutil.copy(PAGE, tmp_path / "docs")
    (draft,) = (text for kind, text in BLOCKS if kind == "markdown")
    (tmp_path / "draft.md").write_text(draft, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(command: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, command.split(), prog_name="derive")
    return result.exit_code, result.output


def test_each_command_prints_what_is_shown(folder: Path) -> None:
    commands = [found for kind, text in BLOCKS if kind == "console" for found in COMMAND.findall(text)]
    assert len(commands) == 4
    for command, wanted in commands:
        status, printed = shown(command)
        assert (status, command) == (0, command)
        assert doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS), printed


def test_the_slip_without_a_comment_is_an_error(folder: Path) -> None:
    page = folder / "docs" / "tutorial.md"
    page.write_text(page.read_text(encoding="utf-8").replace("<!-- refuted -->", "<!-- proved -->"), encoding="utf-8")
    status, printed = shown("verify docs/tutorial.md")
    assert status == 1
    assert "∂J/∂A = (1/m) (Vᵀ (P - Y) + lambda u r)" in printed


def test_the_lines_of_python_print_what_is_shown() -> None:
    session = "".join(text for kind, text in BLOCKS if kind == "python")
    example = doctest.DocTestParser().get_doctest(session, {}, PAGE.name, str(PAGE), 0)
    assert len(example.examples) > 25
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(example, out=report.append)
    assert runner.failures == 0, "".join(report)
