"""A matrix as a product of two thin ones.

J = |U Vᵀ - M|² / 2, the sum of the squares of all entries
"""

from __future__ import annotations

from derive.core.symbols import define, matrix, sizes, tr
from derive.models.model import Model

n, m, k = sizes("n m k")
M, U, V = matrix("M", n, m), matrix("U", n, k), matrix("V", m, k)
R = define("R", U * V.T - M)
J = define("J", tr(R.T * R) / 2)

MODEL = Model(
    name="matrix_factorisation",
    title="Matrix factorisation",
    given=(M,),
    learn=(U, V),
    definitions=(R, J),
    loss=J,
    sizes={"n": 4, "m": 5, "k": 2},
    also={"HUU": (J, U, U), "HUV": (J, U, V), "HVV": (J, V, V)},
)
