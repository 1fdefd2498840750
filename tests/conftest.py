"""What is dear and wanted by several files."""

from __future__ import annotations

import os
from collections.abc import Mapping

# Processes share the tests out; threads of each for products of small matrices would only wait for one another.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pytest

from derive import api
from derive.check.document import Document
from derive.models import names


@pytest.fixture(scope="session")
def suite() -> Mapping[str, Document]:
    """Every model, judged once; tests that ask for it stand in one group, so that one process judges."""
    return {name: api.verify(name) for name in names()}
