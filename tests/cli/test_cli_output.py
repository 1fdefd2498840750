"""What a command prints, and to whom."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from derive import api
from derive.check.document import Document
from derive.check.verdict import Undecided
from derive.core.text import text as text_of
from derive.models import load
from reports import terminal
from reports.report import section

MODEL = "two_layer_network"


def test_a_line_for_each_claim(run: Any, network: Document) -> None:
    lines = run("verify", MODEL).stdout.splitlines()
    assert lines[1] == "two_layer_network: Two-layer network with any activation g"
    row = re.compile(r"  line \d+(, note 000:\d+)? +(proved|refuted|undecided|ill-formed)  ")
    rows = [line for line in lines if row.match(line)]
    assert len(rows) == len(network.claims)
    assert "  line 25, note 000:104  proved      ∂J/∂W2 = (1/m) (A2 - Y) A1ᵀ" in lines
    assert any(re.match(r"  line 52, note 000:131  refuted     ∂J/∂b1 = \(W2ᵀ", line) for line in lines)
    assert any(re.match(r"  line 30, note 000:108  ill-formed  .*  \(b2 varies\)$", line) for line in lines)
    assert re.fullmatch(
        r"33 claims: 24 proved, 3 refuted, 0 undecided, 6 ill-formed; each as expected; \d+\.\d s", lines[-1]
    )


def test_errata(run: Any) -> None:
    text = run("verify", MODEL).stdout
    errata = text[text.index("\nErrata\n") :]
    assert re.findall(r"^  line \d+, (note 000:\d+)  ", errata, re.MULTILINE) == [
        f"note 000:{line}" for line in (93, 94, 108, 118, 119, 127, 131, 138)
    ]
    start = errata.index("note 000:131  refuted, missing factor")
    lines = [line.strip() for line in errata[start:].splitlines()[1:5]]
    assert lines[0].startswith("written:  ∂J/∂b1 = (W2ᵀ (A2 - Y) ∘ g'(Z1))")
    assert lines[1].startswith("derived:  ∂J/∂b1 = ")
    assert re.match(r"witness:  left side -?[\d./]+…?, right side -?[\d./]+…?", lines[2])
    assert re.match(r"h = \d+, m = \d+, n = \d+; ", lines[3])


def test_errata_of_the_suite_by_source(run: Any) -> None:
    lines = run("verify").stdout.splitlines()
    start = lines.index("Errata by source")
    found = [
        re.match(r"  (note 000(?:, mended)?):(\d+)\S* +(refuted|ill-formed) +\S", line)
        for line in lines[start + 1 : -2]
    ]
    numbers = [int(line[2]) for line in found if line]
    assert len(numbers) == len(found) == 15
    assert numbers == sorted(numbers)
    assert "  note 000:131           refuted     missing factor  (two_layer_network)" in lines
    assert "Errata by source" not in run("verify", MODEL).stdout


def test_agreement(run: Any) -> None:
    text = run("verify", MODEL).stdout
    for name in ("J", "dW1", "db1", "dW2", "db2"):
        assert re.search(rf"^  {name} +(0|\d\.\de-\d+) +(0|\d\.\de-\d+) +(0|–|\d\.\de-\d+)$", text, re.MULTILINE)


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "1"}, {"TTY_COMPATIBLE": "1"}, {"NO_COLOR": "1"}])
def test_no_escape_codes_in_a_pipe(run: Any, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert "\x1b" not in run("verify", MODEL).output


def test_nothing_is_cut_off_in_a_pipe(run: Any, network: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    text = run("verify", MODEL).stdout
    shown = [judged for judged in network.claims if judged.lhs and judged.rhs]
    assert all(f"  {text_of(judged.lhs)} = {text_of(judged.rhs)}" in text for judged in shown)
    assert "…" not in re.sub(r"\d…|; …", "", text)
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("width", [200, 100, 80, 40, 20, 5])
def test_no_width_hides_a_verdict(network: Document, width: int) -> None:
    console = Console(width=width, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    lines = terminal.show(section(network), console).splitlines()
    rows = [
        line for line in lines if re.match(r"  line \d+(, note 000:\d+)? +(proved|refuted|undecided|ill-formed) ", line)
    ]
    assert len(rows) == len(network.claims)
    if width >= 80:
        assert max(map(len, rows)) <= width


def test_verdicts_are_coloured_in_a_terminal(network: Document) -> None:
    console = Console(width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    text = terminal.show(section(network), console)
    assert "\x1b[32mproved" in text
    assert "\x1b[1;31mrefuted" in text


def test_words_cannot_steer_the_terminal(network: Document) -> None:
    claim = replace(network.claims[0].verdict.claim, latex="\x1b[2J\nnext [bold]x[/bold]")
    judged = replace(network.claims[0], verdict=Undecided(claim, "\x1b[31mred\r\x07"), lhs=None)
    spoilt = replace(network, title="a\x1b]0;title\x07\nb", claims=(judged,), agreement=())
    console = Console(width=80, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    lines = terminal.show(section(spoilt), console).splitlines()
    assert lines == [
        "",
        "two_layer_network: a?]0;title? b",
        "  line 9, note 000:89  undecided   ?[2J next [bold]x[/bold]",
        "                                   ?[31mred ?",
        "",
    ]


def test_json_is_all_that_is_printed(run: Any) -> None:
    result = run("verify", "nope", MODEL, "--format", "json")
    read = json.loads(result.stdout)
    assert [document["path"] for document in read["documents"]] == [MODEL]
    assert read["summary"]["claims"] == 33
    claims = {claim["id"]: claim for claim in read["documents"][0]["claims"]}
    lines = load(MODEL).document.read_text(encoding="utf-8").splitlines()
    for line in (93, 104, 108, 131):
        claim = claims[f"note 000:{line}.1"]
        written = lines[claim["line"] - 1]
        assert f"<!-- note 000:{line} {claim['verdict']} -->" in written
        assert written[claim["column"] - 1] == "="
        assert claim["latex"].partition(" = ")[2] in written


def test_what_is_expected_changes_no_verdict(run: Any, tmp_path: Path) -> None:
    text = load(MODEL).document.read_text(encoding="utf-8")
    other = {"proved": "refuted", "refuted": "undecided", "ill-formed": "proved"}
    flipped = re.sub(r"(proved|refuted|ill-formed) -->", lambda found: f"{other[found[1]]} -->", text)
    documents = {}
    for name, words in (("before", text), ("after", flipped)):
        (tmp_path / name).write_text(words, encoding="utf-8")
        documents[name] = replace(api.verify(tmp_path / name), path=name)

    before, after = (run("verify", name, "--format", "json", documents=documents) for name in ("before", "after"))
    assert (before.exit_code, after.exit_code) == (0, 1)
    assert (before.stderr, after.stderr.count("as expected\n")) == ("", 33)
    left, right = (json.loads(result.stdout)["documents"][0]["claims"] for result in (before, after))
    assert all(one.pop("expected") != two.pop("expected") for one, two in zip(left, right, strict=True))
    for claim in left + right:
        del claim["seconds"], claim["id"]
    assert left == right

    for command in (["verify"], ["report"]):
        texts = [run(*command, name, documents=documents).stdout for name in ("before", "after")]
        left, right = (re.sub(r"(not )?each as expected; [\d.]+ s\n", "", text) for text in texts)
        assert left == right.replace("after", "before")


@pytest.mark.parametrize(("suffix", "start"), [(".md", "# Report"), (".tex", "\\documentclass")])
def test_reports_are_written(run: Any, suffix: str, start: str, tmp_path: Path) -> None:
    target = tmp_path / f"errata{suffix}"
    target.write_text("old")
    result = run("report", "-o", str(target))
    assert (result.exit_code, result.output) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "Two-layer network with any activation g" in text
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".svg"] == [target.name]


def test_a_report_on_standard_output_is_markdown(run: Any) -> None:
    result = run("report", "logistic_regression")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Report on derivations\n\n25 claims: ")
    assert r"| line 31, note 000:65 | proved | $\frac{\partial J}{\partial w} = \frac{1}{m} " in result.stdout


def test_a_report_is_written_whatever_it_says(run: Any, network: Document) -> None:
    undecided = replace(network.claims[0], verdict=Undecided(network.claims[0].verdict.claim, "no proof was found"))
    documents = {"net": replace(network, claims=(undecided,))}
    assert run("report", documents=documents).exit_code == 0
    assert run("report", "net", "nope", documents=documents).exit_code == 2
    assert "no proof was found" in run("report", "net", "nope", documents=documents).stdout


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("report.pdf", "`report.pdf` has no known format: a report ends in .md or .tex"),
        ("report", "`report` has no known format: a report ends in .md or .tex"),
        ("nowhere/report.md", "`nowhere/report.md` cannot be written: no such file or directory"),
        ("folder.md", "`folder.md` cannot be written: is a directory"),
        ("x" * 300 + ".md", "`" + "x" * 300 + ".md` cannot be written: file name too long"),
    ],
)
def test_reports_that_cannot_be_written(
    run: Any, output: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.md").mkdir()
    result = run("report", "logistic_regression", "-o", output)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"derive: {sentence}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["folder.md"]


def test_nothing_is_written_where_nothing_is_judged(run: Any, tmp_path: Path) -> None:
    result = run("report", "nope", "-o", str(tmp_path / "report.md"))
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())
