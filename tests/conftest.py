"""What is dear and wanted by several files."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from derive import api
from derive.check.document import Document
from derive.models import names


@pytest.fixture(scope="session")
def suite() -> Mapping[str, Document]:
    """Every model, judged once; tests that ask for it stand in one group, so that one process judges."""
    return {name: api.verify(name) for name in names()}
