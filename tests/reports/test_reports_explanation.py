"""Derivations in every format: the same lines, LaTeX that compiles, names that are quoted where they must be."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from derive import define, explain, log, matrix, ones, scalar, sizes, tanh, tr
from derive.check.document import Explanation
from derive.models import load, names
from reports import terminal
from reports.explanation import derivation
from reports.render import render_derivation

n, m = sizes("n m")
X, A = matrix("X", n, m), matrix("A", n, n)


def deep() -> Explanation:
    """Factors so long that they get names."""
    layer = X
    for place in range(1, 5):
        layer = define(f"A{place}", tanh(matrix(f"V{place}", n, n) * layer))
    return explain(tr(layer.T * layer), matrix("V1", n, n))


TOLD = {
    **{
        name: explain(load(name).loss, load(name).learn[0])
        for name in names()
        if load(name).derivatives.keys() - load(name).also
    },
    "deep": deep(),
    "vec": explain(load("two_layer_network").loss, load("two_layer_network").learn[0], form="vec"),
    "Jacobian": explain(define("F", tanh(define("Z_long", A * X))), A, form="vec"),
    "where": explain(ones(1, n) * log(X) * ones(m), X),
    "constant": explain(tr(A), X),
    "hostile": explain(scalar("50%") * tr(A * matrix("a_b_c", n, n)), A),
}


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")
@pytest.mark.parametrize("name", TOLD)
def test_it_compiles_and_stays_on_the_page(name: str, tmp_path: Path) -> None:
    text = render_derivation(derivation(name, "50% of a_b", TOLD[name]), ".tex")
    (tmp_path / "told.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "told.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-2000:]
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", said)]
    assert max(too_wide, default=0) < 10, too_wide


@pytest.mark.parametrize("name", TOLD)
def test_every_format_has_every_line(name: str) -> None:
    told = derivation(name, "Title", TOLD[name])
    markdown, tex = (render_derivation(told, suffix) for suffix in (".md", ".tex"))
    console = Console(width=10_000, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    shown = terminal.derivation(told, console)
    assert len(re.findall(r"^\|.*\| = \|.*\|$", markdown, re.MULTILINE)) == len(told.lines)
    assert tex.count(r"\addlinespace") == len(told.lines)
    assert all(f"= {line.right.text}" in shown for line in told.lines)
    assert told.conclusion in markdown.replace("&gt;", ">")
    assert shown.endswith(f"\n{told.conclusion}\n")
    assert {line.count("|") for line in markdown.splitlines() if line.startswith("|")} == {5}


def test_the_left_side_is_shown_once() -> None:
    told = derivation("", "", TOLD["two_layer_network"])
    assert [line.left.text for line in told.lines] == ["dJ", *[""] * (len(told.lines) - 2), "∂J/∂W1"]


def test_conclusions() -> None:
    assert derivation("", "", TOLD["deep"]).conclusion == (
        "each line is proved from the one before, for all sizes and values"
    )
    assert derivation("", "", TOLD["where"]).conclusion.endswith(" values, where X > 0")


@pytest.mark.parametrize("width", [200, 100, 60, 30])
def test_no_width_hides_a_line(width: int) -> None:
    told = derivation("net", "Title", TOLD["two_layer_network"])
    console = Console(width=width, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    shown = terminal.derivation(told, console)
    assert "…" not in shown
    lines = shown.splitlines()[8:-2]
    assert sum(line.startswith((" ", "∂")) and " = " in line for line in lines) >= len(told.lines)
    assert max(map(len, lines)) <= width
