"""The suite: NAME.py defines a loss or a network, NAME.md holds what people claim about it.

from derive.models import two_layer_network as net
step = net.lambdify("J", "dW1", "db1", "dW2", "db2")
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from derive.models.model import Model

if TYPE_CHECKING:
    backpropagation_entries: Model
    backpropagation_step: Model
    deep_network: Model
    deep_network_relu: Model
    equal_hidden_units: Model
    logistic_regression: Model
    logistic_regression_one_sample: Model
    two_layer_network: Model
    zero_weights: Model


def names() -> list[str]:
    """The models by name."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "model")


def load(name: str) -> Model:
    """The model of this name."""
    model = importlib.import_module(f"{__name__}.{name}").MODEL
    globals()[name] = model  # importing a submodule puts the module itself under this name
    assert isinstance(model, Model)
    return model


def __getattr__(name: str) -> Model:
    if name.startswith("_") or name not in names():
        raise AttributeError(f"there is no model called {name}")
    return load(name)


__all__ = ["Model", "load", "names"]
