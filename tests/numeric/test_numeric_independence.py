"""numeric imports NumPy and the standard library only: a second opinion shares no code. Its extras may import more."""

import ast
import sys
from pathlib import Path

import pytest

import numeric

FILES = sorted(Path(numeric.__file__).parent.glob("*.py"))
EXTRAS = sorted((Path(numeric.__file__).parent / "extras").glob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("numeric" if node.level else str(node.module))
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_imports(path: Path) -> None:
    names = imported(path)
    assert {name.split(".")[0] for name in names} <= {"numeric", "numpy"} | sys.stdlib_module_names
    assert not any(name.startswith("numeric.extras") for name in names)


@pytest.mark.parametrize("path", EXTRAS, ids=lambda path: path.name)
def test_imports_of_extras(path: Path) -> None:
    """Each may import one library more, and none when it is itself imported."""
    more = {name.split(".")[0] for name in imported(path)} - {"numeric", "numpy"} - sys.stdlib_module_names
    assert more <= {"sklearn", "PIL", "matplotlib"}
    assert len(more) <= 1
    top = {
        name.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.Import) for name in node.names
    }
    top |= {str(node.module) for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)}
    assert not {name.split(".")[0] for name in top} & more


def test_typed_marker() -> None:
    assert (Path(numeric.__file__).parent / "py.typed").is_file()
