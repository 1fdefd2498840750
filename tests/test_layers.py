"""Who may import whom, and who may build a verdict; found in the source, not at run time."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {
    "core": set(),
    "ops": {"core"},
    "normal": {"core", "ops"},
    "backends": {"core", "ops"},
    "calculus": {"core", "ops", "normal", "backends"},
    "check": {"core", "ops", "normal", "backends", "calculus", "numeric"},
    "models": {"core", "ops", "normal", "backends", "calculus", "check", "numeric"},
    "claims": {"core", "ops", "normal", "backends", "calculus", "check"},
    "reports": {"core", "check"},
    "numeric": set(),
}
LIBRARIES = {"core": {"sympy"}, "numeric": {"numpy", "sklearn", "PIL", "matplotlib"}}
EXTERNAL = {"sympy", "numpy", "flint", "jinja2", "click", "rich", "mpmath", "sklearn", "PIL", "matplotlib"}
OPTIONAL = {"sklearn", "PIL", "matplotlib"}


def files(package: str) -> list[Path]:
    folder = ROOT / package if package in ("numeric", "reports") else ROOT / "derive" / package
    return sorted(folder.rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names


@pytest.mark.parametrize("package", LAYERS)
def test_a_package_imports_only_what_lies_below(package: str) -> None:
    assert files(package)
    for path in files(package):
        for name in imported(ast.parse(path.read_text())):
            parts = name.split(".")
            if parts[0] == "derive" and len(parts) > 1:
                assert parts[1] == package or parts[1] in LAYERS[package], f"{path}: {name}"
            elif parts[0] in ("numeric", "reports", "derive"):
                assert parts[0] == package or parts[0] in LAYERS[package], f"{path}: {name}"
            elif package in LIBRARIES and parts[0] in EXTERNAL:
                assert parts[0] in LIBRARIES[package], f"{path}: {name}"


def test_optional_libraries_are_imported_by_the_extras_alone() -> None:
    for path in sorted((ROOT / "derive").rglob("*.py")) + files("reports") + files("numeric"):
        if path.parent != ROOT / "numeric" / "extras":
            assert not {name.split(".")[0] for name in imported(ast.parse(path.read_text()))} & OPTIONAL, path


def test_the_kernel_imports_core_alone() -> None:
    names = imported(ast.parse((ROOT / "derive/core/kernel.py").read_text()))
    assert all(name.startswith("derive.core") for name in names if name.split(".")[0] in EXTERNAL | {"derive"})


def test_reports_read_verdicts_and_documents_alone() -> None:
    for path in files("reports"):
        for name in imported(ast.parse(path.read_text())):
            if name.startswith("derive.check"):
                assert name in ("derive.check.verdict", "derive.check.document"), f"{path}: {name}"


def calls(name: str) -> set[str]:
    return callers().get(name, set())


@cache
def callers() -> dict[str, set[str]]:
    """Which files call what."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "derive").rglob("*.py")) + sorted((ROOT / "reports").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                found.setdefault(called, set()).add(str(path.relative_to(ROOT)))
    return found


def test_only_a_case_builds_proved_and_only_the_kernel_builds_lemmas() -> None:
    assert calls("Proved") == {"derive/check/case.py"}
    assert calls("Refuted") == {"derive/check/case.py", "derive/check/piecewise.py"}
    assert calls("Lemma") == {"derive/core/kernel.py"}


def test_nothing_is_evaluated_from_text() -> None:
    for name in ("sympify", "parse_expr", "parse_latex", "eval", "doit", "simplify"):
        assert calls(name) == set(), name
    assert calls("exec") <= {"derive/backends/_backend.py"}  # of source that the program wrote itself


def test_expected_is_read_by_the_exit_status_and_the_json_writer_alone() -> None:
    readers = set()
    for path in sorted((ROOT / "derive").rglob("*.py")) + sorted((ROOT / "reports").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "expected":
                readers.add(str(path.relative_to(ROOT)))
    assert readers == {"derive/check/document.py", "reports/machine.py"}


def test_the_trusted_files_stay_short() -> None:
    for name in "kernel laws lemma form lower derivative condition property square environment".split():
        assert len((ROOT / f"derive/core/{name}.py").read_text().splitlines()) <= 460, name


def test_only_the_kernel_can_seal_a_lemma() -> None:
    users = [path for path in (ROOT / "derive").rglob("*.py") if "SEAL" in path.read_text()]
    assert sorted(path.name for path in users) == ["kernel.py", "lemma.py"]
