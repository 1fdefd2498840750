"""`derive explain`: what it prints and writes, and what it says about arguments that cannot be used."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from derive import api
from derive.check.document import Explanation
from derive.check.verdict import Undecided
from derive.models import names

MODEL = "two_layer_network"


def test_lines_with_their_reasons(run: Any) -> None:
    result = run("explain", MODEL, "--wrt", "W1")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[1] == "two_layer_network: Two-layer network with any activation g"
    assert "  Z1 = W1 X + b1 1[m]ᵀ" in lines
    assert [line.split("= ")[1].split("  ")[0] for line in lines if "  dA1 = " in line] == [
        "(1/m) tr((A2 - Y)ᵀ W2 (g'(Z1) ∘ dZ1))"
    ]
    assert lines[-3].startswith("  ∂J/∂W1 = (1/m) (W2ᵀ (A2 - Y) ∘ g'(Z1)) Xᵀ  ")
    assert lines[-3].endswith("  dJ = tr((∂J/∂W1)ᵀ dW1)")
    assert lines[-1] == "each line is proved from the one before, for all sizes and values"
    columns = {line.rindex("  ") for line in lines[8:-2]}
    assert len(columns) == 1, "the reasons are aligned"


@pytest.mark.parametrize("name", ["b1", "W2", "b2", "X", "Z1", "A2"])
def test_other_variables_and_names(run: Any, name: str) -> None:
    result = run("explain", MODEL, "--wrt", name)
    assert result.exit_code == 0
    assert f"∂J/∂{name} = " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["nope", "--wrt", "W1"],
            f"there is no model called `nope`; the models are {', '.join(names())}",
        ),
        ([MODEL, "--wrt", "Q"], f"the model {MODEL} has no `Q`; it has W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2"),
        ([MODEL, "--wrt", "W1", "--form", "rows"], "a derivation has the form `trace` or `vec`, not `rows`"),
        ([MODEL, "--wrt", "W1", "-o", "x.pdf"], "`x.pdf` has no known format: a report ends in .md or .tex"),
        ([MODEL, "--wrt", "W1", "-o", "no/x.md"], "`no/x.md` cannot be written: no such file or directory"),
    ],
)
def test_one_sentence_for_what_cannot_be_used(run: Any, arguments: list[str], sentence: str) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"derive: {sentence}\n")


def test_a_line_that_is_not_proved_is_marked(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = api.explain_model(MODEL, "W2")
    doubtful = replace(told.lines[1], verdict=Undecided(told.lines[1].verdict.claim, "no proof was found"))
    spoilt = Explanation(told.loss, told.variable, told.definitions, (told.lines[0], doubtful, *told.lines[2:]))
    monkeypatch.setattr("derive.api.explain_model", lambda model, name, form: spoilt)
    result = run("explain", MODEL, "--wrt", "W2")
    assert result.exit_code == 1
    assert result.stderr == f"derive: 1 of {len(told.lines)} lines not proved\n"
    assert [line for line in result.stdout.splitlines() if line.endswith("dlog(U) = dU/U no proof was found")]
    for suffix, mark in ((".md", "**no proof was found**"), (".tex", r"\textcolor{bad}{no proof was found}")):
        target = tmp_path / f"told{suffix}"
        assert run("explain", MODEL, "--wrt", "W2", "-o", str(target)).exit_code == 1
        assert target.read_text(encoding="utf-8").count(mark) == 1


def test_the_examples_in_the_documentation(run: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explain.md").read_text(encoding="utf-8")
    examples = [part.split("\n```")[0] for part in page.split("```\n$ derive ")[1:]]
    assert len(examples) == 2
    for example in examples:
        command, shown = example.split("\n", 1)
        assert run(*command.split()).stdout == f"\n{shown}\n"
