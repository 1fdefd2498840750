"""Cross-entropy of a softmax on one sample, of its scores s alone; y is the one-hot column of its class.

L = -log p_y = -yᵀ log p,   p = softmax(s).
"""

from __future__ import annotations

from derive.core.symbols import define, log, sizes, vector
from derive.models.model import Model
from derive.ops.softmax import softmax

(C,) = sizes("C")
y, s = vector("y", C), vector("s", C)
p = define("p", softmax(s))
L = define("L", -y.T * log(p))

MODEL = Model(
    name="softmax_cross_entropy",
    title="Softmax and cross-entropy, one sample",
    given=(y,),
    learn=(s,),
    definitions=(p, L),
    loss=L,
    also={"Hs": (L, s, s)},
    where={y: "one-hot"},
    sizes={"C": 5},
)
