"""Costs and gradients in NumPy as a person writes them from the notes: forward once, no checks, plain formulas.

Each takes the arguments of its model in their order and returns the cost and a gradient for whatever is learnt.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def logistic_regression(X: Any, Y: Any, w: Any, b: Any) -> tuple[Any, ...]:
    """A = σ(Xᵀw + b),   dZ = (A - Y)/m,   dw = X dZ,   db = Σ dZ."""
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(X.T @ w + b)))
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dZ = (A - Y) / m
    return J, X @ dZ, np.sum(dZ)


def two_layer_network(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, ...]:
    """A1 = tanh(W1 X + b1),   A2 = σ(W2 A1 + b2),   dZ2 = (A2 - Y)/m,   dZ1 = W2ᵀ dZ2 ∘ (1 - A1²)."""
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    J = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    dZ2 = (A2 - Y) / m
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    return J, dZ1 @ X.T, np.sum(dZ1, axis=1, keepdims=True), dZ2 @ A1.T, np.sum(dZ2)


def softmax(X: Any, Y: Any, reg: Any, W: Any) -> tuple[Any, ...]:
    """P = softmax(X W) row by row,   dS = (P - Y)/N,   dW = Xᵀ dS + 2 reg W."""
    N = X.shape[0]
    S = X @ W
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    L = -np.sum(Y * np.log(P)) / N + reg * np.sum(W * W)
    return L, X.T @ ((P - Y) / N) + 2 * reg * W


def deep_network(X: Any, Y: Any, *parameters: Any) -> tuple[Any, ...]:
    """Al = tanh(Wl A(l-1) + bl), at last σ;   dZL = (AL - Y)/m,   dZl = W(l+1)ᵀ dZ(l+1) ∘ (1 - Al²)."""
    m = X.shape[1]
    W, b = parameters[::2], parameters[1::2]
    A = [X]
    for k in range(len(W) - 1):
        A.append(np.tanh(W[k] @ A[k] + b[k]))
    P = 1 / (1 + np.exp(-(W[-1] @ A[-1] + b[-1])))
    J = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / m
    dZ = (P - Y) / m
    gradients = [np.sum(dZ), dZ @ A[-1].T]
    for k in range(len(W) - 1, 0, -1):
        dZ = (W[k].T @ dZ) * (1 - A[k] ** 2)
        gradients += [np.sum(dZ, axis=1, keepdims=True), dZ @ A[k - 1].T]
    return J, *reversed(gradients)
