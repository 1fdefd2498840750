"""What a generator gives that takes one formula after the other as it stands: the yardstick at the other end.

Each output computes all that it needs for itself; a bias is spread and a sum is taken by a product with ones; the
derivative of the cross-entropy is not simplified. Arguments and results are as in `by_hand`.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def logistic_regression(X: Any, Y: Any, w: Any, b: Any) -> tuple[Any, ...]:
    """dZ = -(1/m) (Y/A - (1 - Y)/(1 - A)) ∘ A ∘ (1 - A),   dw = X dZ,   db = 1ᵀ dZ."""
    m = X.shape[1]

    def A() -> Any:
        return 1 / (np.ones((m, 1)) + np.exp(-(X.T @ w + b * np.ones((m, 1)))))

    def dZ() -> Any:
        return _slope(A(), Y) / m

    J = -(Y.T @ np.log(A()) + (np.ones((m, 1)) - Y).T @ np.log(np.ones((m, 1)) - A())) / m
    return J.item(), X @ dZ(), (np.ones((1, m)) @ dZ()).item()


def deep_network(X: Any, Y: Any, *parameters: Any) -> tuple[Any, ...]:
    """dWl = dZl A(l-1)ᵀ,   dbl = dZl 1, where every dZl begins again with X and Y."""
    m, W, b = X.shape[1], parameters[::2], parameters[1::2]
    depth = len(W)

    def A(layer: int) -> Any:
        if layer == 0:
            return X
        Z = W[layer - 1] @ A(layer - 1) + b[layer - 1] * np.ones((1, m))
        return np.tanh(Z) if layer < depth else 1 / (np.ones((1, m)) + np.exp(-Z))

    def dZ(layer: int) -> Any:
        if layer == depth:
            return _slope(A(layer), Y) / m
        return (W[layer].T @ dZ(layer + 1)) * (np.ones((len(W[layer - 1]), m)) - A(layer) ** 2)

    J = -(Y @ np.log(A(depth)).T + (np.ones((1, m)) - Y) @ np.log(np.ones((1, m)) - A(depth)).T) / m
    gradients: list[Any] = []
    for layer in range(1, depth + 1):
        gradients += [dZ(layer) @ A(layer - 1).T, dZ(layer) @ np.ones((m, 1))]
    gradients[-1] = gradients[-1].item()
    return J.item(), *gradients


two_layer_network = deep_network


def softmax(X: Any, Y: Any, reg: Any, W: Any) -> tuple[Any, ...]:
    """L = -(1/N) 1ᵀ (Y ∘ log P) 1 + reg 1ᵀ (W ∘ W) 1,   dS = P ∘ (G - (G ∘ P) 1 1ᵀ) for G = -(1/N) Y/P."""
    (N, D), C = X.shape, Y.shape[1]

    def P() -> Any:
        E = np.exp(X @ W)
        return E / (E @ np.ones((C, C)))

    def G() -> Any:
        return -Y / P() / N

    L = -np.ones((1, N)) @ (Y * np.log(P())) @ np.ones((C, 1)) / N
    penalty = reg * np.ones((1, D)) @ (W * W) @ np.ones((C, 1))
    return (L + penalty).item(), X.T @ (P() * (G() - (G() * P()) @ np.ones((C, C)))) + 2 * reg * W


def _slope(A: Any, Y: Any) -> Any:
    """-(Y/A - (1 - Y)/(1 - A)) ∘ A ∘ (1 - A)."""
    return -(Y / A - (np.ones(Y.shape) - Y) / (np.ones(Y.shape) - A)) * A * (np.ones(Y.shape) - A)
