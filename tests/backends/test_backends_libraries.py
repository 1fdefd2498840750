"""JAX and PyTorch: `checks.py` in a process for each, and what is written for them, which takes neither."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from derive import api, backends
from derive.core.errors import Unreadable
from derive.core.symbols import matrix, sizes
from derive.models import load, names

CHECKS = Path(__file__).with_name("checks.py")
ROOT = CHECKS.parent.parent.parent
OTHERS = {"jax": "JAX", "torch": "PyTorch"}


def checks() -> list[Any]:
    """Each check of each library, those of one library in one process."""
    written = [part.name for part in ast.parse(CHECKS.read_text()).body if isinstance(part, ast.FunctionDef)]
    found = []
    for library, other in (("jax", "torch"), ("torch", "jax")):
        missing = f"{OTHERS[library]} is not installed: pip install '.[{library}]'"
        marks = [pytest.mark.xdist_group(library), pytest.mark.skipif(find_spec(library) is None, reason=missing)]
        kept = [name for name in written if name.startswith("check_") and not name.startswith(f"check_{other}_")]
        found += [pytest.param(library, name, marks=marks, id=f"{library}-{name[6:]}") for name in kept]
    return found


@cache
def outcome(library: str) -> dict[str, str]:
    command = [sys.executable, str(CHECKS), library]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, str] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(("library", "check"), checks())
def test_library(library: str, check: str) -> None:
    assert outcome(library)[check] == ""


def test_the_back_ends_are_the_modules_of_the_folder() -> None:
    assert backends.names() == ["jax", "numpy", "torch"]
    n, m = sizes("n m")
    X = matrix("X", n, m)
    sentence = "^there is no back end called `cupy`; the back ends are jax, numpy, torch$"
    for wanted in (lambda: api.lambdify(X, [X], backend="cupy"), lambda: load("least_squares").source(backend="cupy")):
        with pytest.raises(Unreadable, match=sentence):
            wanted()


@pytest.mark.parametrize("library", OTHERS)
def test_source_is_written_without_the_library_and_run_with_it_alone(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("derive.backends._backend.find_spec", lambda name: None)
    source = load("least_squares").source("J", backend=library)
    with pytest.raises(Unreadable) as caught:
        backends.load(library).compile(source)
    assert str(caught.value) == f"the back end {library} needs {OTHERS[library]}: pip install 'derive[{library}]'"


@pytest.mark.parametrize("library", OTHERS)
def test_every_operation_of_numpy_is_written_for_the_others(library: str) -> None:
    numpy, other = (backends.load(name).library for name in ("numpy", library))
    own = {"matmul", "spread onto"}  # the others have the operators @ and +
    assert numpy.templates.keys() - own <= other.templates.keys()
    for name in names():
        text = load(name).source(backend=library).text
        ast.parse(text)
        assert "np." not in text.replace("jnp.", "")[text.index(f"def {name}(") :]


WRITTEN = {
    "jax": """
    _float64()
    X = _array("X", X, "m, n", "m", "n")
    m, n = X.shape
    y = _array("y", y, "m, 1", m, 1)
    w = _array("w", w, "n, 1", n, 1)
    r = X @ w - y
    J = jnp.vdot(r, r) / (2 * m)
    dw = X.T @ r / m
    return J, dw
""",
    "torch": """
    device = _device(X, y, w)
    X = _array("X", X, device, "m, n", "m", "n")
    m, n = X.shape
    y = _array("y", y, device, "m, 1", m, 1)
    w = _array("w", w, device, "n, 1", n, 1)
    r = X @ w - y
    J = torch.vdot(r.ravel(), r.ravel()) / (2 * m)
    dw = X.T @ r / m
    return J, dw
""",
}


@pytest.mark.parametrize("library", OTHERS)
def test_it_is_what_a_person_would_write(library: str) -> None:
    assert load("least_squares").source("J", "dw", backend=library).text.endswith('"""' + WRITTEN[library])
