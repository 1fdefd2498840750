"""`derive export`: modules that run where nothing but the library is, and what is said of what cannot be written."""

from __future__ import annotations

import importlib.util
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive import __version__
from derive.backends import names as backends
from derive.export import module
from derive.models import load, names

BACKENDS = "the back ends are jax, numpy, torch"
CHILD = """
import importlib, pickle, sys
sys.path += sys.argv[1:]
sys.modules.update(dict.fromkeys(("derive", "numeric", "sympy")))  # cannot be imported
points = pickle.load(sys.stdin.buffer)
found = {name: getattr(importlib.import_module(name), name)(**point) for name, point in points.items()}
sys.stdout.buffer.write(pickle.dumps(found))
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The modules of all models for NumPy."""
    folder = tmp_path_factory.mktemp("modules")
    for name in names():
        (folder / f"{name}.py").write_text(module(load(name)), encoding="utf-8")
    return folder


def test_every_model_runs_where_derive_is_not(modules: Path) -> None:
    points: dict[str, Any] = {}
    for name in names():
        model = load(name)
        sample = model.twin.sample(np.random.default_rng(4), model.sizes)
        points[name] = {symbol.name: sample[symbol.name] for symbol in (*model.given, *model.learn)}
    command = [sys.executable, "-I", "-S", "-c", CHILD, str(modules), str(Path(np.__file__).parent.parent)]
    ran = subprocess.run(command, input=pickle.dumps(points), capture_output=True, timeout=100)
    assert ran.returncode == 0, ran.stderr.decode()
    found = pickle.loads(ran.stdout)
    for name, point in points.items():
        expected = load(name).lambdify()(**point)
        assert all(np.array_equal(one, other) for one, other in zip(found[name], expected, strict=True)), name


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed: pip install '.[dev]'")
def test_types_of_every_model_are_right(modules: Path) -> None:
    """A slip in a type is seen."""
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(modules / "cache")]
    slip = (modules / "likelihood.py").read_text(encoding="utf-8").replace('"y", y)', '"y", [y])')
    (modules / "slip.py").write_text(
        slip.replace("def likelihood(y: ArrayLike", "def likelihood(y: str"), encoding="utf-8"
    )
    ran = subprocess.run([*command, "."], cwd=modules, capture_output=True, text=True)
    assert {line.split(":")[0] for line in ran.stdout.splitlines()[:-1]} == {"slip.py"}, ran.stdout


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="ruff is not installed: pip install '.[dev]'")
def test_linters_find_nothing(modules: Path) -> None:
    # the names of variables are the author's, and may be l
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore", "E741", str(modules)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("library", backends())
def test_what_a_module_says_of_itself(run: Any, library: str) -> None:
    result = run("export", "two_layer_network", "--to", library, "--only", "J, dW2")
    assert (result.exit_code, result.stderr) == (0, "")
    text = result.stdout
    title = {"jax": "JAX", "numpy": "NumPy", "torch": "PyTorch"}[library]
    assert text.startswith(
        f'"""Two-layer network with any activation g.\n\n'
        f'Written for {title} by derive {__version__}: the model two_layer_network.\n"""\n'
    )
    for line in (
        "    Formulas (A B is the matrix product, A ∘ B the product entry by entry, 1[m] a column of m ones):",
        "        g = tanh",
        "        A1 = g(Z1)",
        "        A2 = σ(Z2)",
        "        dW2 = (1/m) (A2 - Y) A1ᵀ",
        "        b1: h × 1",
        "        J: scalar",
        "        dW2: 1 × h",
        "    return J, dW2",
    ):
        assert f"\n{line}\n" in text
    assert "dW1" not in text and "derive." not in text
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize("library", backends())
def test_no_line_is_longer_than_a_screen(library: str) -> None:
    for name in names():
        assert max(map(len, module(load(name), library).splitlines())) <= 110, name


def test_a_file(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "net.py"
    result = run("export", "likelihood", "-o", str(target))
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_text(encoding="utf-8") == module(load("likelihood")) == run("export", "likelihood").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], f"there is no model called `nope`; the models are {', '.join(names())}"),
        (["model"], f"there is no model called `model`; the models are {', '.join(names())}"),
        (
            ["likelihood", "--to", "fortran"],
            f"there is no back end called `fortran`; {BACKENDS}",
        ),
        (["likelihood", "--to", "_text"], f"there is no back end called `_text`; {BACKENDS}"),
        (["likelihood", "--only", "P,x"], "the model likelihood has no `x`; it has P, l, dyhat, dP"),
        (["likelihood", "--only", ""], "the model likelihood has no ``; it has P, l, dyhat, dP"),
        (["likelihood", "-o", "no/x.py"], "`no/x.py` cannot be written: no such file or directory"),
    ],
)
def test_one_sentence_for_what_cannot_be_used(run: Any, arguments: list[str], sentence: str) -> None:
    result = run("export", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"derive: {sentence}\n")


def test_the_documentation_shows_what_is_written() -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "functions.md"
    shown = page.read_text(encoding="utf-8").split("```python\n")[2].split("```")[0]
    assert module(load("least_squares"), "jax", ["J", "dw"]).endswith(f"\n{shown}")
