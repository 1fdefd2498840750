"""The suite: NAME.py defines a loss or a network, NAME.md holds what people claim about it.

from derive.models import two_layer_network as net
step = net.lambdify("J", "dW1", "db1", "dW2", "db2")
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from derive.core.errors import Unreadable
from derive.models.model import Model

if TYPE_CHECKING:
    activations: Model
    backpropagation_entries: Model
    backpropagation_step: Model
    computation_graph: Model
    deep_network: Model
    deep_network_relu: Model
    equal_hidden_units: Model
    least_squares: Model
    likelihood: Model
    logistic_regression: Model
    logistic_regression_one_sample: Model
    logistic_regression_row: Model
    logistic_regression_signed: Model
    matrix_factorisation: Model
    multiclass_svm: Model
    multiclass_svm_batch: Model
    one_hidden_layer_one_output: Model
    one_hidden_layer_vec: Model
    softmax_cross_entropy: Model
    softmax_cross_entropy_batch: Model
    two_layer_network: Model
    two_layer_network_columns: Model
    two_layer_network_one_sample: Model
    two_layer_network_rows: Model
    two_layer_network_tanh: Model
    zero_weights: Model


def names() -> list[str]:
    """The models by name."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "model")


def load(name: str) -> Model:
    """The model of this name. Raises Unreadable where there is none."""
    if name not in names():
        raise Unreadable(f"there is no model called `{name}`; the models are {', '.join(names())}")
    model = importlib.import_module(f"{__name__}.{name}").MODEL
    globals()[name] = model  # importing a submodule puts the module itself under this name
    assert isinstance(model, Model)
    return model


def __getattr__(name: str) -> Model:
    if name.startswith("_") or name not in names():
        raise AttributeError(f"there is no model called {name}")
    return load(name)


__all__ = ["Model", "load", "names"]
