"""Linear least squares, m samples in the rows of X.

J = |X w - y|² / (2 m)
"""

from __future__ import annotations

from derive.core.symbols import define, matrix, sizes, vector
from derive.models.model import Model

n, m = sizes("n m")
X, y, w = matrix("X", m, n), vector("y", m), vector("w", n)
r = define("r", X * w - y)
J = define("J", r.T * r / (2 * m))

MODEL = Model(
    name="least_squares",
    title="Least squares",
    given=(X, y),
    learn=(w,),
    definitions=(r, J),
    loss=J,
    sizes={"n": 3, "m": 5},
    also={"Hw": (J, w, w)},
)
