"""The same losses and gradients, one number at a time: what vectorised code is to be compared with.

Shapes: those of the modules of the same names, as arrays of float64. Units: those there.
Errors: ValueError as there.

A loop is how a formula with indices reads, and slow: `python -m benchmarks.loops` says how slow.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import logistic_regression as vectorised
from numeric.arguments import Shape, arrays, one_hot, real
from numeric.multiclass_svm_batch import SHAPES as SVM_SHAPES
from numeric.softmax_cross_entropy_batch import SHAPES as SOFTMAX_SHAPES

Slopes = dict[str, NDArray[np.float64]]


def logistic_regression(*, X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> tuple[float, Slopes]:
    """J = (1/m) sum_i softplus(z_i) - y_i z_i, dw_k = (1/m) sum_i (a_i - y_i) x_ki, z_i = sum_k w_k x_ki + b.

    Shapes: X (n, m), Y (m, 1), w (n, 1), b () -> scalar, "dw" (n, 1), "db" (). Units: nats per sample.
    Errors: ValueError as in the module.
    """
    X, Y, w, b = _arrays(vectorised.SHAPES, X=X, Y=Y, w=w, b=b)
    n, m = X.shape
    J, dw, db = 0.0, np.zeros((n, 1)), 0.0
    for i in range(m):
        z = float(b)
        for k in range(n):
            z += w[k, 0] * X[k, i]
        e = math.exp(-abs(z))
        right, wrong = (1 / (1 + e), e / (1 + e)) if z >= 0 else (e / (1 + e), 1 / (1 + e))  # sigmoid(z), sigmoid(-z)
        J += Y[i, 0] * (max(-z, 0) + math.log1p(e)) + (1 - Y[i, 0]) * (max(z, 0) + math.log1p(e))
        dz = (1 - Y[i, 0]) * right - Y[i, 0] * wrong
        for k in range(n):
            dw[k, 0] += dz * X[k, i]
        db += dz
    return float(J / m), {"dw": dw / m, "db": np.asarray(db / m)}


def softmax_cross_entropy_batch(*, X: ArrayLike, Y: ArrayLike, reg: ArrayLike, W: ArrayLike) -> tuple[float, Slopes]:
    """L = (1/N) sum_i (log sum_j exp(s_ij) - s_{i, y_i}) + reg sum_kj w_kj^2, with the slopes
    dw_kj = (1/N) sum_i x_ik (p_ij - y_ij) + 2 reg w_kj, p_ij = exp(s_ij) / sum_l exp(s_il), s_ij = sum_k x_ik w_kj.

    Shapes: X (N, D), Y (N, C), reg (), W (D, C) -> scalar, "dW" (D, C). Units: nats per sample.
    Errors: ValueError as in the module.
    """
    X, Y, reg, W = _arrays(SOFTMAX_SHAPES, X=X, Y=Y, reg=reg, W=W)
    right = np.argmax(one_hot("Y", Y, 1), axis=1)
    (N, D), C = X.shape, W.shape[1]
    L, dW = 0.0, np.zeros((D, C))
    for i in range(N):
        s = _scores(X[i], W)
        top = s.index(max(s))
        e = [math.exp(each - s[top]) for each in s]
        others = sum(e[j] for j in range(C) if j != top)  # without the 1 of the largest, which would swallow them
        L += math.log1p(others) + s[top] - s[right[i]]
        for j in range(C):
            ds = e[j] / (1 + others) - Y[i, j]
            for k in range(D):
                dW[k, j] += ds * X[i, k]
    return _regularised(L / N, dW / N, float(reg), W)


def multiclass_svm_batch(
    *, X: ArrayLike, Y: ArrayLike, Delta: ArrayLike, reg: ArrayLike, W: ArrayLike
) -> tuple[float, Slopes]:
    """L = (1/N) sum_i sum_{j != y_i} max(0, s_ij - s_{i, y_i} + Delta) + reg sum_kj w_kj^2, and for each margin that
    is violated x_i added to the slope of column j and taken from that of column y_i.

    Shapes: X (N, D), Y (N, C), Delta, reg (), W (D, C) -> scalar, "dW" (D, C). Units: those of the scores.
    Errors: ValueError as in the module.
    """
    X, Y, Delta, reg, W = _arrays(SVM_SHAPES, X=X, Y=Y, Delta=Delta, reg=reg, W=W)
    right = np.argmax(one_hot("Y", Y, 1), axis=1)
    (N, D), C = X.shape, W.shape[1]
    L, dW = 0.0, np.zeros((D, C))
    for i in range(N):
        s = _scores(X[i], W)
        for j in range(C):
            margin = s[j] - s[right[i]] + float(Delta)
            if j != right[i] and margin > 0:
                L += margin
                for k in range(D):
                    dW[k, j] += X[i, k]
                    dW[k, right[i]] -= X[i, k]
    return _regularised(L / N, dW / N, float(reg), W)


def _arrays(shapes: Mapping[str, Shape], **values: ArrayLike) -> list[NDArray[np.float64]]:
    """Real arrays whose shapes fit."""
    found = arrays(shapes, **{name: real(name, value) for name, value in values.items()})
    return [each.astype(np.float64, copy=False) for each in found]


def _scores(x: NDArray[np.float64], W: NDArray[np.float64]) -> list[float]:
    """s_j = sum_k x_k w_kj."""
    s = []
    for j in range(W.shape[1]):
        score = 0.0
        for k in range(len(x)):
            score += x[k] * W[k, j]
        s.append(score)
    return s


def _regularised(L: float, dW: NDArray[np.float64], reg: float, W: NDArray[np.float64]) -> tuple[float, Slopes]:
    """L + reg sum_kj w_kj^2, dw_kj + 2 reg w_kj."""
    for k in range(W.shape[0]):
        for j in range(W.shape[1]):
            L += reg * W[k, j] ** 2
            dW[k, j] += 2 * reg * W[k, j]
    return float(L), {"dW": dW}
