"""Cross-entropy of a softmax, N samples in the rows of X, their classes one-hot in the rows of Y.

L = -(1/N) Σ_i log P_{i,y_i} + reg Σ W ∘ W,   P = softmax(X W) row by row.
"""

from __future__ import annotations

from derive.core.symbols import define, hadamard, log, matrix, scalar, sizes
from derive.models.model import Model
from derive.ops.multilinear import total
from derive.ops.softmax import softmax

N, D, C = sizes("N D C")
X, Y, reg, W = matrix("X", N, D), matrix("Y", N, C), scalar("reg"), matrix("W", D, C)
S = define("S", X * W)
P = define("P", softmax(S, axis=1))
L = define("L", -(1 / N) * total(hadamard(Y, log(P))) + reg * total(hadamard(W, W)))

MODEL = Model(
    name="softmax_cross_entropy_batch",
    title="Softmax and cross-entropy, N samples",
    given=(X, Y, reg),
    learn=(W,),
    definitions=(S, P, L),
    loss=L,
    where={Y: "one-hot rows"},
    sizes={"N": 5, "D": 3, "C": 4},
)
