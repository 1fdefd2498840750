"""One hidden layer with a bias for each sample, one output; derivatives of matrices by matrices.

J = -(1/m) (Y log(A2)ᵀ + (1 - Y) log(1 - A2)ᵀ),   A2 = σ(W2 tanh(W1 X + B1) + B2).
"""

from __future__ import annotations

from derive.models.one_hidden_layer_vec import network

MODEL = network(
    "one_hidden_layer_one_output",
    "One hidden layer, one output, derivatives of matrices by matrices",
    1,
    {"n_x": 2, "n_h": 4, "n_y": 1, "m": 5},
)
