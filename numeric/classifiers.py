"""CLASSIFIERS: the models that can be trained, by name: how each has its samples, answers and parameters.

Shapes: as in `numeric.classifier` and in the module of each model. Units: none. Errors: ValueError as there.

Paces and numbers of steps are for standardised features.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import (
    deep_network,
    deep_network_relu,
    logistic_regression,
    logistic_regression_row,
    logistic_regression_signed,
    multiclass_svm_batch,
    softmax_cross_entropy_batch,
    two_layer_network,
    two_layer_network_columns,
    two_layer_network_rows,
)
from numeric.arguments import Array
from numeric.classifier import Classifier, Shapes
from numeric.elementwise import sigmoid


def column(y: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """0 and 1, one below the other.

    Shapes: (m,) -> (m, 1). Units: none. Errors: none.
    """
    return row(y, count).T


def row(y: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """0 and 1, side by side.

    Shapes: (m,) -> (1, m). Units: none. Errors: none.
    """
    return y.reshape(1, -1).astype(np.float64)


def signs(y: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """-1 and 1 for 0 and 1, side by side.

    Shapes: (m,) -> (1, m). Units: none. Errors: none.
    """
    return 2 * row(y, count) - 1


def one_hot_rows(y: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Y_ij = [y_i = j].

    Shapes: (m,) -> (m, C). Units: none. Errors: none.
    """
    return np.asarray(np.eye(count)[y])


def one_hot_columns(y: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Y_ij = [y_j = i].

    Shapes: (m,) -> (C, m). Units: none. Errors: none.
    """
    return one_hot_rows(y, count).T


def vector(features: int, hidden: Sequence[int], classes: int) -> Shapes:
    """w (n, 1) and b ().

    Shapes: scalars. Units: none. Errors: none.
    """
    return {"w": ((features, 1), features), "b": ((), 0)}


def matrix(features: int, hidden: Sequence[int], classes: int) -> Shapes:
    """W (D, C).

    Shapes: scalars. Units: none. Errors: none.
    """
    return {"W": ((features, classes), features)}


def network(features: int, hidden: Sequence[int], classes: int) -> Shapes:
    """Wl (nl, n(l-1)) and bl (nl, 1) for l < L, WL (1, n(L-1)), bL ().

    Shapes: scalars. Units: none. Errors: none.
    """
    return {**network_columns(features, hidden, 1), f"b{len(hidden) + 1}": ((), 0)}


def network_columns(features: int, hidden: Sequence[int], classes: int) -> Shapes:
    """Wl (nl, n(l-1)) and bl (nl, 1), with as many units in the last layer as there are classes.

    Shapes: scalars. Units: none. Errors: none.
    """
    widths = [features, *hidden, classes]
    found: dict[str, tuple[tuple[int, ...], int]] = {}
    for layer in range(1, len(widths)):
        found[f"W{layer}"] = ((widths[layer], widths[layer - 1]), widths[layer - 1])
        found[f"b{layer}"] = ((widths[layer], 1), 0)
    return found


def network_rows(features: int, hidden: Sequence[int], classes: int) -> Shapes:
    """Those of `network_columns`, transposed.

    Shapes: scalars. Units: none. Errors: none.
    """
    shapes = network_columns(features, hidden, classes)
    return {name: (shape[::-1], inputs) for name, (shape, inputs) in shapes.items()}


def _last(model: Any, across: bool = False) -> Any:
    """X and parameters -> the last layer of a model, whose classes lie across where samples are columns."""

    def scores(*, X: ArrayLike, **parameters: ArrayLike) -> Array:
        *_, A = model.forward(X=X, **parameters).values()
        return np.asarray(A.T if across else A)

    return scores


def _chances(model: Any) -> Any:
    """X and parameters -> the last layer of a model for two classes, (m,)."""
    last = _last(model)
    return lambda **arguments: last(**arguments).ravel()


def _signed(**arguments: ArrayLike) -> Array:
    return sigmoid(logistic_regression_signed.forward(**arguments)["Z"]).ravel()


def _linear(*, X: ArrayLike, W: ArrayLike) -> Array:
    return softmax_cross_entropy_batch.forward(X=X, W=W)["S"]


def _classifier(model: Any, **settings: Any) -> Classifier:
    return Classifier(model.loss, model.backward, **{"scores": _chances(model), **settings})


def _logistic(model: Any, **settings: Any) -> Classifier:
    settings = {"answers": row, "shapes": vector, "init": "zeros", "pace": 4.0, "steps": 500, **settings}
    return _classifier(model, estimator="LogisticRegression", **settings)


def _network(model: Any, **settings: Any) -> Classifier:
    standard = {"answers": row, "shapes": network, "init": "xavier", "pace": 4.0, "steps": 500, "hidden": (16,)}
    return _classifier(model, **{"estimator": "MLPClassifier, tanh", "layers": 1, **standard, **settings})


CLASSIFIERS: dict[str, Classifier] = {
    "logistic_regression": _logistic(logistic_regression, answers=column),
    "logistic_regression_row": _logistic(logistic_regression_row),
    "logistic_regression_signed": _logistic(logistic_regression_signed, answers=signs, scores=_signed),
    "two_layer_network": _network(two_layer_network),
    "two_layer_network_tanh": _network(two_layer_network),
    "two_layer_network_columns": _network(
        two_layer_network_columns,
        answers=one_hot_columns,
        scores=_last(two_layer_network_columns, across=True),
        shapes=network_columns,
        many=True,
    ),
    "two_layer_network_rows": _network(
        two_layer_network_rows,
        answers=one_hot_rows,
        scores=_last(two_layer_network_rows),
        shapes=network_rows,
        many=True,
        columns=False,
    ),
    "deep_network": _network(deep_network, hidden=(16, 8), layers=None),
    "deep_network_relu": _network(
        deep_network_relu, hidden=(16, 8), layers=None, init="he", estimator="MLPClassifier, relu"
    ),
    "softmax_cross_entropy_batch": _classifier(
        softmax_cross_entropy_batch,
        answers=one_hot_rows,
        scores=_linear,
        shapes=matrix,
        init="zeros",
        pace=2.0,
        steps=500,
        constants={"reg": 1e-4},
        many=True,
        columns=False,
        ones=True,
        estimator="LogisticRegression",
    ),
    "multiclass_svm_batch": _classifier(
        multiclass_svm_batch,
        answers=one_hot_rows,
        scores=_linear,
        shapes=matrix,
        init="zeros",
        pace=0.4,
        steps=500,
        constants={"Delta": 1.0, "reg": 1e-3},
        many=True,
        columns=False,
        ones=True,
        estimator="LinearSVC",
    ),
}
