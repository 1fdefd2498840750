"""numeric imports NumPy and the standard library only: a second opinion shares no code."""

import ast
import sys
from pathlib import Path

import pytest

import numeric

FILES = sorted(Path(numeric.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_imports(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("numeric" if node.level else str(node.module).split(".")[0])
    assert imported <= {"numeric", "numpy"} | sys.stdlib_module_names


def test_typed_marker() -> None:
    assert (Path(numeric.__file__).parent / "py.typed").is_file()
