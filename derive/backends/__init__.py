"""Formulas as functions of an array library: one library to a module; what they share is in the modules `_...`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from derive.core.errors import Unreadable

if TYPE_CHECKING:
    from derive.backends._backend import Backend


def names() -> list[str]:
    """The back ends by name."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))


def load(name: str) -> Backend:
    """The back end of this name. Raises Unreadable where there is none."""
    if name not in names():
        raise Unreadable(f"there is no back end called `{name}`; the back ends are {', '.join(names())}")
    backend: Backend = importlib.import_module(f"{__name__}.{name}").BACKEND
    return backend
