"""The command line over real models that are judged once, or over documents that a test makes up."""

from collections.abc import Callable
from functools import cache

import pytest
from click.testing import CliRunner, Result

from derive import api
from derive.check.document import Document
from derive.cli import cli

MODELS = ("logistic_regression", "two_layer_network")
verify = cache(api.verify)
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; `documents` are given out in place of judging models of these names."""

    def command(*arguments: str, documents: dict[str, Document | BaseException] | None = None) -> Result:
        def given(name: str) -> Document:
            assert documents is not None
            found = documents[name]
            if isinstance(found, BaseException):
                raise found
            return found

        monkeypatch.setattr("derive.api.verify", verify if documents is None else given)
        monkeypatch.setattr("derive.cli.names", lambda: list(MODELS if documents is None else documents))
        return CliRunner().invoke(cli, list(arguments), prog_name="derive")

    return command


@pytest.fixture(scope="session")
def network() -> Document:
    return verify("two_layer_network")


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that share the tests out may have been told a width."""
    monkeypatch.delenv("COLUMNS", raising=False)
