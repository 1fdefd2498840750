"""The multiclass support vector machine, N samples in the rows of X, their classes one-hot in the rows of Y.

L = (1/N) Σ_i Σ_{j ≠ y_i} max(0, S_ij - S_{i,y_i} + Δ) + reg Σ W ∘ W,   S = X W.
"""

from __future__ import annotations

from derive.core.symbols import define, hadamard, matrix, ones, relu, scalar, sizes
from derive.models.model import Model
from derive.ops.multilinear import row_sums, total

N, D, C = sizes("N D C")
X, Y, Delta, reg, W = matrix("X", N, D), matrix("Y", N, C), scalar("Delta"), scalar("reg"), matrix("W", D, C)
S = define("S", X * W)
M = define("M", S - row_sums(hadamard(S, Y)) * ones(1, C) + Delta)
L = define("L", (1 / N) * total(hadamard(1 - Y, relu(M))) + reg * total(hadamard(W, W)))

MODEL = Model(
    name="multiclass_svm_batch",
    title="Multiclass support vector machine, N samples",
    given=(X, Y, Delta, reg),
    learn=(W,),
    definitions=(S, M, L),
    loss=L,
    where={Y: "one-hot rows"},
    sizes={"N": 5, "D": 3, "C": 4},
)
