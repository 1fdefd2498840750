"""The wheel holds derive, numeric and reports, whole, and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_the_three_packages_and_nothing_else(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"derive", "numeric", "reports"}
    sources = {
        str(path.relative_to(ROOT))
        for package in ("derive", "numeric", "reports")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == sources
    assert {"derive/py.typed", "reports/templates/report.md.jinja", "reports/templates/report.tex.jinja"} <= names
    assert {"derive/claims/surface.lark", "derive/models/two_layer_network.md"} <= names
