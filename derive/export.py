"""A model as a module that stands alone: to be pasted or imported elsewhere, where `derive` is not installed."""

from __future__ import annotations

from collections.abc import Sequence

from derive import __version__
from derive.backends import load
from derive.backends._docstring import quoted
from derive.models import Model


def module(model: Model, backend: str = "numpy", only: Sequence[str] = (), work: bool = False) -> str:
    """The source of a file with one function, which is called like the model.

    `only` are the names of what it returns: all definitions and derivatives where there is none. With `work`, it is
    given the arrays in which it works. Raises Unreadable where there is no such back end, where it takes no arrays to
    work in, or the model has no such name.
    """
    title = load(backend).title
    source = model.source(*only, backend=backend, work=work)
    doc = quoted(f"{model.title}.\n\nWritten for {title} by derive {__version__}: the model {source.name}.")
    return "\n".join([*doc, "", source.text])
