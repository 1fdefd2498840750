"""The multiclass support vector machine on one sample, y being the one-hot column of its class.

L = Σ_{j ≠ y} max(0, s_j - s_y + Δ) = (1 - y)ᵀ relu(s - s_y 1 + Δ 1),   s = W x,   s_y = yᵀ s.
"""

from __future__ import annotations

from derive.core.symbols import define, matrix, ones, relu, scalar, sizes, vector
from derive.models.model import Model

C, n = sizes("C n")
x, y, Delta, W = vector("x", n), vector("y", C), scalar("Delta"), matrix("W", C, n)
s = define("s", W * x)
M = define("M", s - ones(C) * (y.T * s) + Delta)
L = define("L", (1 - y).T * relu(M))

MODEL = Model(
    name="multiclass_svm",
    title="Multiclass support vector machine, one sample",
    given=(x, y, Delta),
    learn=(W,),
    definitions=(s, M, L),
    loss=L,
    also={"dx": (L, x)},
    where={y: "one-hot"},
    sizes={"C": 4, "n": 3},
)
