"""LaTeX that compiles, whatever words are in it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.check.document import Document, Judged
from derive.check.verdict import Undecided
from derive.core.claim import Claim
from derive.core.symbols import exp, function, matrix, ones, scalar, size, sizes
from derive.normal.session import Session
from derive.ops import language
from reports import latex
from reports.formula import equation
from reports.render import render
from reports.report import report, section
from reports.written import legible

n, m = sizes("n m")
A, B = matrix("A", n, m), matrix("B", m, n)
EVERYTHING = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0xA0, 0x250)))
    + "".join(latex.SIGNS)
    + "‘’“”–—…--- 向前 😀 \x00\x1b\ud800\u0301 `code`` [x] ??` !` <<>> ,,"
)

compiled = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")


def compile_pdf(text: str, folder: Path) -> str:
    """What pdflatex says; fails where it does."""
    (folder / "report.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-2000:]
    return said


@given(words=st.text())
def test_nothing_is_left_that_means_something_to_tex(words: str) -> None:
    text = latex.text(words)
    assert text.isascii()
    bare = re.sub(r"\\ensuremath\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", text)
    assert not re.search(r"[$&#%_^~]", re.sub(r"\\[$&#%_]|\\[\^~](?=\{[A-Za-z]\})", "", bare))
    assert re.sub(r"\\.", "", text).count("{") == re.sub(r"\\.", "", text).count("}")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("50% of a_b & #1", r"50\% of a\_\allowbreak{}b \& \#1"),
        ("`Aᵀ` is 1 × m", r"\texttt{A\ensuremath{^{\mathsf{T}}}} is 1 \ensuremath{\times} m"),
        ("é or ß", r"\'{e} or \texttt{U+00DF}\allowbreak{}"),
        ("[x] -- y", r"{[}x{]} -{}- y"),
        ("a\n\n\\end{document}", r"a \textbackslash{}end\{document\}"),
    ],
)
def test_words(words: str, written: str) -> None:
    assert latex.text(words) == written


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        (r"\sigma\left(z\right)", r"\sigma(z)"),
        (r"\left(\frac{1}{m} + \left(a\right)\right)", r"\Bigl(\frac{1}{m} + (a)\Bigr)"),
        (r"b \, {\left(A^{[2]} - {\left(c\right)}^T\right)}^T", r"b \by (A^{[2]} - (c)^T)^T"),
        (r"\frac{\left(a\right)}{\left(b\right)}^T", r"\frac{(a)}{(b)}^T"),
        (r"x \, \frac{1}{" + "a + " * 30 + "a}", r"x \by ((1) / (" + "a + " * 30 + "a))"),
    ],
)
def test_formulas_can_break(formula: str, written: str) -> None:
    assert latex.breakable(formula) == written


def test_the_document_is_complete(document: Document) -> None:
    text = render(report([section(legible(document, language()))]), ".tex")
    assert text.startswith("\\documentclass")
    assert text.endswith("\\end{document}\n")
    for verdict in ("proved", "refuted", "ill-formed", "undecided"):
        assert re.search(rf"\\textcolor\{{\w+\}}\{{{verdict}\}}", text)
    assert r"\item because: in \texttt{A A}, \texttt{A} has m columns but \texttt{A} has n rows" in text


@compiled
def test_every_character_compiles(document: Document, hostile: Callable[[str], Document], tmp_path: Path) -> None:
    documents = [legible(document, language()), hostile(EVERYTHING), hostile("]"), hostile("[x]"), hostile("")]
    compile_pdf(render(report(map(section, documents)), ".tex"), tmp_path)


@compiled
def test_long_formulas_stay_on_the_page(session: Session, document: Document, tmp_path: Path) -> None:
    product = A
    for _ in range(40):
        product = product * B * A
    total = A
    for _ in range(40):
        total = total + exp(A)
    nested = A
    for _ in range(12):
        nested = 1 / (1 + exp(-nested) + A)
    sides = [session.read(side) for side in (A, product, total, A / exp(total), nested)]
    claims = [Judged(Undecided(Claim("", A, A), "long"), sides[0], side, 0.0) for side in sides]
    said = compile_pdf(render(report([section(replace(document, claims=tuple(claims)))]), ".tex"), tmp_path)
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", said)]
    assert max(too_wide, default=0) < 20, too_wide


@pytest.mark.parametrize("name", ["50%", "a&b", "x$y", "}", "\\input{x}", "~", "a^b^c", "a_b_c", "σ", "\\", "a|b"])
def test_names_that_tex_would_read_are_quoted(name: str, session: Session) -> None:
    exprs = [scalar(name), ones(size(name)), matrix("x", size(name + "n"), 2) * ones(2, size(name + "n"))]
    for expr in [*exprs, *([function(name)(A)] if name.isidentifier() else [])]:
        formula = equation(session.read(expr), session.read(expr))
        assert formula.latex
        assert formula.quoted


@pytest.mark.parametrize("name", ["W1", "x", "learning_rate", "n_x", "y'", "alpha"])
def test_names_that_people_use_are_typeset(name: str, session: Session) -> None:
    for expr in (scalar(name), function(name)(A), ones(size(name))):
        assert equation(session.read(expr), session.read(expr)).typeset
