"""J = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)), A2 = sigmoid(W2 g(W1 X + b1 1^T) + b2 1^T).

Shapes: X (n, m), one sample per column; W1 (h, n); b1 (h, 1); W2 (1, h); b2 () or (1, 1);
Y (1, m). Units: none, natural logarithms.
Errors: ValueError on another shape or a non-finite entry.

This is `two_layer_network_columns` with one output, its bias a number.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import two_layer_network_columns
from numeric.arguments import Activation, Array, Shape, array, arrays
from numeric.elementwise import residual, sigmoid_prime, tanh_prime, tanh_second

SHAPES: dict[str, Shape] = {
    "X": ("n", "m"),
    "W1": ("h", "n"),
    "b1": ("h", 1),
    "W2": (1, "h"),
    "b2": (),
    "Y": (1, "m"),
}


def forward(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    g: Activation = np.tanh,
) -> dict[str, Array]:
    """Z1 = W1 X + b1 1^T, A1 = g(Z1), Z2 = W2 A1 + b2 1^T, A2 = sigmoid(Z2).

    Shapes: as in the module -> "Z1", "A1" (h, m), "Z2", "A2" (1, m). Units: A2 is a probability.
    Errors: ValueError on another shape or a non-finite entry, of g(Z1) too.
    """
    X, W1, b1, W2, b2 = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2)
    return two_layer_network_columns.forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2.reshape(1, 1), g=g)


def loss(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
) -> float | complex:
    """J = (1/m) sum(Y softplus(-Z2) + (1 - Y) softplus(Z2)) = -(1/m) sum(Y log A2 + (1 - Y) log(1 - A2)).

    Shapes: as in the module -> scalar, complex where an input is. Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    return two_layer_network_columns.loss(X=X, W1=W1, b1=b1, W2=W2, b2=b2.reshape(1, 1), Y=Y, g=g)


def backward(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
) -> dict[str, Array]:
    """dW1 = dZ1 X^T, db1 = dZ1 1, dW2 = dZ2 A1^T, db2 = dZ2 1.

    Here dZ2 = (A2 - Y)/m and dZ1 = W2^T dZ2 * g'(Z1), with * entrywise.

    Shapes: as in the module -> "dW1" (h, n), "db1" (h, 1), "dW2" (1, h), "db2" ().
    Units: nats per sample.
    Errors: ValueError on another shape or a non-finite entry, of g'(Z1) too.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    gradients = two_layer_network_columns.backward(
        X=X, W1=W1, b1=b1, W2=W2, b2=b2.reshape(1, 1), Y=Y, g=g, g_prime=g_prime
    )
    return {**gradients, "db2": gradients["db2"].reshape(())}


def derivatives(
    *,
    X: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    Y: ArrayLike,
    g: Activation = np.tanh,
    g_prime: Activation = tanh_prime,
    g_second: Activation = tanh_second,
) -> dict[str, Array]:
    """HW1[(l,k),(j,i)] = sum_s X[l,s] (c_s P[k,s] P[i,s] + D[k,s] [k = i]) X[j,s], HW2 = sum_s c_s A1[:,s] A1[:,s]^T.

    Here c = sigmoid'(Z2) / m, P[k,s] = W2[k] g'(Z1[k,s]) and D[k,s] = W2[k] g''(Z1[k,s]) (A2 - Y)[s] / m.

    Shapes: as in the module -> "HW1" (n h, n h), columns of W1 one below the other; "HW2" (h, h).
    Units: nats per sample. Errors: ValueError on another shape or a non-finite entry.
    """
    X, W1, b1, W2, b2, Y = arrays(SHAPES, X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y)
    (n, m), h = X.shape, len(W1)
    layer = forward(X=X, W1=W1, b1=b1, W2=W2, b2=b2, g=g)
    Z1, A1, Z2 = layer["Z1"], layer["A1"], layer["Z2"]
    c = sigmoid_prime(Z2) / m
    P = W2.T * array("g_prime(Z1)", g_prime(Z1), Z1.shape)
    D = W2.T * array("g_second(Z1)", g_second(Z1), Z1.shape) * residual(Z2, Y) / m
    slopes = np.einsum("ls,ks->lks", X, P).reshape(n * h, m)
    blocks = np.einsum("ls,ks,js,ki->lkji", X, D, X, np.eye(h), optimize=True).reshape(n * h, n * h)
    return {"HW1": (slopes * c) @ slopes.T + blocks, "HW2": (A1 * c) @ A1.T}


def sample(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
    """(X, W1, b1, W2, b2, Y) at a generic point.

    Shapes: as in the module, b2 (), for sizes {"n", "h", "m"}. Units: none.
    Errors: ValueError unless n, h and m are integers of at least 1.
    """
    values = two_layer_network_columns.sample(rng, {**sizes, "k": 1})
    return {**values, "b2": values["b2"].reshape(())}
